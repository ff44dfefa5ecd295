/*
 * What a person can see of an element beside its name and attributes, read the same way from the visitor's page and
 * from the stage: the two lists must be equal, line by line.
 */

const OWN = '[data-sl-own], sidelong-ui'
const LOOKALIKE = /^x-(noscript|template|script|meta|base|object|embed|noembed|noframes|param)$/
const UNREAD = /^(script|style|template|noscript|title|meta|base|object|embed|iframe|canvas)$/

export type Reading = {
  /** Boxes in CSS pixels; off where layouts differ on purpose. */
  readonly hasBoxes?: boolean
  /** Closed shadow roots that the test made. */
  readonly roots?: ReadonlyMap<Element, ShadowRoot>
}

/** One line for each node, in document order, shadow trees included. */
export function readProperties(document: Document, reading: Reading = {}): string[] {
  const lines: string[] = [`scroll ${offset(document.scrollingElement)}`]
  const open: { node: Node; depth: number }[] = []
  const push = (parent: Node, depth: number): void => {
    for (let child = parent.lastChild; child; child = child.previousSibling) open.push({ node: child, depth })
  }
  push(document, 0)
  for (let at = open.pop(); at; at = open.pop()) {
    const { node, depth } = at
    const pad = ' '.repeat(Math.min(depth, 40))
    if (node.nodeType === 3) lines.push(`${pad}${JSON.stringify((node as Text).data)}`)
    if (node.nodeType !== 1) continue
    const element = node as Element
    if (element.matches(OWN)) continue
    const tag = LOOKALIKE.test(element.localName) ? element.localName.slice(2) : element.localName
    lines.push(`${pad}${tag} ${properties(element, tag, reading)}`.trimEnd())
    if (UNREAD.test(tag)) continue
    push(element, depth + 1)
    const root = element.shadowRoot ?? reading.roots?.get(element)
    if (!root) continue
    lines.push(`${pad}#shadow ${root.slotAssignment}`)
    push(root, depth + 1)
  }
  return lines
}

function properties(element: Element, tag: string, { hasBoxes = true }: Reading): string {
  const out: Record<string, unknown> = {}
  if (element.namespaceURI !== 'http://www.w3.org/1999/xhtml') out['ns'] = element.namespaceURI?.slice(-6)
  for (const name of ['id', 'class', 'open', 'xlink:href', 'viewBox'])
    if (element.hasAttribute(name)) out[name] = element.getAttribute(name)
  const { localName } = element
  if (localName === 'input') inputProperties(element as HTMLInputElement, out)
  else if (localName === 'textarea') {
    out['value'] = (element as HTMLTextAreaElement).value
  } else if (localName === 'select') {
    const select = element as HTMLSelectElement
    Object.assign(out, { index: select.selectedIndex, chosen: chosen(select), multiple: select.multiple })
  } else if (localName === 'meter' || localName === 'progress')
    Object.assign(out, { value: (element as HTMLMeterElement).value })
  else if (localName === 'output') Object.assign(out, { value: (element as HTMLOutputElement).value })
  else if (localName === 'dialog') Object.assign(out, { modal: element.matches(':modal') })
  else if (localName === 'slot')
    out['assigned'] = (element as HTMLSlotElement)
      .assignedNodes()
      .map((node) => (node.nodeType === 3 ? (node as Text).data : (node as Element).id || node.nodeName))
      .join('|')
  if (element.hasAttribute('popover')) out['showing'] = element.matches(':popover-open')
  const scroll = offset(element)
  if (scroll !== '0,0') out['scroll'] = scroll
  if (hasBoxes && !UNREAD.test(tag)) out['box'] = box(element)
  return Object.entries(out)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ')
}

function inputProperties(input: HTMLInputElement, out: Record<string, unknown>): void {
  out['type'] = input.type
  if (input.type === 'file') out['files'] = [...(input.files ?? [])].map((file) => file.name).join('|')
  else out['value'] = input.value
  Object.assign(out, { checked: input.checked, indeterminate: input.indeterminate })
}

function chosen(select: HTMLSelectElement): string {
  return [...select.options].flatMap((option, i) => (option.selected ? [i] : [])).join()
}

function offset(element: Element | null): string {
  return `${Math.round(element?.scrollLeft ?? 0)},${Math.round(element?.scrollTop ?? 0)}`
}

function box(element: Element): string {
  const { x, y, width, height } = element.getBoundingClientRect()
  return [x, y, width, height].map((n) => Math.round(n * 4) / 4).join()
}
