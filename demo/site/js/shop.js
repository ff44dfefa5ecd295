import { productCard } from './card.js'
import { products } from './catalogue.js'
import { $, $$ } from './dom.js'

const form = $('#filters')
const grid = $('#product-grid')
const sort = $('#sort')
const maxPrice = $('#max-price')

const orders = {
  featured: (a, b) => b.reviews - a.reviews,
  new: (a, b) => b.added - a.added,
  'price-up': (a, b) => a.price - b.price,
  'price-down': (a, b) => b.price - a.price,
  name: (a, b) => a.name.localeCompare(b.name),
}

// The filters live in the address, so that a filtered list can be sent to someone.
const address = new URLSearchParams(location.search)
for (const box of $$('input[name=category]', form))
  box.checked = address.getAll('category').includes(box.value)
if (orders[address.get('sort')]) sort.value = address.get('sort')
for (const count of $$('[data-count]', form)) {
  count.textContent = String(products.filter((p) => p.category === count.dataset.count).length)
}

function show() {
  const data = new FormData(form)
  const categories = data.getAll('category')
  const color = data.get('color')
  const words = String(data.get('search') ?? '')
    .trim()
    .toLowerCase()
  const list = products.filter(
    (p) =>
      (categories.length === 0 || categories.includes(p.category)) &&
      p.price <= Number(maxPrice.value) &&
      (!data.has('sale') || p.was) &&
      (!color || p.finishes.some((f) => f.name === color)) &&
      `${p.name} ${p.kind} ${p.material}`.toLowerCase().includes(words),
  )
  list.sort(orders[sort.value])
  grid.replaceChildren(...list.map(productCard))
  $('#max-price-value').textContent = `up to €${Number(maxPrice.value).toLocaleString('en-IE')}`
  $('#result-count').textContent = list.length === 1 ? '1 piece' : `${list.length} pieces`
  $('#no-results').hidden = list.length > 0

  const next = new URLSearchParams(categories.map((c) => ['category', c]))
  if (sort.value !== 'featured') next.set('sort', sort.value)
  history.replaceState(null, '', next.size ? `?${next}` : location.pathname)
}

form.addEventListener('input', show)
form.addEventListener('submit', (event) => event.preventDefault())
sort.addEventListener('change', show)
for (const id of ['#reset-filters', '#reset-filters-2'])
  $(id).addEventListener('click', () => {
    form.reset()
    show()
  })
show()
