import { $, counter, on } from './case.js'

const n = counter()
const SVG = 'http://www.w3.org/2000/svg'
const XLINK = 'http://www.w3.org/1999/xlink'
const MATH = 'http://www.w3.org/1998/Math/MathML'
const make = (namespace, tag, attributes = {}, text = '') => {
  const element = document.createElementNS(namespace, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.textContent = text
  return element
}

on('xlink', () => {
  const use = $('#use-x')
  use.setAttributeNS(XLINK, 'xlink:href', use.getAttributeNS(XLINK, 'href') === '#leaf' ? '#drop' : '#leaf')
})
on('href', () => {
  const use = $('#use-h')
  use.setAttribute('href', use.getAttribute('href') === '#leaf' ? '#drop' : '#leaf')
})
on('add-node', () => {
  const i = n()
  $('#added').append(
    make(SVG, 'circle', {
      cx: 20 + ((i * 37) % 360),
      cy: 20 + ((i * 53) % 160),
      r: 8,
      fill: `hsl(${(i * 60) % 360} 50% 55%)`,
    }),
  )
})
on('attr', () => {
  $('#ball').setAttribute('r', String(40 + (n() % 5) * 12))
  $('#ring').setAttribute('stroke-dasharray', `${(n() % 4) * 6 + 2} 6`)
})
on('viewbox', () => {
  const svg = $('#shapes')
  svg.setAttribute(
    'viewBox',
    svg.getAttribute('viewBox') === '0 0 400 200' ? '100 20 220 110' : '0 0 400 200',
  )
})
on('gradient', () => {
  $('#stop-1').setAttribute('stop-color', `hsl(${(n() * 70) % 360} 45% 55%)`)
})
on('foreign', () => {
  $('#foreign-body').firstChild.data = `HTML inside SVG, ${n()} `
  $('#foreign-body input').value = `typed ${n()}`
})
on('textpath', () => {
  const path = $('#curved-text')
  path.setAttribute('href', path.getAttribute('href') === '#curve' ? '#curve-2' : '#curve')
  path.textContent = `Words that follow curve ${n()}`
})
on('text', () => {
  $('#tspan').setAttribute('dy', String((n() % 3) * -6))
  $('#tspan').textContent = `move ${n()}`
})
on('style-svg', () => {
  $('#svg-style').textContent =
    `.ring { fill: none; stroke: hsl(${(n() * 50) % 360} 50% 45%); stroke-width: ${4 + (n() % 5)} }`
})
on('math', () => {
  $('#math-b').textContent = 'bkpq'[n() % 4]
})
on('math-add', () => {
  const row = make(MATH, 'mtr')
  for (let i = 0; i < 2; i += 1) {
    const cell = make(MATH, 'mtd')
    cell.append(make(MATH, 'mn', {}, String(n())))
    row.append(cell)
  }
  $('#mtable').append(row)
})
on('remove-svg', () => {
  $('#shapes > rect, #added > circle')?.remove()
})
