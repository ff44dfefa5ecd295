import type { CheckRules, Coverage, OpenField, PageCheck } from '../../protocol/page-check.ts'
import { pinNatives } from '../capture/natives.ts'
import { createMaskMemory } from '../privacy/mask-memory.ts'
import { FORM_CONTROLS } from '../privacy/mode-selectors.ts'
import { modes } from '../privacy/modes.ts'
import { createPrivacy, VERDICT } from '../privacy/privacy.ts'
import type { MaskRules } from '../privacy/rules.ts'
import { isValidSelector } from '../privacy/selectors.ts'
import { walk } from './areas.ts'

const MAX_FIELDS = 5_000
const MAX_LINES = 200_000
const MAX_TEXT = 2_000
const MAX_LABEL = 120
/** Their text is code, or belongs to a field. */
const NO_TEXT = /^(script|style|noscript|template|title|textarea|option)$/

/** `placeOfText`: where the line of this index stands; finding that out for all of a long page would take minutes. */
export type Checked = { readonly check: PageCheck; placeOfText(index: number): string }

/** What agents could read of this page under these rules (MK-29), judged by the code that masks sessions. */
export function checkPage(window: Window & typeof globalThis, rules: CheckRules): Checked {
  const { document } = window
  // A selector that is none closes the whole page (MK-18); here it is a finding, and the others are looked at all the same.
  const valid = (list: readonly string[]) => list.filter((selector) => isValidSelector(document, selector))
  const inForce: MaskRules = {
    mode: rules.mode,
    selectors: valid(rules.selectors),
    unmaskSelectors: valid(rules.unmaskSelectors),
    urlDetail: 'path',
    title: 'show',
    closed: null,
  }
  const privacy = createPrivacy(window, inForce, { ...createMaskMemory(), modes }, pinNatives(window))
  const open = new Set<Element>()
  const roots = new Set<Node>()
  let masked = 0
  for (const { element, verdict } of walk(document, privacy)) {
    if (verdict === VERDICT.masked) masked++
    if (verdict !== VERDICT.open) continue
    open.add(element)
    roots.add(element.getRootNode())
  }
  const controls = FORM_CONTROLS.join(',')
  const fields = [...open].filter((element) => element.matches(controls))
  const lines = [...roots].flatMap((root) => [...textsIn(root, open)])
  const check = {
    fields: fields.slice(0, MAX_FIELDS).map(describeField),
    texts: lines.slice(0, MAX_LINES).map(([, text]) => squeeze(text).slice(0, MAX_TEXT)),
    masked,
    selectors: rules.selectors.map((selector) => cover(document, selector)),
    isCut: fields.length > MAX_FIELDS || lines.length > MAX_LINES,
  }
  return { check, placeOfText: (index) => placeOf((lines[index] as [Element, string])[0]) }
}

/** The open texts of one tree, line by line: a number that is written in several spans is found whole. */
function textsIn(root: Node, open: ReadonlySet<Element>): Map<Element, string> {
  const lines = new Map<Element, string>()
  const walker = (root.ownerDocument ?? (root as Document)).createTreeWalker(root, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement
    const { data } = node as Text
    if (!parent || !open.has(parent) || NO_TEXT.test(parent.localName) || !data.trim()) continue
    const line = lineOf(parent)
    lines.set(line, (lines.get(line) ?? '') + data)
  }
  return lines
}

function lineOf(element: Element): Element {
  let at = element
  while (at.parentElement && isInline(at)) at = at.parentElement
  return at
}

function isInline(element: Element): boolean {
  const view = element.ownerDocument.defaultView
  return /^(inline|contents)/.test(view?.getComputedStyle(element).display ?? '')
}

function describeField(element: Element): OpenField {
  const get = (name: string) => element.getAttribute(name) ?? ''
  return {
    where: placeOf(element),
    type: get('type').toLowerCase(),
    name: get('name'),
    id: element.id,
    autocomplete: get('autocomplete').toLowerCase(),
    label: labelOf(element),
  }
}

function labelOf(element: Element): string {
  const labels = Array.from((element as HTMLInputElement).labels ?? []).map(
    (label) => label.textContent ?? '',
  )
  const named = (element.getAttribute('aria-labelledby') ?? '')
    .split(/\s+/)
    .map((id) => (id && (element.getRootNode() as Document).getElementById?.(id)?.textContent) || '')
  const own = ['aria-label', 'placeholder', 'title'].map((name) => element.getAttribute(name) ?? '')
  const first = [...labels, ...named, ...own].map(squeeze).find((text) => text !== '')
  return (first ?? '').slice(0, MAX_LABEL)
}

function cover(document: Document, selector: string): Coverage {
  if (!isValidSelector(document, selector)) return { selector, isValid: false, elements: 0, share: 0 }
  const elements = Array.from(document.querySelectorAll(selector))
  const top = elements.filter((element) => !element.parentElement?.closest(selector))
  const all = squeeze(document.body?.textContent ?? '').length
  const hidden = top.reduce((sum, element) => sum + squeeze(element.textContent ?? '').length, 0)
  return {
    selector,
    isValid: true,
    elements: elements.length,
    share: all === 0 ? 0 : Math.min(1, hidden / all),
  }
}

/** A CSS selector that finds the element in its tree; trees around it in front, divided by ` >>> `. */
export function placeOf(element: Element): string {
  const root = element.getRootNode()
  const outer =
    root.nodeType === 11 ? (root as ShadowRoot).host : (root as Document).defaultView?.frameElement
  return (outer ? `${placeOf(outer)} >>> ` : '') + placeIn(element, root as ParentNode)
}

function placeIn(element: Element, root: ParentNode): string {
  let path = ''
  for (let at: Element | null = element; at; at = at.parentElement) {
    const short = shortPlace(at)
    const step = short ?? nthOf(at)
    path = path === '' ? step : `${step} > ${path}`
    if (short !== null && root.querySelectorAll(path).length === 1) return path
  }
  return path
}

function shortPlace(element: Element): string | null {
  if (element.id) return `#${CSS.escape(element.id)}`
  const name = element.getAttribute('name')
  return name && `${element.localName}[name="${CSS.escape(name)}"]`
}

function nthOf(element: Element): string {
  const siblings = Array.from(element.parentElement?.children ?? []).filter(
    ({ localName }) => localName === element.localName,
  )
  const at = siblings.indexOf(element) + 1
  return siblings.length > 1
    ? `${CSS.escape(element.localName)}:nth-of-type(${at})`
    : CSS.escape(element.localName)
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
