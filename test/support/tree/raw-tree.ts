/** What {@link readRawTree} finds, as plain data. Visitor and stage are read by the same function. */
export type RawNode =
  | { readonly kind: 'text'; readonly data: string }
  | {
      readonly kind: 'element'
      readonly tag: string
      readonly namespace: 'html' | 'svg' | 'mathml'
      readonly attributes: readonly RawAttribute[]
      readonly children: readonly RawNode[]
      /** Matches a selector of `masks`, or has a mark of the stage's masking. */
      readonly isMasked: boolean
      readonly state: Readonly<Record<string, string | number | boolean>>
      readonly style: string
      readonly rules?: readonly string[]
      readonly shadow?: RawRoot
      /** Content of a frame, if it is of the same origin. */
      readonly frame?: RawDocument
    }
export type RawAttribute = {
  readonly name: string
  readonly value: string
  /** The browser reflects it: `isKnownToBrowser` of the stage. */
  readonly isKnown: boolean
  readonly isSettable: boolean
}
export type RawRoot = {
  readonly children: readonly RawNode[]
  readonly adopted: readonly (readonly string[])[]
}
export type RawDocument = RawRoot & {
  readonly mode: string
  readonly base: string
  readonly scroll: readonly [number, number]
}

/** Where `rememberClosedRoots` keeps the closed shadow roots. */
export const ROOTS_KEY = '__testShadowRoots'
/** Where `readRawTree` leaves the frames it met, in document order. */
export const FRAMES_KEY = '__testFrames'

/**
 * Reads the document of the page or frame in which it runs. Self-contained: it is sent to the browser as text. It
 * is iterative in nothing but siblings; depth is bounded by the test pages.
 */
export function readRawTree(options: {
  masks: readonly string[]
  rootsKey: string
  framesKey: string
  /** What masking remembers as hidden (MK-15), where the test can ask it. */
  hidden?: { has(node: Node): boolean }
}): RawDocument {
  const frames: Element[] = []
  const probe = document.createElement('i')
  const known = new Map<object, Set<string>>()

  function propertiesOf(element: Element): Set<string> {
    // What a custom element's own class adds is the page's; the stage does not have it.
    const isCustom = element.localName.includes('-') && element instanceof HTMLElement
    const prototype = isCustom ? HTMLElement.prototype : (Object.getPrototypeOf(element) as object)
    let names = known.get(prototype)
    if (names) return names
    names = new Set()
    for (let at: object | null = prototype; at; at = Object.getPrototypeOf(at)) {
      for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
        if (descriptor.get && descriptor.set) names.add(name.toLowerCase())
      }
    }
    known.set(prototype, names)
    return names
  }

  function isSettable(name: string): boolean {
    // Not tried for ordinary names: `style` alone would break the stage's CSP.
    if (/^[a-z_][\w.:-]*$/i.test(name)) return true
    try {
      probe.setAttribute(name, '')
      probe.removeAttribute(name)
      return true
    } catch {
      return false
    }
  }

  function rulesOf(sheet: CSSStyleSheet | null): string[] | undefined {
    if (!sheet) return undefined
    try {
      return [...sheet.cssRules].map((rule) => rule.cssText)
    } catch {
      return undefined
    }
  }

  /** What is shown in a slot under a mask is hidden, too. */
  function isHidden(node: Element | Text): boolean {
    if (options.hidden?.has(node)) return true
    if (options.masks.length === 0) return false
    const selector = options.masks.join(',')
    for (let slot = node.assignedSlot; slot; slot = slot.assignedSlot) if (slot.closest(selector)) return true
    return node.nodeType === 1 && (node as Element).matches(selector)
  }

  /** Elsewhere it does not show whether an option is selected. */
  function isInList(option: HTMLOptionElement): boolean {
    return option.closest('select')?.options[option.index] === option
  }

  function stateOf(element: Element): Record<string, string | number | boolean> {
    const state: Record<string, string | number | boolean> = {}
    if (element.scrollTop !== 0 || element.scrollLeft !== 0) {
      state.scroll = `${Math.round(element.scrollLeft)},${Math.round(element.scrollTop)}`
    }
    const tag = element.namespaceURI === 'http://www.w3.org/1999/xhtml' ? element.localName : ''
    if (tag === 'input') {
      const input = element as HTMLInputElement
      const isValueless = /^(checkbox|radio|file|hidden|submit|button|reset|image)$/.test(input.type)
      if (!isValueless) state.value = input.value
      if (/^(checkbox|radio)$/.test(input.type)) state.checked = input.checked
      if (input.indeterminate) state.indeterminate = true
    } else if (tag === 'option' && !isInList(element as HTMLOptionElement)) return state
    else if (tag === 'textarea') state.value = (element as HTMLTextAreaElement).value
    else if (tag === 'option') state.selected = (element as HTMLOptionElement).selected
    else if (
      tag === 'img' &&
      (element.hasAttribute('srcset') || element.parentElement?.localName === 'picture') &&
      // One that is good in the visitor's tab only has another name at the stage.
      !(element as HTMLImageElement).currentSrc.startsWith('blob:')
    )
      state.currentSrc = (element as HTMLImageElement).currentSrc
    else if (tag === 'dialog' && element.matches(':modal')) state.modal = true
    if (element.hasAttribute('popover') && element.matches(':popover-open')) state.popover = true
    return state
  }

  function documentIn(element: Element): Document | null {
    if (!/^(i?frame|object|embed)$/.test(element.localName)) return null
    try {
      const { contentDocument } = element as HTMLIFrameElement
      return contentDocument ?? (element as HTMLEmbedElement).getSVGDocument()
    } catch {
      return null
    }
  }

  /** Objects that show nothing else have what stands in them. */
  function showsFallback(element: Element): boolean {
    if (element.localName !== 'object') return false
    const range = document.createRange()
    range.selectNodeContents(element)
    return (
      range.getClientRects().length > 0 || !(element.getAttribute('data') || element.getAttribute('type'))
    )
  }

  function readElement(element: Element): RawNode {
    const uri = element.namespaceURI
    const namespace = uri?.endsWith('/svg') ? 'svg' : uri?.endsWith('MathML') ? 'mathml' : 'html'
    const properties = propertiesOf(element)
    const attributes = [...element.attributes].map(({ name, value }) => ({
      name,
      value,
      isKnown: properties.has(name.toLowerCase()),
      isSettable: isSettable(name),
    }))
    const isMasked = isHidden(element) || element.hasAttribute('data-sl-masked')
    const style = (element as HTMLElement).style?.cssText ?? ''
    const inner = documentIn(element)
    const tag = !isMasked && !inner && showsFallback(element) ? 'x-object' : element.localName
    const rules = tag === 'style' || tag === 'link' ? rulesOf((element as HTMLStyleElement).sheet) : undefined
    const base = { kind: 'element', tag, namespace, attributes, isMasked, style } as const
    if (/^(i?frame|object|embed)$/.test(tag)) frames.push(element)
    if (isMasked) return { ...base, state: {}, children: [] }
    const recorded = (globalThis as unknown as Record<string, WeakMap<Element, ShadowRoot> | undefined>)[
      options.rootsKey
    ]
    const root = element.shadowRoot ?? recorded?.get(element)
    return {
      ...base,
      state: stateOf(element),
      children: readChildren(element),
      ...(rules ? { rules } : {}),
      ...(root ? { shadow: readRoot(root) } : {}),
      ...(inner?.documentElement ? { frame: readDocument(inner) } : {}),
    }
  }

  function readChildren(parent: Node): RawNode[] {
    const out: RawNode[] = []
    for (let child = parent.firstChild; child; child = child.nextSibling) {
      if (child.nodeType === 3 || child.nodeType === 4)
        out.push({ kind: 'text', data: isHidden(child as Text) ? '' : (child as Text).data })
      else if (child.nodeType === 1) out.push(readElement(child as Element))
    }
    return out
  }

  function readRoot(root: ShadowRoot | Document): RawRoot {
    return {
      children: readChildren(root),
      adopted: root.adoptedStyleSheets.map((sheet) => rulesOf(sheet) ?? []),
    }
  }

  function readDocument(at: Document): RawDocument {
    const scroller = at.scrollingElement
    return {
      ...readRoot(at),
      mode: at.compatMode,
      base: at.baseURI,
      scroll: [Math.round(scroller?.scrollLeft ?? 0), Math.round(scroller?.scrollTop ?? 0)],
    }
  }

  const result = readDocument(document)
  ;(globalThis as unknown as Record<string, unknown>)[options.framesKey] = frames
  return result
}

/**
 * Init script for test browsers: keeps closed shadow roots where {@link readRawTree} finds them, and opens that of our
 * own interface, so that tests can press its buttons with real input.
 */
export function rememberClosedRoots(options: { rootsKey: string }): void {
  const roots = new WeakMap<Element, ShadowRoot>()
  Object.defineProperty(globalThis, options.rootsKey, { value: roots })
  const native = Element.prototype.attachShadow
  Object.defineProperty(Element.prototype, 'attachShadow', {
    configurable: true,
    enumerable: true,
    writable: true,
    value: function attachShadow(this: Element, init: ShadowRootInit): ShadowRoot {
      const isOurs = this.localName === 'sidelong-ui'
      const root = native.call(this, isOurs ? { ...init, mode: 'open' } : init)
      if (init.mode === 'closed' && !isOurs) roots.set(this, root)
      return root
    },
  })
}
