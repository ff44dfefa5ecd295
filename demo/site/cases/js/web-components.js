import { $, counter, el, on } from './case.js'

const n = counter()

customElements.define(
  'tally-counter',
  class extends HTMLElement {
    static observedAttributes = ['start']
    #count = 0
    #label = document.createElement('b')
    constructor() {
      super()
      const root = this.attachShadow({ mode: 'open' })
      const button = document.createElement('button')
      button.textContent = '+1'
      button.addEventListener('click', () => {
        this.count += 1
      })
      root.append('Count: ', this.#label, ' ', button)
    }
    get count() {
      return this.#count
    }
    set count(value) {
      this.#count = value
      this.#label.textContent = String(value)
    }
    attributeChangedCallback(_name, _old, value) {
      this.count = Number(value)
    }
  },
)

customElements.define(
  'state-lamp',
  class extends HTMLElement {
    #internals = this.attachInternals()
    connectedCallback() {
      this.textContent = 'off'
      this.addEventListener('click', () => this.toggle())
    }
    toggle() {
      const { states } = this.#internals
      if (states.delete('on')) this.textContent = 'off'
      else {
        states.add('on')
        this.textContent = 'on'
      }
    }
  },
)

customElements.define(
  'life-cycle',
  class extends HTMLElement {
    #log = []
    connectedCallback() {
      this.#say('connected')
    }
    disconnectedCallback() {
      this.#say('disconnected')
    }
    connectedMoveCallback() {
      this.#say('moved')
    }
    #say(word) {
      this.#log.push(word)
      this.textContent = this.#log.slice(-4).join(', ')
    }
  },
)

// Renders its list anew on each change, keeping the elements that stay, as template libraries do.
customElements.define(
  'product-list',
  class extends HTMLElement {
    #items = ['Ahorn', 'Pilz', 'Tau']
    #nodes = new Map()
    connectedCallback() {
      this.render()
    }
    render(items = this.#items) {
      this.#items = items
      this.replaceChildren(
        ...items.map((item) => {
          if (!this.#nodes.has(item))
            this.#nodes.set(item, el('div', { class: 'chip', style: 'margin:.15rem' }, item))
          return this.#nodes.get(item)
        }),
      )
    }
  },
)

on('define-late', () => {
  if (customElements.get('late-badge')) return 'defined before'
  customElements.define(
    'late-badge',
    class extends HTMLElement {
      connectedCallback() {
        this.attachShadow({ mode: 'open' }).innerHTML = '<strong>Upgraded in place</strong> (<slot></slot>)'
      }
    },
  )
})
on('set-attr', () => {
  $('#counter').setAttribute('start', String(10 + n()))
})
on('set-prop', () => {
  $('#counter').count += 5
})
on('toggle-state', () => {
  $('#lamp').toggle()
})
const target = () => ($('#mover').parentElement.id === 'place-a' ? $('#place-b') : $('#place-a'))
on('move', () => {
  target().append($('#mover'))
})
on('move-before', () => {
  const place = target()
  if (place.moveBefore) place.moveBefore($('#mover'), null)
  else place.append($('#mover'))
})
on('create-100', () => {
  for (let i = 0; i < 100; i += 1) $('#spot').append(el('tally-counter', { start: String(i) }))
})
on('rerender', () => {
  const i = n()
  $('#list').render(i % 2 ? ['Tau', 'Ahorn', `New ${i}`] : ['Pilz', 'Tau', 'Ahorn', 'Hof'])
})
on('clone', () => {
  $('#spot').append($('#counter').cloneNode(true))
})
on('builtin', () => {
  if (!customElements.get('fancy-button'))
    customElements.define(
      'fancy-button',
      class extends HTMLButtonElement {
        connectedCallback() {
          this.textContent = 'a customized built-in button'
        }
      },
      { extends: 'button' },
    )
  $('#spot').append(document.createElement('button', { is: 'fancy-button' }))
})
on('remove', () => {
  $('#spot').lastElementChild?.remove()
})
