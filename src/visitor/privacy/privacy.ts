import type { Natives } from '../capture/natives.ts'
import { ALWAYS_MASKED, FORM_FIELDS, STICKY_FIELDS } from './always.ts'
import {
  type AttributeContext,
  isFormAssociated,
  isLayout,
  layoutStyle,
  maskedAttribute,
  visibleAttribute,
} from './attributes.ts'
import type { JudgeByMode, MaskMemory } from './mask-memory.ts'
import { constant, type Masked, pass } from './masked.ts'
import type { MaskRules } from './rules.ts'
import { isValidSelector, type Reach, reachOf } from './selectors.ts'
import { absoluteCss, type Blobs, cutUrl } from './urls.ts'

/** What the agent may see of an element, stricter ones later. `filler`: structure, but no words (mode `all`). */
export const VERDICT = { open: 0, filler: 1, masked: 2 } as const
export type Verdict = (typeof VERDICT)[keyof typeof VERDICT]

/** The one place where what is read from the page becomes what may be sent (MK-1, SECURITY section 3). */
export interface Privacy {
  /** Verdict on an element whose parent's verdict is known. Sticky: what was masked once stays masked (MK-15). */
  judge(element: Element, parent: Verdict): Verdict
  /** Verdict from the element's present place alone, walking up through shadow roots, slots and frames. */
  judgeAfresh(element: Element): Verdict
  /** Keeps `node`, which is or was under the masked `from`, and all in it masked wherever it moves; true if it was not so. */
  keepMasked(node: Node, from: Node): boolean
  /**
   * Remembers what is a password now, for when it is sent and may be none any more (MK-3, MK-4); only of elements of these
   * names, if there are any.
   */
  seeFields(root: Node, names?: string): void
  /** Is `node` hidden where it is now? Of one that nobody has judged. */
  isHidden(node: Node): boolean
  /** `copy` was made of `original`: what is kept there is kept here, too. */
  noteCopy(original: Node, copy: Node): void
  /** Something is masked, or was. */
  readonly hasKept: boolean
  /** Was `node` masked for itself once? */
  isKept(node: Node): boolean
  /** All elements under `root` (and itself) that a mask selector matches now. */
  matchesIn(root: Element | Document | ShadowRoot): Element[]
  /** Those that a selector means which may begin to match by a change anywhere. */
  farIn(root: Document | ShadowRoot): Element[]
  /** Something that was let through by the allow-list is not on it any more. */
  hasLostUnmask(): boolean
  readonly reach: Reach
  /** Not null: the whole page is hidden, for this reason (MK-18). */
  readonly closed: string | null
  tag(element: Element): Masked
  /** `null` drops the attribute. */
  attribute(element: Element, verdict: Verdict, name: string, value: string): Masked | null
  /** Not told that it changed: because it is never sent, or because that would say nothing but when (MK-22). */
  isUntold(element: Element, verdict: Verdict, name: string): boolean
  name(attribute: string): Masked
  text(node: Node, verdict: Verdict, data: string): Masked
  value(element: Element, verdict: Verdict, value: string): Masked
  css(text: string, base: string): Masked
  readonly blobs: Blobs
  /** A rule that script added beside the sheets; `null` if nothing of the page's own words and pictures may be sent. */
  added(rule: string, base: string): Masked | null
  /** What was read of an element's pixels; `null` if they may not be read. */
  picture(element: Element, data: string): Masked | null
  address(): Masked
  title(): Masked
}

/** What the agent sees in a masked text control, empty or not (MK-19). */
export const MASKED_VALUE = constant('********')
/** `NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT` */
const ELEMENTS_AND_TEXTS = 5
const MAX_TITLE_LENGTH = 1_000
/** With more selectors than this an index of them pays for its part. */
const FEW = 30

/** Is the part `modes` of use for these? */
export function needsModes({ mode, selectors, closed }: MaskRules): boolean {
  return closed === null && (mode !== 'listed' || selectors.length > FEW)
}

export function createPrivacy(
  window: Window & typeof globalThis,
  given: MaskRules,
  memory: MaskMemory,
  natives: Natives,
): Privacy {
  const { document } = window
  const { matches, getAttribute, parentNode, localName, assignedSlot } = natives
  const bad = [...given.selectors, ...given.unmaskSelectors].some(
    (selector) => !isValidSelector(document, selector),
  )
  const rules: MaskRules = bad && given.closed === null ? { ...given, closed: 'selector-invalid' } : given
  const floorList = [...ALWAYS_MASKED, ...(bad ? [] : rules.selectors)]
  const floorSelector = floorList.join(',')
  const { mode } = rules
  const hook = rules.hook?.selectors.length ? rules.hook : null
  const hookSelector = hook?.selectors.join(',') ?? ''
  const maskList = [...floorList, ...(hook?.selectors ?? [])]
  const maskSelector = maskList.join(',')
  const farSelector = maskList.filter((selector) => reachOf([selector]) === 'page').join(',')
  let meant: ((element: Element) => boolean) | undefined
  const { nodes: sticky, names: stickyNames } = memory
  let judgeByMode: JudgeByMode | undefined
  const blobs: Blobs = new Map()
  /** Of masked elements, as sent last. */
  const styles = new WeakMap<Element, Masked | null>()

  function stickyKeys(element: Element): string[] {
    return ['name', 'id'].flatMap((attribute) => {
      const value = getAttribute(element, attribute)
      return value ? `${attribute}:${value}` : []
    })
  }

  function isField(element: Element): boolean {
    return /^(input|textarea|select)$/.test(localName(element))
  }

  /** Something to enter a value into or to show one (MK-9). */
  function isControl(element: Element): boolean {
    const words = `${localName(element)} ${getAttribute(element, 'role')}`
    const isNamed = /put|area|select|meter|progress|box|spin|slider|switch|radio/i.test(words)
    return isNamed || getAttribute(element, 'contenteditable') !== null || isFormAssociated(element, words)
  }

  /** A field in which the browser draws dots, by the page's style (MK-3). */
  function looksSecret(element: Element): boolean {
    return !/^(none)?$/.test(window.getComputedStyle(element).getPropertyValue('-webkit-text-security'))
  }

  /** With many selectors, a part of the script asks for those alone that could mean the element. */
  function isListed(element: Element): boolean {
    meant ??= memory.modes?.index(floorList, natives)
    return meant ? meant(element) : matches(element, floorSelector)
  }

  /** Masked by the floor, for itself? */
  function isFloor(element: Element): boolean {
    if (sticky.has(element)) return true
    if (!isListed(element)) {
      if (!isField(element)) return false
      if (!stickyKeys(element).some((key) => stickyNames.has(key)) && !looksSecret(element)) return false
    }
    sticky.add(element)
    seeField(element)
    return true
  }

  function seeField(element: Element): void {
    if (!isField(element) || !matches(element, STICKY_FIELDS)) return
    sticky.add(element)
    for (const key of stickyKeys(element)) stickyNames.add(key)
  }

  function isMasked(element: Element): boolean {
    if (rules.closed !== null) return localName(element) !== 'html'
    if (isFloor(element)) return true
    if (!hook?.nodes.has(element) && !(hook && matches(element, hookSelector))) return false
    hook?.nodes.add(element)
    return true
  }

  /** Does a slot that `element` is shown in lie under a mask of the shadow tree? */
  function isSlottedIntoMask(element: Element): boolean {
    for (let slot = assignedSlot(element); slot; slot = assignedSlot(slot)) {
      for (let at: Node | null = slot; at && natives.nodeType(at) === 1; at = parentNode(at))
        if (isMasked(at as Element)) return true
    }
    return false
  }

  function masked(): Verdict {
    memory.hasKept = true
    return VERDICT.masked
  }

  function judge(element: Element, parent: Verdict): Verdict {
    if (parent === VERDICT.masked || isMasked(element) || isSlottedIntoMask(element)) return masked()
    if (rules.closed !== null) return VERDICT.filler
    if (mode === 'listed') return VERDICT.open
    judgeByMode ??= memory.modes?.judge(rules, natives)
    // Without the part of the modes, everything is.
    const verdict = judgeByMode?.(element, parent) ?? VERDICT.masked
    return verdict === VERDICT.masked ? masked() : verdict
  }

  function parentOf(node: Node): Element | null {
    const parent = natives.above(node)
    if (!parent || natives.nodeType(parent) === 1) return parent as Element | null
    return (natives.above(parent) as Element | null) ?? (parent as Document).defaultView?.frameElement ?? null
  }

  function judgeAfresh(element: Element): Verdict {
    const path = [element]
    for (let at = parentOf(element); at; at = parentOf(at)) path.push(at)
    return path.reduceRight<Verdict>((verdict, at) => judge(at, verdict), VERDICT.open)
  }

  /** Of a node that nobody has judged, with all that is around it. */
  function isHidden(node: Node): boolean {
    const element = natives.nodeType(node) === 1 ? (node as Element) : parentOf(node)
    return element !== null && judgeAfresh(element) === VERDICT.masked
  }

  /** Would `node` be masked without the hook, and with the page open? */
  function isUnderFloor(node: Node): boolean {
    for (let at: Node | null = node; at; at = parentOf(at)) {
      if (sticky.has(at) || (natives.nodeType(at) === 1 && isFloor(at as Element))) return true
    }
    return false
  }

  function isKept(node: Node): boolean {
    return sticky.has(node) || hook?.nodes.has(node) === true
  }

  function walkerOf(node: Node): TreeWalker {
    return document.createTreeWalker(node, ELEMENTS_AND_TEXTS)
  }

  function keepMasked(node: Node, from: Node): boolean {
    const isFloorMask = (rules.closed === null && hook === null) || isUnderFloor(from)
    const nodes = isFloorMask ? sticky : hook?.nodes
    if (!nodes) return false
    const isNew = !nodes.has(node)
    const walker = walkerOf(node)
    for (let at: Node | null = node; at; at = walker.nextNode()) nodes.add(at)
    return isNew
  }

  /** What attributes are asked about; those of one element come one after the other. */
  let asked: Element | null = null
  const contextOfAsked = {
    tag: '',
    namespace: () => natives.namespaceURI(asked as Element),
    base: () => natives.ownerDocument(asked as Element)?.baseURI ?? '',
    rules,
    blobs,
    isStyleSheetLink: () => /(^|\s)stylesheet(\s|$)/i.test(getAttribute(asked as Element, 'rel') ?? ''),
  }

  function context(element: Element): AttributeContext {
    if (asked !== element) contextOfAsked.tag = localName(element)
    asked = element
    return contextOfAsked
  }

  return {
    judge,
    judgeAfresh,
    keepMasked,
    seeFields: (root, names = FORM_FIELDS) => natives.select(root, names).forEach(seeField),
    isHidden,
    noteCopy(original, copy) {
      if (isHidden(original)) return void keepMasked(copy, original)
      const [from, to] = [walkerOf(original), walkerOf(copy)]
      for (
        let a: Node | null = original, b: Node | null = copy;
        a && b;
        a = from.nextNode(), b = to.nextNode()
      )
        if (isKept(a)) keepMasked(b, a)
    },
    get hasKept() {
      return memory.hasKept
    },
    isKept,
    matchesIn: (root) => natives.select(root, maskSelector),
    farIn: (root) => (farSelector ? natives.select(root, farSelector) : []),
    hasLostUnmask: () => judgeByMode?.hasLostUnmask() === true,
    reach: reachOf(mode === 'listed' ? maskList : [...maskList, ...rules.unmaskSelectors]),
    closed: rules.closed,
    tag: (element) => pass(localName(element)),
    name: (attribute) => pass(attribute),
    isUntold(element, verdict, name) {
      if (verdict === VERDICT.masked) {
        // A page's own size for a field often grows with what is in it, and its classes tell whether it is filled.
        if (/^(rows|cols|size|width|height)$/.test(name)) return true
        if (name === 'class' && isControl(element)) return true
        if (name === 'style') return (styles.get(element) ?? null) === layoutStyle(natives.style(element))
      }
      return verdict !== VERDICT.open && !isLayout(name, localName(element))
    },
    attribute(element, verdict, name, value) {
      // Most attributes are this one.
      if (name === 'class' && verdict === VERDICT.open) return pass(value)
      if (verdict !== VERDICT.open) {
        const isHidden = verdict === VERDICT.masked
        if (name === 'style') {
          const style = layoutStyle(natives.style(element))
          styles.set(element, style)
          return style
        }
        return isHidden
          ? maskedAttribute(element, name, value)
          : (memory.modes?.attribute ?? maskedAttribute)(element, name, value, context(element))
      }
      // The name of a file, in whatever way it came there (MK-5).
      if (name === 'value' && (element as HTMLInputElement).type === 'file') return null
      return visibleAttribute(name, value, context(element))
    },
    text(node, verdict, data) {
      if (verdict === VERDICT.masked || isKept(node)) return constant('')
      if (verdict === VERDICT.open && mode === 'listed') return pass(data)
      return memory.modes?.text(node, verdict, data, natives) ?? constant('')
    },
    value(element, verdict, value) {
      // Of chosen files not even the names (MK-5); of none, that there is none.
      if (verdict !== VERDICT.open || isFloor(element)) return MASKED_VALUE
      return value !== '' && (element as HTMLInputElement).type === 'file' ? MASKED_VALUE : pass(value)
    },
    blobs,
    css(text, base) {
      if (rules.closed !== null) return constant('')
      return pass(mode === 'all' ? (memory.modes?.css(text) ?? '') : absoluteCss(text, base, blobs))
    },
    added: (rule, base) =>
      rules.closed === null && mode !== 'all' ? pass(absoluteCss(rule, base, blobs)) : null,
    picture: (element, data) => (judgeAfresh(element) === VERDICT.open ? pass(data) : null),
    address() {
      const { href } = window.location
      return rules.closed === null ? pass(cutUrl(href, href, rules.urlDetail) ?? '') : constant('')
    },
    title() {
      const [element, text] = natives.title(document)
      const isHidden = rules.title === 'hide' || mode === 'all' || rules.closed !== null
      if (isHidden || (element && judgeAfresh(element) === VERDICT.masked)) return constant('')
      return pass(text.slice(0, MAX_TITLE_LENGTH))
    },
  }
}
