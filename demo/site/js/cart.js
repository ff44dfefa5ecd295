import { money, product } from './catalogue.js'
import { $, h } from './dom.js'
import { addToCart, readCart, setQuantity, totals } from './store.js'

const list = $('#cart-lines')

function line({ id, finish, quantity }) {
  const p = product(id)
  const change = (to) => setQuantity(id, finish, to)
  const name = `${p.name} ${p.kind.toLowerCase()}`
  return h(
    'li.cart-line',
    { 'data-id': id, 'data-finish': finish },
    h('img', { src: `img/${id}.svg`, alt: '', width: 116, height: 116 }),
    h(
      'div',
      {},
      h('h3', {}, h('a', { href: `product.html?id=${id}` }, name)),
      h('p.small.muted', {}, `${finish} · ${money(p.price)} each`),
      h(
        'div.line-tools',
        {},
        h(
          'div.stepper',
          {},
          h(
            'button.line-down',
            { type: 'button', 'aria-label': `One ${p.name} less`, on: { click: () => change(quantity - 1) } },
            '−',
          ),
          h('input.line-quantity', {
            type: 'number',
            min: 0,
            max: 20,
            value: quantity,
            'aria-label': `Quantity of ${p.name}`,
            on: { change: (event) => change(Number(event.target.value)) },
          }),
          h(
            'button.line-up',
            { type: 'button', 'aria-label': `One more ${p.name}`, on: { click: () => change(quantity + 1) } },
            '+',
          ),
        ),
        h('button.link-btn.line-remove', { type: 'button', on: { click: () => change(0) } }, 'Remove'),
      ),
    ),
    h('span.price', {}, money(p.price * quantity)),
  )
}

function show() {
  const lines = readCart()
  const sum = totals(lines)
  $('#cart-empty').hidden = lines.length > 0
  $('#cart-full').hidden = lines.length === 0
  list.replaceChildren(...lines.map(line))
  $('#cart-goods').textContent = money(sum.goods)
  $('#cart-shipping').textContent = sum.shipping ? money(sum.shipping) : 'Free'
  $('#cart-total').textContent = money(sum.total)
  $('#cart-vat').textContent = money(sum.vat)
  $('#cart-missing').hidden = sum.missing === 0
  $('#cart-missing').textContent = `Add goods for ${money(sum.missing)} and delivery is free.`
}

addEventListener('cart-change', show)
addEventListener('storage', show)
$('#fill-sample').addEventListener('click', () => {
  addToCart('pilz', 'Clay', 1)
  addToCart('morgen', 'Linden green', 2)
})
show()
