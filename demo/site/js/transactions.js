import { bookings, categoryColors, showDate } from './bank-data.js'
import { money } from './catalogue.js'
import { $, $$, h } from './dom.js'

const all = bookings(2000)
const body = $('#transactions tbody')
const sums = new Map(all.map((row) => [row.id, makeRow(row)]))
let sort = { key: 'date', isUp: false }

function makeRow(row) {
  return h(
    'tr',
    { id: `tx-${row.id}` },
    h('td.num', {}, showDate(row.date)),
    h('td', {}, row.partner),
    h(
      'td',
      {},
      h(
        'span.chip',
        { style: `background: ${categoryColors[row.category]}2b; color: var(--ink)` },
        row.category,
      ),
    ),
    h(
      `td.amount${row.amount > 0 ? '.in' : ''}`,
      {},
      `${row.amount > 0 ? '+' : '−'}${money(Math.abs(row.amount))}`,
    ),
    h('td.amount.muted', {}, money(row.balance)),
  )
}

function show() {
  const words = $('#tx-search').value.trim().toLowerCase()
  const category = $('#tx-category').value
  const kind = $('#tx-kind').value
  const list = all.filter(
    (row) =>
      (!category || row.category === category) &&
      (kind === 'all' || (kind === 'in') === row.amount > 0) &&
      row.partner.toLowerCase().includes(words),
  )
  const { key, isUp } = sort
  // Rows are kept and re-ordered, as a keyed framework would do.
  list.sort((a, b) => (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : a.id - b.id) * (isUp ? 1 : -1))
  body.replaceChildren(...list.map((row) => sums.get(row.id)))
  const total = list.reduce((sum, row) => sum + row.amount, 0)
  $('#tx-count').textContent =
    `${list.length.toLocaleString('en-IE')} bookings · sum ${total < 0 ? '−' : ''}${money(Math.abs(total))}`
  for (const button of $$('#transactions .sort-btn')) {
    const isThis = button.dataset.key === key
    button.closest('th').setAttribute('aria-sort', isThis ? (isUp ? 'ascending' : 'descending') : 'none')
  }
}

for (const name of Object.keys(categoryColors)) $('#tx-category').append(h('option', { value: name }, name))
for (const id of ['#tx-search', '#tx-category', '#tx-kind']) $(id).addEventListener('input', show)
for (const button of $$('#transactions .sort-btn')) {
  button.addEventListener('click', () => {
    const { key } = button.dataset
    sort = { key, isUp: sort.key === key ? !sort.isUp : key === 'partner' || key === 'category' }
    show()
  })
}
show()
