import { $, counter, el, on } from './case.js'

const n = counter()
const rows = (from, count, text) =>
  Array.from({ length: count }, (_, i) => el('div', { class: 'row' }, `${text} ${from + i}`))
const cells = (count) => Array.from({ length: count }, (_, i) => el('div', { class: 'cell' }, String(i + 1)))

$('#outer-rows').append(...rows(1, 12, 'Outer row'))
$('#inner-rows').append(...rows(1, 30, 'Inner row'))
$('#outer-rows-2').append(...rows(13, 20, 'Outer row'))
$('#wide-cells').append(...cells(30))
$('#rtl-cells').append(...cells(30))
$('#hidden-rows').append(...rows(1, 20, 'Hidden row'))
$('#snap').append(
  ...['#e7eee2', '#faf0d9', '#dfe9ea', '#f7e6dc'].map((color, i) =>
    el('div', { style: `background:${color}` }, String(i + 1)),
  ),
)
$('#area').value = Array.from({ length: 20 }, (_, i) => `Line ${i + 1} of the textarea`).join('\n')
document.querySelector('main .case').append(el('div', { id: 'page-filler' }))

// The virtual list keeps only the rows in view.
const virtual = $('#virtual')
const body = $('#virtual-body')
const HEIGHT = 28
function showVirtual() {
  const first = Math.max(0, Math.floor(virtual.scrollTop / HEIGHT) - 4)
  body.replaceChildren(
    ...Array.from({ length: 22 }, (_, i) =>
      el(
        'div',
        { class: 'row', style: `position:absolute;left:0;right:0;top:${(first + i) * HEIGHT}px` },
        `Virtual row ${first + i + 1} of 10,000`,
      ),
    ),
  )
}
virtual.addEventListener('scroll', showVirtual, { passive: true })
showVirtual()

const [outer, inner] = [$('#outer-scroll'), $('#inner-scroll')]
on('scroll-outer', () => {
  outer.scrollTop = (outer.scrollHeight - outer.clientHeight) / 2
})
on('scroll-inner', () => {
  inner.scrollTop = inner.scrollHeight
})
on('scroll-both', () => {
  outer.scrollTop = 0
  inner.scrollTop = 0
})
on('scroll-x', () => {
  $('#wide-scroll').scrollLeft = 400
})
on('scroll-rtl', () => {
  $('#rtl-scroll').scrollLeft = -200
  return `scrollLeft ${$('#rtl-scroll').scrollLeft}`
})
on('snap-next', () => {
  const snap = $('#snap')
  snap.scrollTo({ left: ((n() % 3) + 1) * snap.clientWidth, behavior: 'smooth' })
})
on('scroll-hidden', () => {
  $('#hidden-scroll').scrollTop += 100
})
on('scroll-virtual', () => {
  virtual.scrollTop = 4999 * HEIGHT
})
on('scroll-textarea', () => {
  $('#area').scrollTop = $('#area').scrollHeight
})
on('grow', () => {
  $('#outer-rows').prepend(...rows(0, 10, 'New row'))
})
on('page-bottom', () => {
  scrollTo(0, document.documentElement.scrollHeight)
})
on('page-top', () => {
  scrollTo(0, 0)
})
