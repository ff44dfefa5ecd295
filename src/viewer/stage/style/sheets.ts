import { LIMITS } from '../../../protocol/limits.ts'
import { HTML_NAMESPACE, native } from '../natives.ts'
import { OWN_MARK } from '../tree/allowed-attributes.ts'
import { PLACEHOLDER_RULE, splitRules } from './rule-text.ts'

/**
 * Style sheets, through CSSOM only: the stage's CSP blocks style text. A `style` element is created empty, and has a sheet
 * only while it is connected, a new one after each move; so its rules are kept here and filled in when it has one.
 */
export interface Sheets {
  constructed(text: string): CSSStyleSheet
  text(node: object, text: string): void
  insert(node: object, index: number, text: string): void
  remove(node: object, index: number, count: number): void
  state(node: object, disabled: boolean, media: string): void
  /** `rel`, `href` and `type` of a link element; `null`: not there. */
  link(element: Element, name: 'rel' | 'href' | 'type', value: string | null): void
  /** The element that stands behind `node` in the tree and belongs to it, `null` for most. */
  companion(node: Node): Element | null
  /** Elements were moved, or a sheet arrived: look after them at the end of the slice. */
  touch(): void
  settle(): void
  freed(node: object): void
  clear(): void
}

type Rules = {
  /** The element whose sheet gets the rules. */
  readonly element: Element
  readonly texts: string[]
  filled: CSSStyleSheet | null
  disabled: boolean
  media: string | null
}

type Link = { rel: string | null; href: string | null; type: string | null; companion: Element | null }

const SHEET_RELS = new Set(['stylesheet', 'alternate'])

export function createSheets(document: Document, isAllowedUrl: (url: string) => string | null): Sheets {
  const byNode = new Map<object, Rules>()
  const links = new WeakMap<object, Link>()
  const scratch = new CSSStyleSheet()
  let isDue = false

  function sheetOf(element: Element): CSSStyleSheet | null {
    if (native.namespaceURI(element) === HTML_NAMESPACE) {
      return native.localName(element) === 'style' ? native.htmlStyleSheet(element) : null
    }
    return element instanceof SVGStyleElement ? native.svgStyleSheet(element) : null
  }

  /** A constructed sheet refuses @import in any spelling, before anything is loaded: so do we (SECURITY 2.3). */
  function isAllowedRule(text: string): boolean {
    try {
      scratch.insertRule(text, 0)
      scratch.deleteRule(0)
      return true
    } catch {
      return false
    }
  }

  function put(sheet: CSSStyleSheet, index: number, text: string): void {
    const at = Math.min(index, sheet.cssRules.length)
    try {
      sheet.insertRule(isAllowedRule(text) ? text : PLACEHOLDER_RULE, at)
    } catch {
      try {
        sheet.insertRule(PLACEHOLDER_RULE, at)
      } catch {
        // Before an @namespace or @import nothing else may stand: the index is lost, the sheet is not.
      }
    }
  }

  function empty(sheet: CSSStyleSheet): void {
    for (let i = sheet.cssRules.length - 1; i >= 0; i--) sheet.deleteRule(i)
  }

  function fill(rules: Rules): void {
    const sheet = sheetOf(rules.element)
    if (!sheet) return
    if (sheet !== rules.filled) {
      empty(sheet)
      rules.filled = sheet
      for (const [i, text] of rules.texts.entries()) put(sheet, i, text)
    }
    if (sheet.disabled !== rules.disabled) sheet.disabled = rules.disabled
    if (rules.media !== null && sheet.media.mediaText !== rules.media) sheet.media.mediaText = rules.media
  }

  function makeCompanion(node: Element, link: Link): Element {
    const companion = native.createElementNS(document, HTML_NAMESPACE, 'style')
    native.setAttribute(companion, OWN_MARK, '')
    const parent = native.parentNode(node)
    if (parent) native.insertBefore(parent, companion, native.nextSibling(node))
    link.companion = companion
    native.removeAttribute(node, 'href')
    return companion
  }

  /** The rules kept for a style or link element. */
  function rulesOf(node: object): Rules | null {
    const known = byNode.get(node)
    if (known) return known
    if (!(node instanceof Element)) return null
    const link = links.get(node)
    const element = link ? makeCompanion(node, link) : node
    if (native.localName(element) !== 'style') return null
    const rules: Rules = { element, texts: [], filled: null, disabled: false, media: null }
    byNode.set(node, rules)
    return rules
  }

  function updateLink(element: Element, link: Link): void {
    const rels = (link.rel ?? '').toLowerCase().trim().split(/\s+/)
    const isSheet = rels.includes('stylesheet') && rels.every((rel) => SHEET_RELS.has(rel))
    const isCss =
      link.type === null || link.type.trim() === '' || /^text\/css\s*(;|$)/i.test(link.type.trim())
    const href = link.href === null || link.companion || !isSheet || !isCss ? null : isAllowedUrl(link.href)
    set(element, 'rel', isSheet ? rels.join(' ') : null)
    set(element, 'href', href)
  }

  return {
    constructed(text) {
      const sheet = new CSSStyleSheet()
      fillConstructed(sheet, text)
      return sheet
    },

    text(node, text) {
      if (node instanceof CSSStyleSheet) return fillConstructed(node, text)
      const rules = rulesOf(node)
      if (!rules) return
      rules.texts.splice(0, rules.texts.length, ...splitRules(text, LIMITS.maxRulesPerSheet))
      rules.filled = null
      isDue = true
    },

    insert(node, index, text) {
      if (node instanceof CSSStyleSheet) {
        if (node.cssRules.length < LIMITS.maxRulesPerSheet) put(node, index, text)
        return
      }
      const rules = rulesOf(node)
      if (!rules || rules.texts.length >= LIMITS.maxRulesPerSheet) return
      const at = Math.min(index, rules.texts.length)
      rules.texts.splice(at, 0, text)
      const sheet = sheetOf(rules.element)
      if (sheet && sheet === rules.filled) put(sheet, at, text)
      else isDue = true
    },

    remove(node, index, count) {
      if (node instanceof CSSStyleSheet) return deleteRules(node, index, count)
      const rules = rulesOf(node)
      if (!rules) return
      rules.texts.splice(index, count)
      const sheet = sheetOf(rules.element)
      if (sheet && sheet === rules.filled) deleteRules(sheet, index, count)
    },

    state(node, disabled, media) {
      if (node instanceof CSSStyleSheet) {
        node.disabled = disabled
        if (node.media.mediaText !== media) node.media.mediaText = media
        return
      }
      if (node instanceof HTMLLinkElement && !byNode.has(node)) {
        native.setLinkDisabled(node, disabled)
        return set(node, 'media', media === '' ? null : media)
      }
      const rules = rulesOf(node)
      if (!rules) return
      rules.disabled = disabled
      rules.media = media
      isDue = true
    },

    link(element, name, value) {
      let link = links.get(element)
      if (!link) {
        link = { rel: null, href: null, type: null, companion: null }
        links.set(element, link)
      }
      link[name] = value
      if (name === 'href' && link.companion) {
        // Another sheet: the rules that script made belonged to the one before.
        const parent = native.parentNode(link.companion)
        if (parent) native.removeChild(parent, link.companion)
        link.companion = null
        byNode.delete(element)
      }
      if (name === 'type') set(element, 'type', value)
      updateLink(element, link)
    },

    companion: (node) => links.get(node)?.companion ?? null,
    touch() {
      isDue = true
    },
    settle() {
      if (!isDue) return
      isDue = false
      for (const rules of byNode.values()) fill(rules)
    },
    freed(node) {
      byNode.delete(node)
    },
    clear() {
      byNode.clear()
      isDue = false
    },
  }

  function fillConstructed(sheet: CSSStyleSheet, text: string): void {
    const rules = splitRules(text, LIMITS.maxRulesPerSheet)
    sheet.replaceSync(text)
    if (sheet.cssRules.length === rules.length) return
    empty(sheet)
    for (const [i, rule] of rules.entries()) put(sheet, i, rule)
  }
}

function deleteRules(sheet: CSSStyleSheet, index: number, count: number): void {
  const end = Math.min(index + count, sheet.cssRules.length)
  for (let i = end - 1; i >= index; i--) sheet.deleteRule(i)
}

function set(element: Element, name: string, value: string | null): void {
  if (value === null) native.removeAttribute(element, name)
  else if (native.getAttribute(element, name) !== value) native.setAttribute(element, name, value)
}
