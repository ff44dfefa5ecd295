import { bookings, categoryColors, showDate } from './bank-data.js'
import { money } from './catalogue.js'
import { $, h, toast } from './dom.js'

const list = bookings(400)
const initials = (name) =>
  name
    .split(/[\s,]+/)
    .slice(0, 2)
    .map((word) => word[0].toUpperCase())
    .join('')
const amount = (value) =>
  h(`span.amount${value > 0 ? '.in' : ''}`, {}, `${value > 0 ? '+' : '−'}${money(Math.abs(value))}`)

$('#recent').replaceChildren(
  ...list
    .slice(0, 7)
    .map((row) =>
      h(
        'li',
        {},
        h('span.av', { style: `--c: ${categoryColors[row.category]}33` }, initials(row.partner)),
        h('span', {}, h('b', {}, row.partner), h('small', {}, `${showDate(row.date)} · ${row.category}`)),
        amount(row.amount),
      ),
    ),
)

// ---- spending by category -----------------------------------------------------
const spent = {}
for (const row of list.filter((row) => row.amount < 0 && row.date >= '2026-10-21'))
  spent[row.category] = (spent[row.category] ?? 0) - row.amount
const sorted = Object.entries(spent).sort((a, b) => b[1] - a[1])
$('#spending').replaceChildren(
  ...sorted.map(([name, sum]) =>
    h(
      'div.cat-bar',
      {},
      h('span', {}, name),
      h('i', { style: `--c: ${categoryColors[name]}; --w: ${Math.max(4, (sum / sorted[0][1]) * 100)}%` }),
      h('span.num', {}, money(sum)),
    ),
  ),
)

// ---- chart ----------------------------------------------------------------------
const SVG = 'http://www.w3.org/2000/svg'
const s = (tag, attributes, text) => {
  const element = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  if (text) element.textContent = text
  return element
}
const chart = $('#balance-chart')
const ranges = {
  '6m': [6420, 6890, 6610, 7340, 7905, 8420],
  '12m': [4310, 4720, 5180, 4900, 5630, 6010, 6420, 6890, 6610, 7340, 7905, 8420],
}
const months = ['Dec', 'Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov']

function draw(range) {
  const values = ranges[range]
  const labels = months.slice(-values.length)
  const [low, high] = [Math.floor(Math.min(...values) / 1000) * 1000 - 500, 9000]
  const x = (i) => 52 + (i * 560) / (values.length - 1)
  const y = (v) => 204 - ((v - low) / (high - low)) * 180
  const parts = []
  for (let v = Math.ceil(low / 1000) * 1000; v <= high; v += range === '6m' ? 1000 : 2000) {
    parts.push(
      s('line', { class: 'grid', x1: 52, x2: 612, y1: y(v), y2: y(v) }),
      s('text', { x: 42, y: y(v) + 4, 'text-anchor': 'end' }, `${v / 1000}k`),
    )
  }
  const points = values.map((v, i) => `${x(i).toFixed(1)} ${y(v).toFixed(1)}`)
  parts.push(
    s('path', { d: `M${points.join('L')}L612 204L52 204Z`, fill: 'url(#chart-fill)' }),
    s('path', { class: 'line', d: `M${points.join('L')}` }),
  )
  values.forEach((v, i) => {
    const dot = s('circle', { class: 'dot', cx: x(i), cy: y(v), r: i === values.length - 1 ? 6 : 4 })
    dot.append(s('title', {}, `${labels[i]}: ${money(v)}`))
    parts.push(dot, s('text', { x: x(i), y: 226, 'text-anchor': 'middle' }, labels[i]))
  })
  $('#chart-body').replaceChildren(...parts)
  chart.setAttribute(
    'aria-label',
    `Balance of the current account, from ${money(values[0])} to ${money(values.at(-1))}`,
  )
}
draw('6m')
$('#chart-range').addEventListener('change', (event) => draw(event.target.value))

$('#copy-iban').addEventListener('click', async () => {
  const iban = $('#iban').textContent
  try {
    await navigator.clipboard.writeText(iban)
    toast('IBAN copied')
  } catch {
    toast('Your browser does not allow copying here.')
  }
})
