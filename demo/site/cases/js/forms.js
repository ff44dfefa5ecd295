import { $, $$, counter, on } from './case.js'

const n = counter()

class RatingField extends HTMLElement {
  static formAssociated = true
  static observedAttributes = ['value']
  #internals = this.attachInternals()
  connectedCallback() {
    this.addEventListener('click', () =>
      this.setAttribute('value', String((Number(this.getAttribute('value')) % 5) + 1)),
    )
    this.attributeChangedCallback()
  }
  attributeChangedCallback() {
    const value = Number(this.getAttribute('value'))
    this.#internals.setFormValue(String(value))
    this.textContent = '★'.repeat(value) + '☆'.repeat(5 - value)
  }
}
customElements.define('rating-field', RatingField)

const texts = {
  text: 'Set by script',
  search: 'vase',
  url: 'https://example.org/path',
  tel: '030 1234',
  email: 'new@example.org',
  number: '7',
  range: '90',
  date: '2027-01-31',
  time: '23:59',
  'datetime-local': '2027-01-31T23:59',
  month: '2027-01',
  week: '2027-W05',
  color: '#35533b',
  password: 'set-by-script',
  hidden: 'set hidden',
}
const field = (type) => document.getElementById(`f-${type}`)

on('set-values', () => {
  const i = n()
  for (const [type, value] of Object.entries(texts)) field(type).value = value
  field('text').value = `Set by script, ${i}`
  $('#area').value = `New text\nset by script, ${i}`
  $('#one').selectedIndex = i % 3
  $('#output').value = String(i)
  $('#progress').value = (i * 17) % 100
  $('#meter').value = ((i * 3) % 10) / 10
  $('#with-list').value = 'Birch'
})
on('clear-values', () => {
  for (const type of Object.keys(texts)) if (type !== 'color') field(type).value = ''
  $('#area').value = ''
  $('#one').selectedIndex = -1
})
on('reset-form', () => {
  $('#form').reset()
})
on('toggle-checks', () => {
  for (const box of $$('#fieldset input[type=checkbox], #f-checkbox')) box.checked = !box.checked
  const radios = $$('[name=r]')
  radios[(radios.findIndex((r) => r.checked) + 1) % 3].checked = true
})
on('indeterminate', () => {
  $('#c3').indeterminate = !$('#c3').indeterminate
  return `indeterminate: ${$('#c3').indeterminate}`
})
on('toggle-disabled', () => {
  $('#fieldset').disabled = !$('#fieldset').disabled
})
on('validate', () => {
  $('#required').setCustomValidity(n() % 2 ? '' : 'Said by script: too short')
  return `valid: ${$('#required').reportValidity()}`
})
on('swap-options', () => {
  $('#one').replaceChildren(
    ...['Plum', 'Cherry', 'Peach'].map((name, i) => new Option(`${name} ${n()}`, 'same', i === 1, i === 1)),
  )
})
on('select-many', () => {
  for (const [i, option] of [...$('#many').options].entries()) option.selected = (i + n()) % 2 === 0
})
on('clone-select', () => {
  const copy = $('#area').cloneNode(true)
  copy.removeAttribute('id')
  copy.className = 'textarea cloned'
  copy.value = $('#area').value
  $('#area').parentElement.append(copy)
})
on('set-selection', () => {
  const text = field('text')
  text.focus()
  text.setSelectionRange(2, 7)
})
on('type-change', () => {
  const text = field('text')
  text.type = text.type === 'text' ? 'search' : 'text'
  return `type: ${text.type}`
})
on('aria-move', () => {
  const i = (n() % 10) + 1
  $('#aria-slider').setAttribute('aria-valuenow', String(i))
  $('#aria-slider').style.backgroundSize = `${i * 10}%`
  const isOn = $('#aria-switch').getAttribute('aria-checked') !== 'true'
  $('#aria-switch').setAttribute('aria-checked', String(isOn))
  $('#aria-switch').textContent = `switch: ${isOn ? 'on' : 'off'}`
  $('#aria-spin').textContent = String(i)
})
on('editable', () => {
  $('#rich').innerHTML = `Rich <i>text</i>, version <b>${n()}</b>`
})
$('#form').addEventListener('submit', (event) => event.preventDefault())
