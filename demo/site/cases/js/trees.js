import { $, counter, el, on } from './case.js'

const n = counter()
const spot = () => $('#spot')

on('deep', () => {
  const top = document.createElement('div')
  let at = top
  for (let i = 0; i < 2000; i += 1) at = at.appendChild(document.createElement('span'))
  at.textContent = '2,000 levels down'
  spot().append(top)
})
on('siblings', () => {
  const list = []
  for (let i = 0; i < 40000; i += 1) list.push(el('i', {}, String(i % 10)))
  spot().append(...list)
  return `${spot().childNodes.length} children`
})
on('prepend-3k', () => {
  for (let i = 0; i < 3000; i += 1) spot().prepend(el('b', {}, '·'))
  return `${spot().childNodes.length} children`
})
on('odd-names', () => {
  const parsed = new DOMParser().parseFromString(
    '<x:y>colon</x:y> <font-face-x>dash</font-face-x> <blink>blink</blink> <o:p>office</o:p> <été>accent</été>',
    'text/html',
  )
  spot().append(
    ...parsed.body.childNodes,
    document.createElementNS('urn:lindenhof', 'lh:thing'),
    el('div', { '@click': 'never', ':bound': 'x', 'data-ü': 'ü' }, 'odd attribute names'),
  )
})
const fragment = document.createDocumentFragment()
on('fragment', () => {
  fragment.append(el('p', {}, `From the fragment, ${n()}`), 'and a text')
  spot().append(fragment)
})
const other = () => ($('#subtree').parentElement.id === 'from' ? $('#to') : $('#from'))
on('move-subtree', () => {
  other().append($('#subtree'))
})
on('move-before', () => {
  const place = other()
  if (place.moveBefore) place.moveBefore($('#subtree'), null)
  else place.append($('#subtree'))
})
on('wrap', () => {
  const wrapper = $('#wrapper')
  if (wrapper) return void wrapper.replaceWith(...wrapper.childNodes)
  const box = el('div', { id: 'wrapper', style: 'border:3px solid #d9a441' })
  $('#subtree').before(box)
  box.append($('#subtree'))
})
on('cancel-out', () => {
  for (let i = 0; i < 5000; i += 1) {
    const node = el('p', {}, 'never seen')
    spot().append(node)
    node.remove()
    $('#subtree').title = String(i)
  }
  $('#subtree').removeAttribute('title')
})
on('comment', () => {
  spot().append(
    document.createComment('a comment that nobody sees'),
    'text after a comment',
    document.createProcessingInstruction('lindenhof', 'x'),
  )
})
on('clear', () => {
  spot().textContent = ''
})
on('replace-body', () => {
  const body = document.body.cloneNode(true)
  document.body.replaceWith(body)
  return 'body replaced by a copy; its buttons are dead'
})
on('replace-root', () => {
  const root = document.createElement('html')
  root.lang = 'en'
  const head = document.head.cloneNode(true)
  const body = el(
    'body',
    {},
    el(
      'main',
      { class: 'wrap case' },
      el('h1', { id: 'new-root' }, 'A new root element'),
      el('p', {}, 'The whole document was exchanged.'),
      el('p', {}, el('a', { href: 'trees.html' }, 'Back')),
    ),
  )
  root.append(head, body)
  document.documentElement.replaceWith(root)
})
on('doc-write', () => {
  document.open()
  document.write(
    '<!doctype html><html lang="en"><head><title>Written</title><link rel="icon" href="../img/favicon.svg"><link rel="stylesheet" href="../css/lindenhof.css"></head><body><main class="wrap case"><h1 id="written">Written by document.write</h1><p>The old page is gone, its window is not. <a href="trees.html">Back</a></p></main></body></html>',
  )
  document.close()
})
