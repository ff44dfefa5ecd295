// Small helpers shared by the pages.

/** Builds an element: h("a.link", { href }, "text", child). */
export function h(spec, attributes = {}, ...children) {
  const [tag, ...classes] = spec.split('.')
  const element = document.createElement(tag || 'div')
  if (classes.length) element.className = classes.join(' ')
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on')
      for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== false && value != null) element.setAttribute(name, value)
  }
  element.append(...children.flat().filter((child) => child != null && child !== false))
  return element
}

export const $ = (selector, root = document) => root.querySelector(selector)
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)]

let toastTimer = 0
export function toast(...content) {
  $('.toast')?.remove()
  clearTimeout(toastTimer)
  const box = h('div.toast', { role: 'status' }, ...content)
  document.body.append(box)
  toastTimer = setTimeout(() => box.remove(), 4000)
}

/** A seeded generator, so that every visitor and every test sees the same data. */
export function seeded(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Shows or clears the message under a form control. */
export function setError(control, message) {
  const box = $('.error', control.closest('.field') ?? control.parentElement)
  control.setAttribute('aria-invalid', message ? 'true' : 'false')
  if (box) box.textContent = message
}

export function validIban(text) {
  const iban = text.replace(/\s+/g, '').toUpperCase()
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false
  const digits = (iban.slice(4) + iban.slice(0, 4)).replace(/[A-Z]/g, (c) => String(c.charCodeAt(0) - 55))
  let rest = 0
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97
  return rest === 1
}
