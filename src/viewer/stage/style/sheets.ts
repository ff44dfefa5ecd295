import { LIMITS } from '../../../protocol/limits.ts'
import * as native from '../natives.ts'
import { OWN_MARK } from '../tree/allowed-attributes.ts'
import type { MediaValues } from './rewrite.ts'
import { rewriteMedia, rewriteRules } from './rewrite.ts'
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
  /** `media` of a style or link element, as it is to be set. */
  media(value: string): string
  /** Media queries have other answers from now on. */
  renew(): void
  /** When the linked sheets that are on their way are there, or have failed. */
  loaded(): Promise<void>
  /** The element that stands behind `node` in the tree and belongs to it, `null` for most. */
  companion(node: Node): Element | null
  /** Elements were moved, or a sheet arrived: look after them at the end of the slice. */
  touch(): void
  settle(): void
  freed(node: object): void
}

type Rules = {
  /** The constructed sheet, or the element whose sheet gets the rules. */
  readonly element: Element | CSSStyleSheet
  texts: string[]
  /** The texts are those of the page's own source: what this browser does not take, the visitor's did not take either. */
  isSource: boolean
  filled: CSSStyleSheet | null
  disabled: boolean
  media: string | null
}

type Link = {
  rel: string | null
  href: string | null
  type: string | null
  companion: Element | null
  /** Its companion has all of its rules, and not only those that have to be read here. */
  isReplaced: boolean
  /** What script says of the sheet, wherever it comes from. */
  state: { readonly disabled: boolean; readonly media: string } | null
}

const SHEET_RELS = new Set(['stylesheet', 'alternate'])

export function createSheets(
  document: Document,
  isAllowedUrl: (url: string) => string | null,
  values: () => MediaValues,
): Sheets {
  const byNode = new Map<object, Rules>()
  const links = new WeakMap<object, Link>()
  /** Links whose sheet has a state that script gave it. */
  const linksWithState = new Set<Element>()
  const loading = new Set<Element>()
  let onLoaded = Promise.withResolvers<void>()
  const scratch = new CSSStyleSheet()
  let isDue = false

  function sheetOf(element: Element | CSSStyleSheet): CSSStyleSheet | null {
    if (element instanceof CSSStyleSheet) return element
    if (native.namespaceURI(element) === native.HTML_NAMESPACE) {
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

  function put(sheet: CSSStyleSheet, index: number, source: string, isSource: boolean): void {
    const at = Math.min(index, sheet.cssRules.length)
    const text = rewriteRules(source, values())
    const isAllowed = isAllowedRule(text)
    if (isSource && !isAllowed) return
    try {
      sheet.insertRule(isAllowed ? text : PLACEHOLDER_RULE, at)
    } catch {
      if (isSource) return
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
      for (const [i, text] of rules.texts.entries())
        put(sheet, rules.isSource ? sheet.cssRules.length : i, text, rules.isSource)
    }
    if (rules.media !== null) applyState(sheet, rules.disabled, rules.media)
  }

  function applyState(sheet: CSSStyleSheet, disabled: boolean, media: string): void {
    const query = rewriteMedia(media, values())
    if (sheet.disabled !== disabled) sheet.disabled = disabled
    if (sheet.media.mediaText !== query) sheet.media.mediaText = query
  }

  function watchLoading(element: Element, isLoading: boolean): void {
    if (isLoading) loading.add(element)
    else loading.delete(element)
    if (loading.size > 0) return
    onLoaded.resolve()
    onLoaded = Promise.withResolvers()
  }

  function makeCompanion(node: Element, link: Link): Element {
    const companion = native.createElementNS(document, native.HTML_NAMESPACE, 'style')
    native.setAttribute(companion, OWN_MARK, '')
    const parent = native.parentNode(node)
    if (parent) native.insertBefore(parent, companion, native.nextSibling(node))
    link.companion = companion
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
    const { disabled, media } = link?.state ?? { disabled: false, media: null }
    return keep(node, { element, texts: [], isSource: false, filled: null, disabled, media })
  }

  function keep(node: object, rules: Rules): Rules {
    byNode.set(node, rules)
    return rules
  }

  function updateLink(element: Element, link: Link): void {
    const rels = (link.rel ?? '').toLowerCase().trim().split(/\s+/)
    const isSheet = rels.includes('stylesheet') && rels.every((rel) => SHEET_RELS.has(rel))
    const isCss =
      link.type === null || link.type.trim() === '' || /^text\/css\s*(;|$)/i.test(link.type.trim())
    const href = link.href === null || link.isReplaced || !isSheet || !isCss ? null : isAllowedUrl(link.href)
    set(element, 'rel', isSheet ? rels.join(' ') : null)
    if (native.getAttribute(element, 'href') !== href) watchLoading(element, href !== null)
    set(element, 'href', href)
  }

  function setText(rules: Rules, text: string): void {
    rules.texts = splitRules(text, LIMITS.maxRulesPerSheet)
    rules.isSource = rules.texts.length > 0
    rules.filled = null
    isDue = true
  }

  return {
    constructed(text) {
      const sheet = new CSSStyleSheet()
      const rules = keep(sheet, {
        element: sheet,
        texts: [],
        isSource: false,
        filled: sheet,
        disabled: false,
        media: null,
      })
      if (text !== '') setText(rules, text)
      return sheet
    },

    text(node, text) {
      const rules = rulesOf(node)
      if (rules) setText(rules, text)
      const link = links.get(node)
      if (!link || !(node instanceof Element)) return
      link.isReplaced = true
      updateLink(node, link)
    },

    insert(node, index, text) {
      const rules = rulesOf(node)
      if (!rules || rules.texts.length >= LIMITS.maxRulesPerSheet) return
      const at = Math.min(index, rules.texts.length)
      rules.texts.splice(at, 0, text)
      const sheet = sheetOf(rules.element)
      if (sheet && sheet === rules.filled) put(sheet, at, text, false)
      else isDue = true
    },

    remove(node, index, count) {
      const rules = rulesOf(node)
      if (!rules) return
      rules.texts.splice(index, count)
      const sheet = sheetOf(rules.element)
      if (sheet && sheet === rules.filled) deleteRules(sheet, index, count)
    },

    state(node, disabled, media) {
      const link = links.get(node)
      if (link && node instanceof Element) {
        link.state = { disabled, media }
        linksWithState.add(node)
        isDue = true
        if (!link.companion) return
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
        link = { rel: null, href: null, type: null, companion: null, isReplaced: false, state: null }
        links.set(element, link)
        for (const type of ['load', 'error'])
          native.addEventListener(element, type, () => {
            watchLoading(element, false)
            applyLinkState(element)
          })
      }
      link[name] = value
      if (name === 'href') {
        link.state = null
        linksWithState.delete(element)
      }
      if (name === 'href' && link.companion) {
        // Another sheet: the rules that script made belonged to the one before.
        const parent = native.parentNode(link.companion)
        if (parent) native.removeChild(parent, link.companion)
        link.companion = null
        link.isReplaced = false
        byNode.delete(element)
      }
      if (name === 'type') set(element, 'type', value)
      updateLink(element, link)
    },

    companion: (node) => links.get(node)?.companion ?? null,
    touch() {
      isDue = true
    },
    media: (value) => rewriteMedia(value, values()),
    renew() {
      for (const rules of byNode.values()) rules.filled = null
      isDue = true
    },
    async loaded() {
      for (const element of loading) if (!native.isConnected(element)) loading.delete(element)
      if (loading.size > 0) await onLoaded.promise
    },
    settle() {
      if (!isDue) return
      isDue = false
      for (const rules of byNode.values()) fill(rules)
      for (const element of linksWithState) applyLinkState(element)
    },
    freed(node) {
      byNode.delete(node)
      if (!(node instanceof Element)) return
      linksWithState.delete(node)
      if (loading.has(node)) watchLoading(node, false)
    },
  }

  /** A sheet from elsewhere can be turned off and on, though not read. */
  function applyLinkState(element: Element): void {
    const state = links.get(element)?.state
    const sheet = state && native.linkSheet(element)
    if (sheet) applyState(sheet, state.disabled, state.media)
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
