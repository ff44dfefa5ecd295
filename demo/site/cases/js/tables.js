import { $, counter, on } from './case.js'

const n = counter()
const table = $('#spans')
const fill = (tr, ...texts) => {
  for (const text of texts) tr.insertCell().textContent = text
}

on('insert-row', () => fill($('#body-2').insertRow(0), `Day ${n()}`, 'new', 'row'))
on('delete-row', () => {
  const body = $('#body-2')
  if (body.rows.length) body.deleteRow(0)
})
on('insert-cell', () => {
  const tr = $('#sortable').tBodies[0].rows[0]
  tr.insertCell(1).textContent = `cell ${n()}`
})
on('caption', () => {
  if (table.caption) table.deleteCaption()
  else table.createCaption().textContent = `Kiln plan, version ${n()}`
})
on('tfoot', () => {
  if (table.tFoot) table.deleteTFoot()
  else fill(table.createTFoot().insertRow(), 'Sum', '2', '3')
})
on('colspan', () => {
  const td = $('#spanning')
  td.colSpan = td.colSpan === 2 ? 1 : 2
  return `colspan ${td.colSpan}`
})
on('rowspan', () => {
  const td = $('#rowspanning')
  td.rowSpan = td.rowSpan === 2 ? 1 : 2
  return `rowspan ${td.rowSpan}`
})
on('col-width', () => {
  $('#col-1').style.width = `${120 + (n() % 4) * 60}px`
})
on('collapse', () => {
  table.classList.toggle('separate')
})
on('layout', () => {
  const { style } = $('#nested')
  style.tableLayout = style.tableLayout === 'fixed' ? 'auto' : 'fixed'
  return style.tableLayout
})
on('move-body', () => {
  table.tBodies[0].before(table.tBodies[1])
})
on('move-column', () => {
  for (const tr of $('#sortable').rows) tr.prepend(tr.lastElementChild)
})
on('sort', () => {
  const body = $('#sortable').tBodies[0]
  const value = (tr) => Number(tr.textContent.match(/\d+/g)?.at(-1) ?? 0)
  const sign = n() % 2 ? -1 : 1
  body.append(...[...body.rows].sort((a, b) => sign * (value(a) - value(b))))
})
