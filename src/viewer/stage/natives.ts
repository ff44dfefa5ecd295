/*
 * Natives pinned before any mirrored node exists. `<img name=createElement>` clobbers `document.createElement`, and a
 * form's named inputs clobber every property of the form, so nodes are touched through these and nothing else.
 */

type Method<T, A extends unknown[], R> = (self: T, ...args: A) => R

const uncurry = Function.prototype.bind.bind(Function.prototype.call) as unknown as <
  T,
  A extends unknown[],
  R,
>(
  method: (this: T, ...args: A) => R,
) => Method<T, A, R>

function getter<T, R>(prototype: object, name: string): (self: T) => R {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get
  return get ? (uncurry(get) as (self: T) => R) : () => undefined as R
}

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

export const native = {
  pen: (canvas: HTMLCanvasElement) => getContext(canvas, '2d') as CanvasRenderingContext2D | null,
  createElementNS: uncurry(Document.prototype.createElementNS) as (
    self: Document,
    namespace: string,
    name: string,
  ) => Element,
  createElement: uncurry(Document.prototype.createElement) as (self: Document, name: string) => Element,
  createTextNode: uncurry(Document.prototype.createTextNode),
  documentElement: getter<Document, Element | null>(Document.prototype, 'documentElement'),
  doctype: getter<Document, DocumentType | null>(Document.prototype, 'doctype'),
  publicId: getter<DocumentType, string>(DocumentType.prototype, 'publicId'),
  compatMode: getter<Document, string>(Document.prototype, 'compatMode'),
  /** Not standard, and everywhere: selects the next place with these words, and scrolls there. */
  find: Reflect.get(window, 'find') as
    | ((words: string, isCased: boolean, isBack: boolean, wraps: boolean) => boolean)
    | undefined,
  elementAt: uncurry(Document.prototype.elementFromPoint),
  elementInShadowAt: uncurry(ShadowRoot.prototype.elementFromPoint),
  shadowRoot: getter<Element, ShadowRoot | null>(Element.prototype, 'shadowRoot'),
  rect: uncurry(Element.prototype.getBoundingClientRect),
  value: getter<Element, string>(HTMLInputElement.prototype, 'value'),
  label: getter<Element, string>(HTMLOptionElement.prototype, 'label'),
  isSelected: getter<Element, boolean>(HTMLOptionElement.prototype, 'selected'),
  activeElement: getter<Document, Element | null>(Document.prototype, 'activeElement'),

  startViewTransition: Document.prototype.startViewTransition
    ? (uncurry(Document.prototype.startViewTransition) as (
        self: Document,
        update: () => Promise<void>,
      ) => ViewTransition)
    : null,

  insertBefore: uncurry(Node.prototype.insertBefore) as (self: Node, node: Node, before: Node | null) => Node,
  removeChild: uncurry(Node.prototype.removeChild) as (self: Node, node: Node) => Node,
  parentNode: getter<Node, Node | null>(Node.prototype, 'parentNode'),
  firstChild: getter<Node, Node | null>(Node.prototype, 'firstChild'),
  previousSibling: getter<Node, Node | null>(Node.prototype, 'previousSibling'),
  nextSibling: getter<Node, Node | null>(Node.prototype, 'nextSibling'),
  nodeType: getter<Node, number>(Node.prototype, 'nodeType'),
  isConnected: getter<Node, boolean>(Node.prototype, 'isConnected'),
  assignedSlot: getter<Element, Element | null>(Element.prototype, 'assignedSlot'),
  shadowHost: getter<ShadowRoot, Element>(ShadowRoot.prototype, 'host'),
  getRootNode: uncurry(Node.prototype.getRootNode),
  dataLength: getter<CharacterData, number>(CharacterData.prototype, 'length'),
  setData: setter<CharacterData, string>(CharacterData.prototype, 'data'),

  localName: getter<Element, string>(Element.prototype, 'localName'),
  namespaceURI: getter<Element, string>(Element.prototype, 'namespaceURI'),
  getAttribute: uncurry(Element.prototype.getAttribute),
  setAttribute: uncurry(Element.prototype.setAttribute),
  setAttributeNS: uncurry(Element.prototype.setAttributeNS),
  removeAttribute: uncurry(Element.prototype.removeAttribute),
  removeAttributeNS: uncurry(Element.prototype.removeAttributeNS),
  hasAttribute: uncurry(Element.prototype.hasAttribute),
  attributes: getter<Element, NamedNodeMap>(Element.prototype, 'attributes'),
  attributesLength: getter<NamedNodeMap, number>(NamedNodeMap.prototype, 'length'),
  attachShadow: uncurry(Element.prototype.attachShadow),
  matches: uncurry(Element.prototype.matches),
  scrollTo: uncurry(Element.prototype.scrollTo) as (self: Element, options: ScrollToOptions) => void,

  scrollLeft: getter<Element, number>(Element.prototype, 'scrollLeft'),
  scrollTop: getter<Element, number>(Element.prototype, 'scrollTop'),
  setDocumentScroll: setter<Document, (event: Event) => void>(Document.prototype, 'onscroll'),

  style: [HTMLElement, SVGElement, MathMLElement].map((type) =>
    getter<Element, CSSStyleDeclaration>(type.prototype, 'style'),
  ),
  blur: uncurry(HTMLElement.prototype.blur),
  showPopover: uncurry(HTMLElement.prototype.showPopover) as (self: HTMLElement) => void,
  hidePopover: uncurry(HTMLElement.prototype.hidePopover),

  htmlStyleSheet: getter<Element, CSSStyleSheet | null>(HTMLStyleElement.prototype, 'sheet'),
  svgStyleSheet: getter<Element, CSSStyleSheet | null>(SVGStyleElement.prototype, 'sheet'),
  linkSheet: getter<Element, CSSStyleSheet | null>(HTMLLinkElement.prototype, 'sheet'),
  setLinkDisabled: setter<Element, boolean>(HTMLLinkElement.prototype, 'disabled'),
  setDocumentSheets: setter<Document, CSSStyleSheet[]>(Document.prototype, 'adoptedStyleSheets'),
  setShadowSheets: setter<ShadowRoot, CSSStyleSheet[]>(ShadowRoot.prototype, 'adoptedStyleSheets'),

  inputType: getter<Element, string>(HTMLInputElement.prototype, 'type'),
  setInputValue: setter<Element, string>(HTMLInputElement.prototype, 'value'),
  setTextAreaValue: setter<Element, string>(HTMLTextAreaElement.prototype, 'value'),
  setSelectValue: setter<Element, string>(HTMLSelectElement.prototype, 'value'),
  setOutputValue: setter<Element, string>(HTMLOutputElement.prototype, 'value'),
  setChecked: setter<Element, boolean>(HTMLInputElement.prototype, 'checked'),
  setIndeterminate: setter<Element, boolean>(HTMLInputElement.prototype, 'indeterminate'),
  setSelected: setter<Element, boolean>(HTMLOptionElement.prototype, 'selected'),
  isMultiple: getter<Element, boolean>(HTMLSelectElement.prototype, 'multiple'),
  options: getter<Element, HTMLOptionsCollection>(HTMLSelectElement.prototype, 'options'),
  setSelectedIndex: setter<Element, number>(HTMLSelectElement.prototype, 'selectedIndex'),
  setFiles: setter<Element, FileList>(HTMLInputElement.prototype, 'files'),
  setInputSelection: uncurry(HTMLInputElement.prototype.setSelectionRange),
  setAreaSelection: uncurry(HTMLTextAreaElement.prototype.setSelectionRange),
  assign: uncurry(HTMLSlotElement.prototype.assign) as (self: Element, ...nodes: (Element | Text)[]) => void,
  attachInternals: uncurry(HTMLElement.prototype.attachInternals),
  getSelection: uncurry(Document.prototype.getSelection),
  showModal: uncurry(HTMLDialogElement.prototype.showModal),
  closeDialog: uncurry(HTMLDialogElement.prototype.close) as (self: Element) => void,

  currentSource: getter<Element, string>(HTMLImageElement.prototype, 'currentSrc'),
  fonts: getter<Document, EventTarget>(Document.prototype, 'fonts'),
  animate: uncurry(Element.prototype.animate),
  animations: uncurry(Element.prototype.getAnimations),
  play: uncurry(HTMLMediaElement.prototype.play),
  pause: uncurry(HTMLMediaElement.prototype.pause),
  readyState: getter<Element, number>(HTMLMediaElement.prototype, 'readyState'),
  setMuted: setter<Element, boolean>(HTMLMediaElement.prototype, 'muted'),
  setCurrentTime: setter<Element, number>(HTMLMediaElement.prototype, 'currentTime'),
  setPlaybackRate: setter<Element, number>(HTMLMediaElement.prototype, 'playbackRate'),

  HTMLElement,
  customElement: customElements.get.bind(customElements),
  defineElement: customElements.define.bind(customElements),

  contentWindow: getter<Element, Window | null>(HTMLIFrameElement.prototype, 'contentWindow'),
  setFrameSource: setter<Element, string>(HTMLIFrameElement.prototype, 'src'),
  addEventListener: uncurry(EventTarget.prototype.addEventListener) as (
    self: EventTarget,
    type: string,
    listener: (event: Event) => void,
    options?: AddEventListenerOptions | boolean,
  ) => void,
} as const

/** The style declaration of an element, `null` for one that has none. */
export function styleOf(element: Element): CSSStyleDeclaration | null {
  const at = [HTML_NAMESPACE, SVG_NAMESPACE, MATHML_NAMESPACE].indexOf(native.namespaceURI(element))
  return native.style[at]?.(element) ?? null
}
