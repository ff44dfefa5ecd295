/** A page of `rows` × 13 nodes: a row, six cells, six texts. The same for every call. */
export function tablePage(rows: number): string {
  const random = seeded(11)
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? ''
  const body = Array.from({ length: rows }, (_, index) => {
    const price = (10 + random() * 990).toFixed(2)
    const state = pick(STATES)
    const day = `${1 + Math.floor(random() * 28)} ${pick(MONTHS)} 20${18 + Math.floor(random() * 8)}`
    return (
      `<tr class="row${index % 2 ? ' odd' : ''}"><td class="number">${index + 1}</td>` +
      `<td>${pick(FIRST)} ${pick(LAST)}</td><td>${pick(TOWNS)}</td><td class="date">${day}</td>` +
      `<td class="price">€${price}</td><td class="state ${state}">${state}</td></tr>`
    )
  })
  return page('A large table', `<output id="probe">0</output><table><tbody>${body.join('')}</tbody></table>`)
}

/** Where the operations of `inject/operations.ts` work. */
export function rowsPage(): string {
  return page(
    'Rows',
    '<h1>Rows</h1><table class="table"><tbody id="rows"></tbody></table><div id="tree"></div>',
  )
}

/** A page of text with as much style as a design system brings: many rules, several classes on each element. */
export function styledPage(): string {
  const random = seeded(3)
  const some = (count: number) =>
    Array.from({ length: count }, () => `u${Math.floor(random() * 3_000)}`).join(' ')
  const rules = Array.from(
    { length: 3_000 },
    (_, index) => `.u${index} { margin: ${index % 9}px; color: hsl(${index % 360} 40% 30%) }`,
  )
  const articles = Array.from(
    { length: 400 },
    (_, index) =>
      `<article class="${some(5)}"><h2 class="${some(3)}">${FIRST[index % 12]} in ${TOWNS[index % 8]}</h2>` +
      `<p class="${some(4)}" style="order: ${index}">${FIELDS[index % 8]} of <b class="${some(2)}">${LAST[index % 11]}</b>, ${index}.</p></article>`,
  )
  return page('A page of text', `<style>${rules.join('')}</style>${articles.join('')}`)
}

/** Components with a shadow tree and a style sheet each, as design systems make them. */
export function componentsPage(count: number): string {
  const script = `customElements.define('x-card', class extends HTMLElement {
    connectedCallback() {
      this.attachShadow({ mode: 'open' }).innerHTML =
        '<style>:host { display: block } b { color: teal }</style><b>' + this.title + '</b><p><slot></slot></p>'
    }
  })`
  const cards = Array.from(
    { length: count },
    (_, index) => `<x-card title="Card ${index}">${FIRST[index % 12]} from ${TOWNS[index % 8]}</x-card>`,
  )
  return page('Components', `<script>${script}</script>${cards.join('')}`)
}

/** An application form: what most sessions look at. */
export function formPage(): string {
  const fields = Array.from(
    { length: 24 },
    (_, index) =>
      `<p class="field"><label for="field-${index}">${FIELDS[index % FIELDS.length]} ${index}</label>` +
      `<input id="field-${index}" name="field-${index}" class="input" placeholder="Please fill in"></p>`,
  )
  return page(
    'An application',
    `<form class="form"><h1>An application</h1>${fields.join('')}<output id="probe">0</output></form>`,
  )
}

const FIRST = [
  'Clara',
  'Noor',
  'Jonas',
  'Ines',
  'Emre',
  'Mara',
  'Tom',
  'Lea',
  'Anna',
  'Karim',
  'Sofia',
  'Paul',
]
const LAST = [
  'Vogt',
  'Haddad',
  'Peters',
  'Maurer',
  'Yıldız',
  'Lind',
  'Berger',
  'Koch',
  'Novak',
  'Weiss',
  'Moreau',
]
const TOWNS = [
  'Auental',
  'Sonnenfeld',
  'Birkenau',
  'Seeheim',
  'Oberlinden',
  'Mühlbach',
  'Kirchdorf',
  'Altstadt',
]
const MONTHS = ['January', 'March', 'April', 'June', 'July', 'September', 'November', 'December']
const STATES = ['paid', 'open', 'sent', 'returned']
const FIELDS = ['First name', 'Last name', 'Street', 'Town', 'Post code', 'Phone', 'Employer', 'Income']

const STYLE = `body { font: 14px sans-serif; margin: 16px } td { padding: 2px 8px } .odd { background: #f4f4f0 }
.price { text-align: right } .open { color: #a33 } .field { display: flex; gap: 8px } .danger { color: #b00 }`

function page(title: string, body: string): string {
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>` +
    `<style>${STYLE}</style></head><body>${body}</body></html>`
  )
}

/** Lehmer's generator: small, and the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
