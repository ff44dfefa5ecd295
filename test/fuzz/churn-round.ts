const ROWS = 60
/** A frame takes more time than all else together. */
const ROUNDS_A_FRAME = 5

/** One round of a page that changes without end: everything that comes goes again. It pauses where it yields. */
export function* churnRound(document: Document, root: Element, round: number): Generator<void> {
  const window = document.defaultView as Window & typeof globalThis
  const make = <K extends keyof HTMLElementTagNameMap>(tag: K) => document.createElement(tag)
  const list = make('ul')
  list.style.cssText = 'height: 80px; overflow: auto'
  for (let i = 0; i < ROWS; i++) {
    const item = make('li')
    item.className = `row r${i % 7}`
    item.append(`item ${i}`, make('input'))
    list.append(item)
  }
  const host = make('div')
  const shadow = host.attachShadow({ mode: round % 2 === 0 ? 'closed' : 'open' })
  shadow.append('in the shadow', make('slot'))
  const style = make('style')
  style.append('.row { color: red }')
  const dialog = make('dialog')
  dialog.append('dialog')
  const frame = make(round % ROUNDS_A_FRAME === 0 ? 'iframe' : 'span')
  root.append(style, list, host, dialog, frame)
  if ('contentDocument' in frame) frame.contentDocument?.body.append('in the frame', make('p'))
  yield

  style.sheet?.insertRule('.r1 { top: 1px }')
  const sheet = new window.CSSStyleSheet()
  sheet.replaceSync(`.r2 { left: ${round % 9}px }`)
  document.adoptedStyleSheets.push(sheet)
  shadow.adoptedStyleSheets = [sheet]
  list.append(...[...list.children].reverse())
  list.scrollTop = 40 + (round % 50)
  for (const input of list.querySelectorAll('input')) input.value = 'typed'
  list.firstElementChild?.replaceChildren('other', make('b'))
  list.animate([{ opacity: 0.5 }, { opacity: 1 }], 1_000)
  dialog.showModal()
  host.append(list)
  document.title = `round ${round}`
  yield

  dialog.close()
  document.adoptedStyleSheets.pop()
  for (const one of [style, list, host, dialog, frame]) one.remove()
  yield
}
