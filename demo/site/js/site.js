// On every shop and account page: menu, cart badge, help buttons.
import { $, $$, toast } from './dom.js'
import { cartCount } from './store.js'

const header = $('.site-header')
const toggle = $('#nav-toggle')
toggle?.addEventListener('click', () => {
  const isOpen = header.classList.toggle('open')
  toggle.setAttribute('aria-expanded', String(isOpen))
})
addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !header?.classList.contains('open')) return
  header.classList.remove('open')
  toggle.setAttribute('aria-expanded', 'false')
  toggle.focus()
})

function showCount() {
  const count = cartCount()
  for (const badge of $$('#cart-count')) {
    badge.textContent = String(count)
    badge.hidden = count === 0
  }
}
showCount()
addEventListener('cart-change', showCount)
addEventListener('storage', showCount)

// Opened without the co-browse tag (plain file server), the help buttons would do nothing: say so.
document.addEventListener('click', (event) => {
  const isHelp = event.target instanceof Element && event.target.closest('[data-sidelong-start]')
  if (isHelp && !$('#sidelong, #glance-cobrowse'))
    toast('This copy of the site runs without the Sidelong tag.')
})
