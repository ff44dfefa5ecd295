/**
 * The browser's own functions, taken when the visitor script starts. A page can shadow `form.childNodes` with an
 * input of that name, or patch prototypes later; these stay what they were.
 */
export type Natives = {
  readonly firstChild: (node: Node) => Node | null
  readonly nextSibling: (node: Node) => Node | null
  readonly previousSibling: (node: Node) => Node | null
  readonly parentNode: (node: Node) => Node | null
  /** The parent, or the host of a shadow root. Links and elements of pages have a `host`, too. */
  readonly above: (node: Node) => Node | null
  readonly isConnected: (node: Node) => boolean
  readonly nodeType: (node: Node) => number
  readonly ownerDocument: (node: Node) => Document | null
  readonly attributeNames: (element: Element) => string[]
  readonly localName: (element: Element) => string
  readonly namespaceURI: (element: Element) => string | null
  readonly shadowRoot: (element: Element) => ShadowRoot | null
  readonly data: (node: CharacterData) => string
  readonly getAttribute: (element: Element, name: string) => string | null
  readonly matches: (element: Element, selector: string) => boolean
  readonly closest: (element: Element, selector: string) => Element | null
  readonly assignedSlot: (element: Element) => HTMLSlotElement | null
  /** All elements of `root`, itself too, that match: none of a text or a comment. */
  readonly select: (root: Node, selector: string) => Element[]
  /** The first `title` element, and what the browser makes of it. */
  readonly title: (document: Document) => [Element | null, string]
  readonly style: (element: Element) => CSSStyleDeclaration
  readonly rect: (element: Element) => DOMRect
}

function getter<N, T>(prototype: object, name: string): (node: N) => T {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get
  if (!get) throw new TypeError(`no native getter ${name}`)
  return (node) => get.call(node) as T
}

export function pinNatives(window: Window & typeof globalThis): Natives {
  const node = window.Node.prototype
  const element = window.Element.prototype
  const { getAttribute, getAttributeNames, matches, closest, getBoundingClientRect } = element
  // Of the document, names of pictures and forms stand in front of everything.
  const page = window.Document.prototype
  const { querySelector, querySelectorAll: inPage } = page
  const { querySelectorAll: inElement } = element
  const { querySelectorAll: inFragment } = window.DocumentFragment.prototype
  const title = getter<Document, string>(page, 'title')
  const htmlStyle = getter<Element, CSSStyleDeclaration>(window.HTMLElement.prototype, 'style')
  const nodeType = getter<Node, number>(node, 'nodeType')
  const localName = getter<Element, string>(element, 'localName')
  const parentNode = getter<Node, Node | null>(node, 'parentNode')
  return {
    firstChild: getter(node, 'firstChild'),
    nextSibling: getter(node, 'nextSibling'),
    previousSibling: getter(node, 'previousSibling'),
    parentNode,
    above: (target) => parentNode(target) ?? (nodeType(target) === 11 ? (target as ShadowRoot).host : null),
    isConnected: getter(node, 'isConnected'),
    nodeType,
    ownerDocument: getter(node, 'ownerDocument'),
    attributeNames: (target) => getAttributeNames.call(target),
    localName,
    namespaceURI: getter(element, 'namespaceURI'),
    shadowRoot: getter(element, 'shadowRoot'),
    data: getter(window.CharacterData.prototype, 'data'),
    getAttribute: (target, name) => getAttribute.call(target, name),
    matches: (target, selector) => matches.call(target, selector),
    closest: (target, selector) => closest.call(target, selector),
    assignedSlot: getter(element, 'assignedSlot'),
    select: (root, selector) => {
      const type = nodeType(root)
      const select = { 1: inElement, 9: inPage, 11: inFragment }[type]
      const list = select?.call(root as never, selector) ?? []
      const out = type === 1 && matches.call(root as Element, selector) ? [root as Element] : []
      // By index: an iterator for each of many lists would take most of the time.
      for (let i = 0; i < list.length; i++) out.push(list[i] as Element)
      return out
    },
    title: (document) => [querySelector.call(document, 'title'), title(document)],
    // Only in forms, names of controls stand in front of properties.
    style: (target) => (localName(target) === 'form' ? htmlStyle(target) : (target as HTMLElement).style),
    rect: (target) => getBoundingClientRect.call(target),
  }
}
