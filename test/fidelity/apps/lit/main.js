import { css, html, LitElement } from 'lit'

const shared = css`
  :host { display: block; font-family: sans-serif; }
  button { padding: 4px 10px; border-radius: 6px; border: 1px solid #888; background: #fafafa; }
`

class FidelityCard extends LitElement {
  static properties = { heading: {}, count: { type: Number, reflect: true }, isWide: { type: Boolean } }
  static styles = [
    shared,
    css`
      :host { margin: 10px; padding: 12px; border: 1px solid #bbb; container-type: inline-size; }
      :host([count='0']) { opacity: .5; }
      ::slotted(p) { color: rebeccapurple; }
      header { display: flex; justify-content: space-between; }
      @container (min-width: 400px) { header { background: #eef; } }
      slot[name='foot']::slotted(*) { font-style: italic; }
    `,
  ]
  constructor() {
    super()
    this.heading = ''
    this.count = 0
  }
  render() {
    return html`
      <header part="head">
        <b>${this.heading}</b>
        <button @click=${() => this.count++}>${this.count}</button>
      </header>
      <slot></slot>
      ${this.count > 1 ? html`<fidelity-list .items=${Array.from({ length: this.count }, (_, i) => `no. ${i}`)}></fidelity-list>` : null}
      <slot name="foot">nothing below</slot>
    `
  }
}

class FidelityList extends LitElement {
  static properties = { items: { attribute: false } }
  static styles = [shared, css`li { margin: 2px; } li:nth-child(odd) { background: #f3f3f3; }`]
  render() {
    return html`<ul>${(this.items ?? []).map((item) => html`<li>${item}</li>`)}</ul>`
  }
}

customElements.define('fidelity-card', FidelityCard)
customElements.define('fidelity-list', FidelityList)

document.head.append(
  Object.assign(document.createElement('style'), {
    textContent: `fidelity-card::part(head) { border-bottom: 2px solid teal }`,
  }),
)
const app = document.getElementById('app')
for (const [i, heading] of ['One', 'Two', 'Three'].entries()) {
  const card = Object.assign(document.createElement('fidelity-card'), { heading, count: i, id: `card-${i}` })
  card.append(Object.assign(document.createElement('p'), { textContent: `Text of ${heading}` }))
  if (i === 2)
    card.append(Object.assign(document.createElement('span'), { slot: 'foot', textContent: 'a foot' }))
  app.append(card)
}
