import { productCard, stars } from './card.js'
import { money, product, products } from './catalogue.js'
import { $, h, toast } from './dom.js'
import { addToCart } from './store.js'

const p = product(new URLSearchParams(location.search).get('id')) ?? products[0]
document.title = `${p.name} ${p.kind.toLowerCase()} · Lindenhof`

const set = (id, text) => {
  $(id).textContent = text
}
set('#crumb-name', p.name)
set('#product-kind', p.kind)
set('#product-name', p.name)
set('#product-text', p.text)
set('#spec-material', p.material)
set('#spec-size', p.size)
set('#spec-weight', p.weight)
set('#product-rating', stars(p.rating))
set('#product-reviews', `${p.rating} from ${p.reviews} reviews`)
$('#product-price').replaceChildren(
  money(p.price),
  ...(p.was ? [' ', h('del.muted.small', {}, money(p.was))] : []),
)
const category = $('#crumb-category')
category.textContent = p.category[0].toUpperCase() + p.category.slice(1)
category.href = `shop.html?category=${p.category}`

// Gallery: the whole piece, two details cut out of the same drawing, and the material.
const views = [
  { src: `img/${p.id}.svg`, alt: `${p.name}, whole` },
  { src: `img/${p.id}.svg#svgView(viewBox(170,150,260,260))`, alt: `${p.name}, detail` },
  { src: `img/${p.id}.svg#svgView(viewBox(110,300,280,280))`, alt: `${p.name}, from below` },
  { src: `img/texture-${p.texture}.webp`, alt: `${p.material}, close up` },
]
const main = $('#gallery-image')
const thumbs = views.map((view, index) =>
  h(
    'button',
    { type: 'button', id: `thumb-${index}`, 'aria-label': view.alt, on: { click: () => pick(index) } },
    h('img', { src: view.src, alt: '', width: 84, height: 84 }),
  ),
)
function pick(index) {
  main.src = views[index].src
  main.alt = views[index].alt
  thumbs.forEach((thumb, i) => {
    thumb.setAttribute('aria-current', String(i === index))
  })
}
$('#thumbs').replaceChildren(...thumbs)
pick(0)

// Finish
$('#finishes').replaceChildren(
  ...p.finishes.map((finish, index) =>
    h(
      'label.swatch',
      { title: finish.name },
      h('input', {
        type: 'radio',
        name: 'finish',
        value: finish.name,
        checked: index === 0,
        'aria-label': finish.name,
      }),
      h('i', { style: `--c: ${finish.color}` }),
    ),
  ),
)
const finishName = () => new FormData($('#buy-form')).get('finish')
const showFinish = () => set('#finish-name', finishName())
$('#finishes').addEventListener('change', showFinish)
showFinish()

// Quantity and cart
const quantity = $('#quantity')
const step = (by) => {
  quantity.value = String(Math.max(1, Math.min(20, (Number(quantity.value) || 1) + by)))
}
$('#quantity-down').addEventListener('click', () => step(-1))
$('#quantity-up').addEventListener('click', () => step(1))
quantity.addEventListener('change', () => step(0))
$('#buy-form').addEventListener('submit', (event) => {
  event.preventDefault()
  step(0)
  addToCart(p.id, finishName(), Number(quantity.value))
  toast(`${quantity.value} × ${p.name} added. `, h('a', { href: 'cart.html' }, 'View cart'))
})

const others = products.filter((other) => other.id !== p.id)
const related = [
  ...others.filter((other) => other.category === p.category),
  ...others.filter((other) => other.category !== p.category),
]
$('#related').replaceChildren(...related.slice(0, 4).map(productCard))
