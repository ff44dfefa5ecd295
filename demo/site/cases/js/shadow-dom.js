import { $, counter, el, on } from './case.js'

const shared = new CSSStyleSheet()
shared.replaceSync(
  ':host { display: block; border: 2px solid #6f8f6c; border-radius: 10px; padding: .75rem } ::slotted(b) { color: #b4532e }',
)
const extras = []
const n = counter()

class DemoCard extends HTMLElement {
  constructor() {
    super()
    const root = this.attachShadow({ mode: 'open' })
    root.adoptedStyleSheets = [shared]
    root.innerHTML = `<header style="background:#e7eee2;padding:.3rem .6rem"><slot name="title">no title</slot></header>
      <p part="text">Text in the open root: <span id="inside">0</span></p><slot>default content</slot><input value="input in the root">`
  }
}
customElements.define('demo-card', DemoCard)

const closedRoots = new WeakMap()
class DemoVault extends HTMLElement {
  constructor() {
    super()
    const root = this.attachShadow({ mode: 'closed' })
    closedRoots.set(this, root)
    root.adoptedStyleSheets = [shared]
    root.innerHTML = `<p>Text in the closed root: <span>0</span></p><slot></slot><input type="password" value="closed secret">`
  }
}
customElements.define('demo-vault', DemoVault)

const open = $('#open-host')
const manual = $('#manual-host')
const manualRoot = manual.attachShadow({ mode: 'open', slotAssignment: 'manual' })
manualRoot.innerHTML = '<p>chosen: <mark><slot></slot></mark></p>'

on('change-open', () => {
  open.shadowRoot.querySelector('#inside').textContent = String(n() + 1)
})
on('change-closed', () => {
  closedRoots.get($('#closed-host')).querySelector('span').textContent = String(n() + 1)
})
on('add-slotted', () => {
  open.append(el('span', {}, `slotted ${n()} `))
})
on('move-slot', () => {
  const body = $('#slotted-body')
  if (body.slot) body.removeAttribute('slot')
  else body.slot = 'title'
  return `slot: ${body.slot || 'default'}`
})
let chosen = 0
on('manual-slot', () => {
  manualRoot.querySelector('slot').assign(manual.children[chosen++ % 3])
})
on('attach-late', () => {
  const host = $('#late-host')
  if (host.shadowRoot) return 'already attached'
  host.attachShadow({ mode: 'open' }).innerHTML =
    '<style>p { color: #35533b; font-weight: 700 }</style><p>Attached after load. <slot></slot></p>'
})
on('nest', () => {
  let spot = $('#nest-host')
  while (spot.querySelector('demo-card')) spot = spot.querySelector('demo-card')
  spot.append(document.createElement('demo-card'))
})
on('sheet-replace', () => {
  const color = ['#b4532e', '#7ba0ac', '#d9a441', '#6f8f6c'][n() % 4]
  shared.replaceSync(
    `:host { display: block; border: 4px dashed ${color}; border-radius: 10px; padding: .75rem } ::slotted(b) { color: ${color} }`,
  )
})
on('sheet-push', () => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`p { background: hsl(${(n() * 67) % 360} 60% 90%); padding: .4rem }`)
  extras.push(sheet)
  open.shadowRoot.adoptedStyleSheets.push(sheet)
  return `${open.shadowRoot.adoptedStyleSheets.length} sheets`
})
on('sheet-pop', () => {
  if (extras.pop()) open.shadowRoot.adoptedStyleSheets.pop()
  return `${open.shadowRoot.adoptedStyleSheets.length} sheets`
})
on('sheet-insert', () => {
  shared.insertRule(`p { letter-spacing: ${(n() % 4) * 0.04}em }`, shared.cssRules.length)
})
