import { money } from './catalogue.js'
import { $, $$, setError, toast, validIban } from './dom.js'

const form = $('#transfer-form')
const dialog = $('#confirm-dialog')
const balances = { current: 8420.17, savings: 15200, joint: 1284.6 }
const today = '2026-11-22'

const iban = $('#recipient-iban')
iban.addEventListener('input', () => {
  const caretAtEnd = iban.selectionStart === iban.value.length
  if (caretAtEnd)
    iban.value = iban.value
      .replace(/\s/g, '')
      .toUpperCase()
      .slice(0, 34)
      .replace(/(.{4})(?=.)/g, '$1 ')
})
const showBalance = () => {
  $('#from-hint').textContent = `Available: ${money(balances[$('#from-account').value])}`
}
$('#from-account').addEventListener('change', showBalance)
showBalance()

const amountOf = () => {
  const text = $('#amount').value.replace(/\s/g, '')
  const isDecimalComma = text.includes(',') || !/\.\d{1,2}$/.test(text)
  return Number(isDecimalComma ? text.replace(/\./g, '').replace(',', '.') : text) || 0
}
const rules = {
  'recipient-name': (v) => (v ? '' : 'Who gets the money?'),
  'recipient-iban': (v) =>
    validIban(v) ? '' : 'This is not a valid IBAN. Example: DE89 3704 0044 0532 0130 00',
  amount: () => {
    if (amountOf() <= 0) return 'Enter an amount, such as 120,50.'
    return amountOf() > balances[$('#from-account').value] ? 'The account does not hold that much.' : ''
  },
  'execution-date': (v) => (v >= today ? '' : 'Choose today or a later day.'),
}
const check = (id) => {
  const control = document.getElementById(id)
  const message = rules[id](control.value.trim())
  setError(control, message)
  return !message
}
for (const id of Object.keys(rules)) document.getElementById(id).addEventListener('change', () => check(id))

form.addEventListener('submit', (event) => {
  event.preventDefault()
  const wrong = Object.keys(rules).filter((id) => !check(id))
  if (wrong.length) {
    document.getElementById(wrong[0]).focus()
    return
  }
  $('#confirm-amount').textContent = money(amountOf())
  $('#confirm-name').textContent = $('#recipient-name').value
  $('#confirm-iban').textContent = iban.value
  $('#confirm-date').textContent = $('#execution-date').value
  dialog.showModal()
  $('#otp').focus()
})

$('#confirm-cancel').addEventListener('click', () => dialog.close('cancel'))
$('#confirm-form').addEventListener('submit', (event) => {
  event.preventDefault()
  const [otp, pin] = [$('#otp'), $('#confirm-password')]
  setError(otp, /^\d{6}$/.test(otp.value) ? '' : 'Six digits from your app.')
  setError(pin, pin.value ? '' : 'Enter your password.')
  if ($('[aria-invalid=true]', dialog)) return
  dialog.close('done')
})
dialog.addEventListener('close', () => {
  const isDone = dialog.returnValue === 'done'
  $('#confirm-form').reset()
  for (const control of $$('[aria-invalid=true]', dialog)) setError(control, '')
  if (!isDone) return
  $('#transfer-done').hidden = false
  $('#transfer-done-text').textContent =
    `${money(amountOf())} to ${$('#recipient-name').value} is on its way.`
  form.reset()
  showBalance()
  toast('Transfer accepted')
})
for (const button of $$('#templates button')) {
  button.addEventListener('click', () => {
    $('#recipient-name').value = button.dataset.name
    iban.value = button.dataset.iban
    $('#reference').value = button.dataset.reference
    for (const id of ['recipient-name', 'recipient-iban']) check(id)
    $('#amount').focus()
  })
}
