import { $, counter, on } from './case.js'

const n = counter()
on('add-row', () => {
  const tr = $('#prices').insertRow()
  tr.insertCell().textContent = `Thing ${n()}`
  tr.insertCell().textContent = 'DM 10,-'
})
on('change-color', () => {
  document.body.bgColor = ['#fbf8f3', '#dfe9ea', '#faf0d9'][(n() + 1) % 3]
  return document.body.bgColor
})
on('font-size', () => {
  $('#font').size = `+${(n() % 4) + 1}`
})
on('mode', () => document.compatMode)
