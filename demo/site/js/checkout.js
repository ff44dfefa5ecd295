import { money, product } from './catalogue.js'
import { $, $$, h, setError } from './dom.js'
import { addToCart, clearCart, promoRate, readCart, totals } from './store.js'

const form = $('#checkout-form')
const dialog = $('#order-dialog')
let promo = { code: '', rate: 0 }

// ---- summary -----------------------------------------------------------------
function showSummary() {
  const lines = readCart()
  const sum = totals(lines, new FormData(form).get('delivery'), promo.rate)
  $('#summary-empty').hidden = lines.length > 0
  $('#summary-lines').hidden = lines.length === 0
  $('#summary-lines').replaceChildren(
    ...lines.map(({ id, finish, quantity }) => {
      const p = product(id)
      return h(
        'li',
        {},
        h('img', { src: `img/${id}.svg`, alt: '' }),
        h('span', {}, `${quantity} × ${p.name}`, h('br'), h('span.small.muted', {}, finish)),
        h('span.num', {}, money(p.price * quantity)),
      )
    }),
  )
  $('#sum-goods').textContent = money(sum.goods)
  $('#sum-shipping').textContent = sum.shipping ? money(sum.shipping) : 'Free'
  for (const part of $$('.sum-promo')) part.hidden = sum.discount === 0
  $('#sum-promo-label').textContent = `Code ${promo.code}`
  $('#sum-discount').textContent = `−${money(sum.discount)}`
  $('#sum-total').textContent = money(sum.total)
  $('#sum-vat').textContent = money(sum.vat)
  $('#place-order').textContent = lines.length ? `Place order · ${money(sum.total)}` : 'Place order'
}
addEventListener('cart-change', showSummary)
$('#fill-sample').addEventListener('click', () => {
  addToCart('ahorn', 'Linden green', 1)
  addToCart('tau', 'Sand', 1)
})
for (const radio of $$('input[name=delivery]')) radio.addEventListener('change', showSummary)

$('#apply-promo').addEventListener('click', () => {
  const input = $('#promo')
  const rate = promoRate(input.value)
  promo = { code: input.value.trim().toUpperCase(), rate }
  setError(input, input.value.trim() === '' || rate ? '' : 'We do not know this code. Try LINDEN10.')
  showSummary()
})

// ---- card --------------------------------------------------------------------
const card = $('#card-number')
const digitsOf = (input) => input.value.replace(/\D/g, '')
card.addEventListener('input', () => {
  card.value = digitsOf(card)
    .slice(0, 19)
    .replace(/(.{4})(?=.)/g, '$1 ')
  $('#preview-number').textContent = card.value || '•••• •••• •••• ••••'
})
const expiry = $('#card-expiry')
expiry.addEventListener('input', (event) => {
  const digits = digitsOf(expiry).slice(0, 4)
  const isDeleting = event.inputType?.startsWith('delete')
  expiry.value =
    digits.length > 2 || (digits.length === 2 && !isDeleting)
      ? `${digits.slice(0, 2)} / ${digits.slice(2)}`
      : digits
  $('#preview-expiry').textContent = expiry.value || 'MM / YY'
})
$('#card-name').addEventListener('input', (event) => {
  $('#preview-name').textContent = event.target.value.toUpperCase() || 'NAME ON CARD'
})
for (const radio of $$('input[name=payment]')) {
  radio.addEventListener('change', () => {
    $('#card-fields').hidden = form.elements.payment.value !== 'card'
  })
}

function luhn(digits) {
  let sum = 0
  ;[...digits].reverse().forEach((digit, index) => {
    const doubled = index % 2 ? Number(digit) * 2 : Number(digit)
    sum += doubled > 9 ? doubled - 9 : doubled
  })
  return sum % 10 === 0
}

// ---- password ------------------------------------------------------------------
const password = $('#new-password')
$('#create-account').addEventListener('change', (event) => {
  $('#password-field').hidden = !event.target.checked
})
$('#password-toggle').addEventListener('click', (event) => {
  const isHidden = password.type === 'password'
  password.type = isHidden ? 'text' : 'password'
  event.currentTarget.textContent = isHidden ? 'Hide' : 'Show'
  event.currentTarget.setAttribute('aria-pressed', String(isHidden))
})
password.addEventListener('input', () => {
  const text = password.value
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^\w]/].filter((kind) => kind.test(text)).length
  $('#password-strength').value = Math.min(
    4,
    (text.length >= 8 ? 1 : 0) + (text.length >= 12 ? 1 : 0) + (kinds > 2 ? 1 : 0) + (kinds > 3 ? 1 : 0),
  )
})

// ---- validation -------------------------------------------------------------------
const isCard = () => form.elements.payment.value === 'card'
const rules = {
  email: (v) => (/^\S+@\S+\.\S+$/.test(v) ? '' : 'Enter an e-mail address, so that we can send the receipt.'),
  'given-name': (v) => (v ? '' : 'Enter your first name.'),
  'family-name': (v) => (v ? '' : 'Enter your last name.'),
  street: (v) => (v ? '' : 'Enter street and number.'),
  postcode: (v) => (/^[\w -]{4,9}$/.test(v) ? '' : 'Enter a postcode.'),
  city: (v) => (v ? '' : 'Enter the town.'),
  'card-name': (v) => (!isCard() || v ? '' : 'Enter the name as on the card.'),
  'card-number': (v) =>
    !isCard() || (/^\d{13,19}$/.test(v.replace(/ /g, '')) && luhn(v.replace(/ /g, '')))
      ? ''
      : 'Check the card number.',
  'card-expiry': (v) =>
    !isCard() || /^(0[1-9]|1[0-2]) \/ \d\d$/.test(v) ? '' : 'Month and year, as 04 / 29.',
  'card-csc': (v) => (!isCard() || /^\d{3,4}$/.test(v) ? '' : '3 or 4 digits.'),
  'new-password': (v) => (!$('#create-account').checked || v.length >= 8 ? '' : 'At least 8 characters.'),
}
function check(id) {
  const control = document.getElementById(id)
  const message = rules[id](control.value.trim())
  setError(control, message)
  return message === ''
}
for (const id of Object.keys(rules)) {
  const control = document.getElementById(id)
  control.addEventListener('blur', () => {
    if (control.value) check(id)
  })
  control.addEventListener('input', () => {
    if (control.getAttribute('aria-invalid') === 'true') check(id)
  })
}

$('#terms').addEventListener('change', (event) => {
  if (event.target.checked) setError(event.target, '')
})
form.addEventListener('input', () => {
  if (!$('[aria-invalid=true]', form)) $('#form-problems').hidden = true
})

form.addEventListener('submit', (event) => {
  event.preventDefault()
  const wrong = Object.keys(rules).filter((id) => !check(id))
  const terms = $('#terms')
  const hasTerms = terms.checked
  setError(terms, hasTerms ? '' : 'Please accept the terms.')
  const isEmpty = readCart().length === 0
  const problems = wrong.length + (hasTerms ? 0 : 1) + (isEmpty ? 1 : 0)
  const note = $('#form-problems')
  note.hidden = problems === 0
  note.textContent =
    isEmpty && problems === 1
      ? 'Your cart is empty.'
      : `Please look at ${problems} ${problems === 1 ? 'field' : 'fields'} again.`
  if (problems) {
    const first = wrong.length ? document.getElementById(wrong[0]) : hasTerms ? null : terms
    first?.focus()
    return
  }
  $('#order-number').textContent = `LH-${String(20260 + (Math.floor(performance.now()) % 900))}`
  $('#order-email').textContent = $('#email').value
  dialog.showModal()
})
// However the dialog is closed, the order stands: the cart is empty and no card data stays on the page.
dialog.addEventListener('close', () => {
  clearCart()
  location.assign('shop.html')
})
showSummary()
