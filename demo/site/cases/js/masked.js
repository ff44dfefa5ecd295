import { $, $$, counter, el, on } from './case.js'

const n = counter()

customElements.define(
  'masked-inside',
  class extends HTMLElement {
    constructor() {
      super()
      this.attachShadow({ mode: 'closed' }).innerHTML =
        '<span>open words, </span><span class="secret">secret words in a closed root</span>'
    }
  },
)
customElements.define(
  'mask-slot',
  class extends HTMLElement {
    constructor() {
      super()
      this.attachShadow({ mode: 'open' }).innerHTML = '<div class="secret"><slot></slot></div>'
    }
  },
)

const pen = $('#m-canvas').getContext('2d')
pen.font = '16px sans-serif'
pen.fillText('IBAN DE02 1203', 4, 20)

const password = () => $('#m-password')
function toggle() {
  const field = password()
  const isHidden = field.type === 'password'
  field.type = isHidden ? 'text' : 'password'
  $('#toggle-password').textContent = isHidden ? 'Hide' : 'Show'
  return `type: ${field.type}`
}
on('toggle-password', toggle)
on('toggle-again', () => {
  toggle()
  toggle()
  return `type: ${password().type}`
})
on('clone-password', () => {
  const copy = password().cloneNode(true)
  copy.id = `m-password-copy-${n()}`
  copy.type = 'text'
  copy.value = password().value
  password().closest('td').append(copy)
})
on('replace-password', () => {
  const fresh = el('input', { class: 'input', type: 'text', id: 'm-password', name: 'password' })
  fresh.value = password().value
  password().replaceWith(fresh)
})
on('rename-password', () => {
  $('#m-new-password').setAttribute('autocomplete', 'off')
  $('#m-cc-number').removeAttribute('autocomplete')
})

const texts = () => $$('#masked-table input:not([type=file], [type=checkbox], [type=radio], [type=range])')
on('short-value', () => {
  for (const field of texts()) field.value = '7'
})
on('long-value', () => {
  for (const field of texts()) field.value = '0123456789'.repeat(4)
})
on('change-hidden', () => {
  $('#m-hidden').value = `hidden-token-${n()}`
})
on('mutate', () => {
  const i = n()
  $('#m-class').innerHTML = `Tax number <b>21/815/${i}</b>`
  $('#m-attr').firstChild.data = `Diagnosis ${i}: `
  $('#m-link').title = `Clara Vogt, version ${i}`
  $('#m-generated').dataset.word = `Generated-Secret-${i}`
  $('#m-svg text').textContent = `PIN ${4000 + i}`
})
on('add-child', () => {
  $('#m-selector').append(el('u', { title: 'private title' }, ` and clause ${n()}`))
})
on('mask-off', () => {
  for (const element of $$('.sidelong-mask, .glance_masked, .secret'))
    element.classList.remove('sidelong-mask', 'glance_masked', 'secret')
  return 'classes removed: content stays masked'
})
on('mask-on', () => {
  $('#later-text').classList.add('sidelong-mask')
})
on('secret-on', () => {
  $('#later-text').classList.toggle('secret')
})
on('move-in', () => {
  $('#m-class').append($('#open-text'))
})
on('move-out', () => {
  const child = $('#m-class').firstElementChild
  if (child) $('#open-area').append(child)
})
on('copy-out', () => {
  $('#open-area').append(el('p', { class: 'copied sidelong-mask' }, $('#m-selector').textContent))
  return 'the page masks its own copy'
})
on('validation', () => {
  $('#m-password').setCustomValidity(`Not ${password().value}, please`)
  return `valid: ${password().reportValidity()}`
})
