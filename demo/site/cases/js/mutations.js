import { seeded } from '../../js/dom.js'
import { $, $$, on, say } from './case.js'

const adjectives = [
  'quiet',
  'tall',
  'round',
  'warm',
  'plain',
  'old',
  'bright',
  'small',
  'oiled',
  'glazed',
  'folded',
  'heavy',
  'thin',
]
const colors = ['oak', 'clay', 'green', 'sand', 'blue', 'brass', 'black', 'walnut']
const nouns = ['chair', 'lamp', 'vase', 'bowl', 'stool', 'desk', 'plate', 'pot', 'shelf', 'mug']
const random = seeded(42)
const pick = (list) => list[Math.floor(random() * list.length)]
const body = $('#rows')
let nextId = 1

const template = document.createElement('template')
template.innerHTML =
  '<tr><td></td><td><a href="#controls"></a></td><td><button type="button" class="link-btn">Remove</button></td></tr>'

function row() {
  const tr = template.content.firstElementChild.cloneNode(true)
  tr.dataset.key = String(nextId)
  tr.children[0].textContent = String(nextId)
  tr.children[1].firstElementChild.textContent = `${pick(adjectives)} ${pick(colors)} ${pick(nouns)}`
  nextId += 1
  return tr
}
function make(count) {
  const fragment = document.createDocumentFragment()
  for (let i = 0; i < count; i += 1) fragment.append(row())
  return fragment
}
const replace = (count) => {
  body.textContent = ''
  body.append(make(count))
}
const label = (tr) => tr.children[1].firstElementChild

/** Each action says how many rows there are and how long its own task took. */
const timed = (id, action) =>
  on(id, () => {
    const start = performance.now()
    action()
    return `${body.children.length} rows, ${Math.round(performance.now() - start)} ms`
  })

timed('create-1k', () => replace(1000))
timed('create-10k', () => replace(10000))
timed('replace-1k', () => replace(1000))
timed('replace-10k', () => replace(10000))
timed('append-1k', () => body.append(make(1000)))
timed('append-10k', () => body.append(make(10000)))
timed('prepend-1k', () => {
  for (let i = 0; i < 1000; i += 1) body.prepend(row())
})
timed('update-10th', () => {
  const rows = body.children
  for (let i = 0; i < rows.length; i += 10) label(rows[i]).textContent += ' !!!'
})
timed('swap', () => {
  const rows = body.children
  if (rows.length < 4) return
  const [a, b] = [rows[1], rows[rows.length - 2]]
  const after = b.nextSibling
  a.before(b)
  body.insertBefore(a, after)
})
timed('select', () => {
  $('#rows .selected')?.classList.remove('selected')
  body.children[Math.floor(random() * body.children.length)]?.classList.add('selected')
})
timed('remove', () => body.children[Math.floor(body.children.length / 2)]?.remove())
timed('shuffle', () => {
  const rows = [...body.children]
  for (let i = rows.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1))
    ;[rows[i], rows[j]] = [rows[j], rows[i]]
  }
  for (const tr of rows) body.append(tr)
})
timed('reverse', () => {
  for (const tr of [...body.children].reverse()) body.append(tr)
})
timed('burst', () => {
  const rows = [...make(1000).children]
  for (const tr of rows) body.append(tr)
  for (const tr of rows) tr.remove()
})
timed('clear', () => {
  body.textContent = ''
})

let timer = 0
on('tick', () => {
  if (timer) {
    clearInterval(timer)
    timer = 0
    $('#tick').textContent = 'Start ticking'
    return 'stopped'
  }
  $('#tick').textContent = 'Stop ticking'
  timer = setInterval(() => {
    const rows = body.children
    for (let i = 0; i < Math.min(50, rows.length); i += 1)
      label(rows[Math.floor(random() * rows.length)]).textContent =
        `${pick(adjectives)} ${pick(nouns)} ${Math.floor(random() * 1000)}`
  }, 100)
  return 'ticking, 10 times a second'
})
body.addEventListener('click', (event) => {
  const button = event.target.closest('button')
  if (!button) return
  button.closest('tr').remove()
  say(`${$$('#rows tr').length} rows`)
})
