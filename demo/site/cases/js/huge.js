import { seeded } from '../../js/dom.js'
import { $, on, say } from './case.js'

const body = $('#huge-body')
const input = $('#row-count')
const random = seeded(7)
const pick = (list) => list[Math.floor(random() * list.length)]
const names = [
  'Clara Vogt',
  'Noor Haddad',
  'Jonas Peters',
  'Ines Maurer',
  'Emre Yıldız',
  'Mara Lind',
  'Tom Berger',
  'Lea Koch',
]
const towns = ['Auental', 'Sonnenfeld', 'Birkenau', 'Seeheim', 'Oberlinden', 'Mühlbach']
const pieces = ['Ahorn', 'Linde', 'Birke', 'Esche', 'Mond', 'Pilz', 'Tau', 'Morgen', 'Hof', 'Nebel']
let nextNumber = 1

// One tr, six td, six texts: 13 nodes.
function row() {
  const tr = document.createElement('tr')
  const values = [
    nextNumber++,
    pick(names),
    pick(towns),
    pick(pieces),
    `€${(20 + random() * 900).toFixed(2)}`,
    pick(['paid', 'open', 'sent']),
  ]
  for (const value of values) tr.insertCell().textContent = String(value)
  return tr
}
function make(count) {
  const fragment = document.createDocumentFragment()
  for (let i = 0; i < count; i += 1) fragment.append(row())
  return fragment
}
function showCount() {
  $('#node-count').textContent =
    `${body.children.length.toLocaleString('en-IE')} rows, ${(body.children.length * 13).toLocaleString('en-IE')} nodes`
}
const timed = (id, action) =>
  on(id, async () => {
    const start = performance.now()
    await action()
    showCount()
    return `${Math.round(performance.now() - start)} ms`
  })

timed('build', () => {
  body.textContent = ''
  nextNumber = 1
  body.append(make(Number(input.value)))
})
timed('build-slices', async () => {
  body.textContent = ''
  nextNumber = 1
  for (let left = Number(input.value); left > 0; left -= 500) {
    body.append(make(Math.min(500, left)))
    await new Promise((resolve) => {
      setTimeout(resolve)
    })
  }
})
timed('update-some', () => {
  for (let i = 0; i < body.children.length; i += 100)
    body.children[i].children[5].textContent = pick(['paid', 'open', 'sent', 'returned'])
})
timed('append-row', () => body.append(row()))
timed('insert-top', () => body.prepend(row()))
timed('remove-half', () => {
  for (const [i, tr] of [...body.children].entries()) if (i % 2) tr.remove()
})
timed('sort-rows', () => {
  body.append(
    ...[...body.children].sort((a, b) => a.children[1].textContent.localeCompare(b.children[1].textContent)),
  )
})
timed('scroll-middle', () => {
  body.children[Math.floor(body.children.length / 2)]?.scrollIntoView({ block: 'center' })
})
timed('hide-show', () => {
  $('#huge').hidden = !$('#huge').hidden
})
timed('clear', () => {
  body.textContent = ''
})

const wanted = Number(new URLSearchParams(location.search).get('rows'))
if (wanted > 0) {
  input.value = String(Math.min(100000, wanted))
  body.append(make(Number(input.value)))
  say('built at load')
}
showCount()
