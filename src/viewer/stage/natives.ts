/*
 * Natives pinned before any mirrored node exists. `<img name=createElement>` clobbers `document.createElement`, and a
 * form's named inputs clobber every property of the form, so nodes are touched through these and nothing else.
 */

type Method<T, A extends unknown[], R> = (self: T, ...args: A) => R

const call = Function.prototype.call
const bind = Function.prototype.bind

/*#__NO_SIDE_EFFECTS__*/
function uncurry<T, A extends unknown[], R>(method: (this: T, ...args: A) => R): Method<T, A, R> {
  return bind.call(call, method) as Method<T, A, R>
}

/*#__NO_SIDE_EFFECTS__*/
function getter<T, R>(prototype: object, name: string): (self: T) => R {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get
  return get ? (uncurry(get) as (self: T) => R) : () => undefined as R
}

/*#__NO_SIDE_EFFECTS__*/
function setter<T, V>(prototype: object, name: string): (self: T, value: V) => void {
  const set = Object.getOwnPropertyDescriptor(prototype, name)?.set
  return set ? (uncurry(set) as unknown as (self: T, value: V) => void) : () => {}
}

const getContext = uncurry(HTMLCanvasElement.prototype.getContext) as (
  self: HTMLCanvasElement,
  kind: '2d',
) => RenderingContext | null

export const HTML_NAMESPACE = 'http://www.w3.org/1999/xhtml'
export const SVG_NAMESPACE = 'http://www.w3.org/2000/svg'
export const MATHML_NAMESPACE = 'http://www.w3.org/1998/Math/MathML'

export const pen = (canvas: HTMLCanvasElement) => getContext(canvas, '2d') as CanvasRenderingContext2D | null
export const createElementNS = uncurry(Document.prototype.createElementNS) as (
  self: Document,
  namespace: string,
  name: string,
) => Element
export const createElement = uncurry(Document.prototype.createElement) as (
  self: Document,
  name: string,
) => Element
export const createTextNode = uncurry(Document.prototype.createTextNode)
export const documentElement = getter<Document, Element | null>(Document.prototype, 'documentElement')
export const doctype = getter<Document, DocumentType | null>(Document.prototype, 'doctype')
export const publicId = getter<DocumentType, string>(DocumentType.prototype, 'publicId')
export const compatMode = getter<Document, string>(Document.prototype, 'compatMode')
/** Not standard, and everywhere: selects the next place with these words, and scrolls there. */
export const find = /*#__PURE__*/ Reflect.get(window, 'find') as
  | ((words: string, isCased: boolean, isBack: boolean, wraps: boolean) => boolean)
  | undefined
export const elementAt = uncurry(Document.prototype.elementFromPoint)
export const elementInShadowAt = uncurry(ShadowRoot.prototype.elementFromPoint)
export const shadowRoot = getter<Element, ShadowRoot | null>(Element.prototype, 'shadowRoot')
export const rect = uncurry(Element.prototype.getBoundingClientRect)
export const value = getter<Element, string>(HTMLInputElement.prototype, 'value')
export const label = getter<Element, string>(HTMLOptionElement.prototype, 'label')
export const isSelected = getter<Element, boolean>(HTMLOptionElement.prototype, 'selected')
export const activeElement = getter<Document, Element | null>(Document.prototype, 'activeElement')

export const startViewTransition = Document.prototype.startViewTransition
  ? (uncurry(Document.prototype.startViewTransition) as (
      self: Document,
      update: () => Promise<void>,
    ) => ViewTransition)
  : null

export const insertBefore = uncurry(Node.prototype.insertBefore) as (
  self: Node,
  node: Node,
  before: Node | null,
) => Node
export const removeChild = uncurry(Node.prototype.removeChild) as (self: Node, node: Node) => Node
export const parentNode = getter<Node, Node | null>(Node.prototype, 'parentNode')
export const firstChild = getter<Node, Node | null>(Node.prototype, 'firstChild')
export const previousSibling = getter<Node, Node | null>(Node.prototype, 'previousSibling')
export const nextSibling = getter<Node, Node | null>(Node.prototype, 'nextSibling')
export const isConnected = getter<Node, boolean>(Node.prototype, 'isConnected')
export const assignedSlot = getter<Element, Element | null>(Element.prototype, 'assignedSlot')
export const shadowHost = getter<ShadowRoot, Element>(ShadowRoot.prototype, 'host')
export const getRootNode = uncurry(Node.prototype.getRootNode)
export const dataLength = getter<CharacterData, number>(CharacterData.prototype, 'length')
export const setData = setter<CharacterData, string>(CharacterData.prototype, 'data')

export const localName = getter<Element, string>(Element.prototype, 'localName')
export const namespaceURI = getter<Element, string>(Element.prototype, 'namespaceURI')
export const getAttribute = uncurry(Element.prototype.getAttribute)
export const setAttribute = uncurry(Element.prototype.setAttribute)
export const setAttributeNS = uncurry(Element.prototype.setAttributeNS)
export const removeAttribute = uncurry(Element.prototype.removeAttribute)
export const removeAttributeNS = uncurry(Element.prototype.removeAttributeNS)
export const hasAttribute = uncurry(Element.prototype.hasAttribute)
export const attributes = getter<Element, NamedNodeMap>(Element.prototype, 'attributes')
export const attributesLength = getter<NamedNodeMap, number>(NamedNodeMap.prototype, 'length')
export const attachShadow = uncurry(Element.prototype.attachShadow)
export const matches = uncurry(Element.prototype.matches)
export const scrollTo = uncurry(Element.prototype.scrollTo) as (
  self: Element,
  options: ScrollToOptions,
) => void

export const scrollLeft = getter<Element, number>(Element.prototype, 'scrollLeft')
export const scrollTop = getter<Element, number>(Element.prototype, 'scrollTop')
export const setDocumentScroll = setter<Document, (event: Event) => void>(Document.prototype, 'onscroll')

export const style = [HTMLElement, SVGElement, MathMLElement].map((type) =>
  getter<Element, CSSStyleDeclaration>(type.prototype, 'style'),
)
export const blur = uncurry(HTMLElement.prototype.blur)
export const showPopover = uncurry(HTMLElement.prototype.showPopover) as (self: HTMLElement) => void
export const hidePopover = uncurry(HTMLElement.prototype.hidePopover)

export const htmlStyleSheet = getter<Element, CSSStyleSheet | null>(HTMLStyleElement.prototype, 'sheet')
export const svgStyleSheet = getter<Element, CSSStyleSheet | null>(SVGStyleElement.prototype, 'sheet')
export const linkSheet = getter<Element, CSSStyleSheet | null>(HTMLLinkElement.prototype, 'sheet')
export const setDocumentSheets = setter<Document, CSSStyleSheet[]>(Document.prototype, 'adoptedStyleSheets')
export const setShadowSheets = setter<ShadowRoot, CSSStyleSheet[]>(ShadowRoot.prototype, 'adoptedStyleSheets')

export const inputType = getter<Element, string>(HTMLInputElement.prototype, 'type')
export const setInputValue = setter<Element, string>(HTMLInputElement.prototype, 'value')
export const setTextAreaValue = setter<Element, string>(HTMLTextAreaElement.prototype, 'value')
export const setOutputValue = setter<Element, string>(HTMLOutputElement.prototype, 'value')
export const setChecked = setter<Element, boolean>(HTMLInputElement.prototype, 'checked')
export const setIndeterminate = setter<Element, boolean>(HTMLInputElement.prototype, 'indeterminate')
export const setSelected = setter<Element, boolean>(HTMLOptionElement.prototype, 'selected')
export const isMultiple = getter<Element, boolean>(HTMLSelectElement.prototype, 'multiple')
export const options = getter<Element, HTMLOptionsCollection>(HTMLSelectElement.prototype, 'options')
export const setSelectedIndex = setter<Element, number>(HTMLSelectElement.prototype, 'selectedIndex')
export const setFiles = setter<Element, FileList>(HTMLInputElement.prototype, 'files')
export const setInputSelection = uncurry(HTMLInputElement.prototype.setSelectionRange)
export const setAreaSelection = uncurry(HTMLTextAreaElement.prototype.setSelectionRange)
export const assign = uncurry(HTMLSlotElement.prototype.assign) as (
  self: Element,
  ...nodes: (Element | Text)[]
) => void
export const attachInternals = uncurry(HTMLElement.prototype.attachInternals)
export const getSelection = uncurry(Document.prototype.getSelection)
export const showModal = uncurry(HTMLDialogElement.prototype.showModal)
export const closeDialog = uncurry(HTMLDialogElement.prototype.close) as (self: Element) => void

export const currentSource = getter<Element, string>(HTMLImageElement.prototype, 'currentSrc')
export const fonts = getter<Document, EventTarget>(Document.prototype, 'fonts')
export const animate = uncurry(Element.prototype.animate)
export const animations = uncurry(Element.prototype.getAnimations)
export const play = uncurry(HTMLMediaElement.prototype.play)
export const pause = uncurry(HTMLMediaElement.prototype.pause)
export const readyState = getter<Element, number>(HTMLMediaElement.prototype, 'readyState')
export const setMuted = setter<Element, boolean>(HTMLMediaElement.prototype, 'muted')
export const setCurrentTime = setter<Element, number>(HTMLMediaElement.prototype, 'currentTime')
export const setPlaybackRate = setter<Element, number>(HTMLMediaElement.prototype, 'playbackRate')

export const customElement = customElements.get.bind(customElements)
export const defineElement = customElements.define.bind(customElements)

export const contentWindow = getter<Element, Window | null>(HTMLIFrameElement.prototype, 'contentWindow')
export const setFrameSource = setter<Element, string>(HTMLIFrameElement.prototype, 'src')
export const addEventListener = uncurry(EventTarget.prototype.addEventListener) as (
  self: EventTarget,
  type: string,
  listener: (event: Event) => void,
  options?: AddEventListenerOptions | boolean,
) => void

/** The style declaration of an element, `null` for one that has none. */
export function styleOf(element: Element): CSSStyleDeclaration | null {
  const at = [HTML_NAMESPACE, SVG_NAMESPACE, MATHML_NAMESPACE].indexOf(namespaceURI(element))
  return style[at]?.(element) ?? null
}
