import { ALWAYS_MASKED, FORM_CONTROLS, MEDIA, STICKY_FIELDS } from './always.ts'
import {
  type AttributeContext,
  maskedAttribute,
  maskedStyle,
  visibleAttribute,
  wordlessAttribute,
} from './attributes.ts'
import type { MaskMemory } from './mask-memory.ts'
import { constant, type Masked, pass } from './masked.ts'
import type { MaskRules } from './rules.ts'
import { isValidSelector, type Reach, reachOf } from './selectors.ts'
import { absoluteCss, cutUrl } from './urls.ts'

/** What the agent may see of an element. `filler`: structure, but no words (mode `all`). */
export const VERDICT = { open: 0, filler: 1, masked: 2 } as const
export type Verdict = (typeof VERDICT)[keyof typeof VERDICT]

/** The one place where what is read from the page becomes what may be sent (MK-1, SECURITY section 3). */
export interface Privacy {
  /** Verdict on an element whose parent's verdict is known. Sticky: what was masked once stays masked (MK-15). */
  judge(element: Element, parent: Verdict): Verdict
  /** Verdict from the element's present place alone, walking up through shadow roots, slots and frames. */
  judgeAfresh(element: Element): Verdict
  /** Keeps `node` masked for as long as it lives, wherever it moves; false if it was so already. */
  keepMasked(node: Node): boolean
  /** All elements under `root` (and itself) that a mask selector matches now. */
  matchesIn(root: Element | Document | ShadowRoot): Element[]
  readonly reach: Reach
  tag(element: Element): Masked
  /** `null` drops the attribute. */
  attribute(element: Element, verdict: Verdict, name: string, value: string): Masked | null
  name(attribute: string): Masked
  text(node: Node, verdict: Verdict, data: string): Masked
  value(element: Element, verdict: Verdict, value: string): Masked
  css(text: string, base: string): Masked
  /** What was read of an element's pixels; `null` if they may not be read. */
  picture(element: Element, data: string): Masked | null
  address(): Masked
  title(): Masked
}

/** What the agent sees in a masked text control, empty or not (MK-19). */
export const MASKED_VALUE = constant('********')
const FILLER = '•'
const WHITE_SPACE = /^\s*$/

export function createPrivacy(
  window: Window & typeof globalThis,
  given: MaskRules,
  memory: MaskMemory,
): Privacy {
  const { document } = window
  const bad = [...given.selectors, ...given.unmaskSelectors].some(
    (selector) => !isValidSelector(document, selector),
  )
  const rules: MaskRules = bad && given.closed === null ? { ...given, closed: 'selector-invalid' } : given
  const configured = bad ? [] : rules.selectors
  const maskList = [...ALWAYS_MASKED, ...configured]
  const maskSelector = maskList.join(',')
  const unmaskSelector = ['[data-sidelong-unmask]', ...(bad ? [] : rules.unmaskSelectors)].join(',')
  const modeSelector =
    rules.mode === 'inputs'
      ? FORM_CONTROLS.join(',')
      : rules.mode === 'all'
        ? [...FORM_CONTROLS, ...MEDIA].join(',')
        : ''

  const { nodes: sticky, names: stickyNames } = memory

  const matches = window.Element.prototype.matches
  const closest = window.Element.prototype.closest
  const getAttribute = window.Element.prototype.getAttribute

  function stickyKeys(element: Element): string[] {
    const name = getAttribute.call(element, 'name')
    const id = getAttribute.call(element, 'id')
    return [name ? `name:${name}` : '', id ? `id:${id}` : ''].filter((key) => key !== '')
  }

  function isField(element: Element): boolean {
    const tag = element.localName
    return tag === 'input' || tag === 'textarea' || tag === 'select'
  }

  /** A field in which the browser draws dots, by the page's style (MK-3). */
  function looksSecret(element: Element): boolean {
    return !/^(none)?$/.test(window.getComputedStyle(element).getPropertyValue('-webkit-text-security'))
  }

  function isMasked(element: Element): boolean {
    if (rules.closed !== null) return element.localName !== 'html'
    if (sticky.has(element)) return true
    if (!matches.call(element, maskSelector)) {
      if (!isField(element)) return false
      if (!stickyKeys(element).some((key) => stickyNames.has(key)) && !looksSecret(element)) return false
    }
    keep(element)
    return true
  }

  function keep(element: Element): void {
    sticky.add(element)
    if (isField(element) && matches.call(element, STICKY_FIELDS))
      for (const key of stickyKeys(element)) stickyNames.add(key)
  }

  /** Does a slot that `element` is shown in lie under a mask of the shadow tree? */
  function isSlottedIntoMask(element: Element): boolean {
    for (let slot = element.assignedSlot; slot; slot = slot.assignedSlot) {
      if (closest.call(slot, maskSelector)) return true
    }
    return false
  }

  function judge(element: Element, parent: Verdict): Verdict {
    if (parent === VERDICT.masked || isMasked(element) || isSlottedIntoMask(element)) return VERDICT.masked
    if (rules.closed !== null) return VERDICT.filler
    if (modeSelector === '') return VERDICT.open
    const isUnmasked = closest.call(element, unmaskSelector) !== null
    if (isUnmasked) return VERDICT.open
    if (matches.call(element, modeSelector)) return VERDICT.masked
    return rules.mode === 'all' ? VERDICT.filler : VERDICT.open
  }

  function parentOf(element: Element): Element | null {
    const parent = element.parentNode
    if (parent === null) return null
    if (parent.nodeType === 1) return parent as Element
    if (parent.nodeType === 11) return (parent as ShadowRoot).host ?? null
    if (parent.nodeType === 9) return (parent as Document).defaultView?.frameElement ?? null
    return null
  }

  function judgeAfresh(element: Element): Verdict {
    for (let at = parentOf(element); at; at = parentOf(at)) {
      if (isMasked(at) || isSlottedIntoMask(at)) return VERDICT.masked
    }
    return judge(element, VERDICT.open)
  }

  /** Attributes of one element come one after the other: their context is made once. */
  let contextOf: Element | null = null
  let lastContext: AttributeContext | null = null

  function context(element: Element): AttributeContext {
    if (contextOf === element && lastContext) return lastContext
    const tag = element.localName
    contextOf = element
    lastContext = {
      tag,
      base: () => element.ownerDocument.baseURI,
      rules,
      isStyleSheetLink: () => /(^|\s)stylesheet(\s|$)/i.test(getAttribute.call(element, 'rel') ?? ''),
    }
    return lastContext
  }

  return {
    judge,
    judgeAfresh,
    keepMasked(node) {
      const isNew = !sticky.has(node)
      sticky.add(node)
      return isNew
    },
    matchesIn(root) {
      const found = Array.from(root.querySelectorAll(maskSelector))
      if (root.nodeType === 1 && matches.call(root as Element, maskSelector)) found.push(root as Element)
      return found
    },
    reach: reachOf(maskList),
    tag: (element) => pass(element.localName),
    name: (attribute) => pass(attribute),
    attribute(element, verdict, name, value) {
      if (verdict === VERDICT.masked) {
        return name === 'style' ? maskedStyle((element as HTMLElement).style) : maskedAttribute(name, value)
      }
      return verdict === VERDICT.filler
        ? wordlessAttribute(name, value, context(element))
        : visibleAttribute(name, value, context(element))
    },
    text(node, verdict, data) {
      if (verdict === VERDICT.masked || sticky.has(node)) return constant('')
      if (verdict === VERDICT.open || WHITE_SPACE.test(data)) return pass(data)
      return constant(FILLER.repeat(Math.ceil(data.length / 8) * 8))
    },
    value(element, verdict, value) {
      if (verdict !== VERDICT.open || isMasked(element)) return MASKED_VALUE
      // That a file was chosen, not its name (MK-5).
      return value !== '' && (element as HTMLInputElement).type === 'file' ? MASKED_VALUE : pass(value)
    },
    css: (text, base) => pass(absoluteCss(text, base)),
    picture: (element, data) => (judgeAfresh(element) === VERDICT.open ? pass(data) : null),
    address() {
      const { href } = window.location
      return rules.closed === null ? pass(cutUrl(href, href, rules.urlDetail) ?? '') : constant('')
    },
    title() {
      const element = document.querySelector('title')
      const isHidden = rules.title === 'hide' || rules.mode === 'all' || rules.closed !== null
      return isHidden || (element && judgeAfresh(element) === VERDICT.masked)
        ? constant('')
        : pass(document.title)
    },
  }
}
