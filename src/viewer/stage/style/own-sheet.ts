import { LIMITS } from '../../../protocol/limits.ts'
import * as native from '../natives.ts'
import { EMBED_MARK, FULL_MARK, MASK_MARK, OWN_MARK, UNSENT_MARK } from '../tree/allowed-attributes.ts'
import { EDITABLE, markOf } from './rewrite.ts'

const HATCHES = 'repeating-linear-gradient(-45deg, #d5d9e0 0 6px, #e9ecf1 6px 12px)'

/** Words as a picture, for elements that have no `::before`. `place`: attributes that say where and how they stand in it. */
function pictureOf(words: string, width: number, height: number, place: string): string {
  return (
    `url("data:image/svg+xml,%3Csvg xmlns='${native.SVG_NAMESPACE}' width='${width}' height='${height}'%3E` +
    `%3Ctext ${place} font-family='system-ui, sans-serif' fill='%233d4657'%3E${words}%3C/text%3E%3C/svg%3E")`
  )
}

/** In the middle of a frame that is not shown. */
function reason(words: string): string {
  return pictureOf(words, 230, 20, `x='115' y='14' text-anchor='middle' font-size='12'`)
}

/*
 * What a browser's own sheet would say of elements that are not what they were: look-alikes of hidden elements, and
 * hidden (masked) ones. It stands first in each tree and in a cascade layer, which is so the earliest of all: any rule
 * of the page beats it, except where it says `!important` (there the earliest layer wins).
 */
const RULE = `@layer sidelong-own {
    [${FULL_MARK}] {
      position: fixed !important; inset: 0 !important; margin: 0 !important; box-sizing: border-box !important;
      width: 100% !important; min-width: 0 !important; max-width: none !important;
      height: 100% !important; min-height: 0 !important; max-height: none !important;
      transform: none !important; object-fit: contain;
      border: 0; padding: 0; color: inherit; background: transparent; overflow: visible;
    }
    [${FULL_MARK}]::backdrop { background: #000 }
    x-noscript, x-template, x-script, x-meta, x-base, x-noembed, x-noframes, x-param { display: none !important }
    [${EMBED_MARK}] { border: 0 }
    x-frameset { display: grid; grid: 100% / 100%; gap: 6px; grid-auto-rows: 0; overflow: hidden; background: #d0d0d0 }
    x-frameset x-frameset { gap: inherit }
    :root > x-frameset { height: 100vh }
    x-frameset > * { width: 100%; height: 100%; min-width: 0; min-height: 0; background: #fff }
    ${EDITABLE} a:any-link { cursor: text }
    ${EDITABLE} { overflow-wrap: break-word; -webkit-line-break: after-white-space }
    [${MASK_MARK}] {
      background: ${HATCHES} !important;
      color: #3d4657 !important; opacity: 1 !important;
      box-shadow: inset 0 0 0 1px #b9c0cc !important;
      text-shadow: none !important;
    }
    [${MASK_MARK}]:not([${MASK_MARK}=plain]) {
      box-sizing: border-box !important;
      width: var(--sidelong-width) !important; min-width: var(--sidelong-width) !important;
      max-width: var(--sidelong-width) !important;
      height: var(--sidelong-height) !important; min-height: var(--sidelong-height) !important;
      max-height: var(--sidelong-height) !important;
      overflow: hidden !important;
    }
    a:any-link[${markOf('active')}] { color: -webkit-activelink }
    :is(button, input:is([type=button i], [type=submit i], [type=reset i]))[${markOf('active')}]:not(:disabled) { border-style: inset }
    [${markOf('focus-visible')}] { outline: auto 1px -webkit-focus-ring-color }
    [${MASK_MARK}]::before, [${MASK_MARK}]::after { content: none !important }
    [${MASK_MARK}=label]::before {
      all: initial !important;
      content: "hidden" !important; display: block !important; padding: 0 6px !important; direction: ltr !important;
      font: 500 11px/16px system-ui, sans-serif !important; color: #3d4657 !important;
      white-space: nowrap !important; visibility: inherit !important;
    }
    [${UNSENT_MARK}] { background: ${reason('Page of another site, not shown')} center no-repeat, #e9ecf1 !important }
    [${UNSENT_MARK}=sandboxed] { background-image: ${reason('Closed frame, not shown')} !important }
    [${UNSENT_MARK}=embedded] { background-image: ${reason('Embedded file, not shown')} !important }
    [${UNSENT_MARK}=many] { background-image: ${reason('Too many frames, not shown')} !important }
    :is(img, canvas, video, audio, iframe, svg, select)[${MASK_MARK}=label] {
      background: ${pictureOf('hidden', 48, 16, `x='6' y='12' font-size='11' font-weight='500'`)} 0 0 no-repeat, ${HATCHES} !important;
    }
  }`

export interface OwnSheets {
  place(root: Node): void
  /** Our style element at the beginning of `root`, `null` if there is none. */
  in(root: Node): Element | null
  fill(): void
  /** A font or a registered property that belongs to no sheet of the page; an empty rule takes it away. */
  extra(number: number, rule: string): void
}

/** Makes sure that a tree (the root element's, or a shadow root's) begins with our own sheet. */
export function createOwnSheets(document: Document): OwnSheets {
  const placed = new Map<Node, Element>()
  const waiting = new Set<Element>()
  const extras = new Map<number, string>()
  /** Of the tree of the document: rules of fonts and properties mean nothing in others. */
  let extraRules = new Map<number, CSSRule>()
  let page: CSSStyleSheet | null = null

  function addExtra(number: number, text: string): void {
    if (!page) return
    const at = page.cssRules.length
    try {
      page.insertRule(text, at)
    } catch {
      return // Not a rule to this browser.
    }
    const rule = page.cssRules[at]
    if (rule instanceof CSSFontFaceRule || rule instanceof CSSPropertyRule) extraRules.set(number, rule)
    else page.deleteRule(at)
  }

  return {
    place(root) {
      if (placed.has(root)) return
      const style = native.createElementNS(document, native.HTML_NAMESPACE, 'style')
      native.setAttribute(style, OWN_MARK, '')
      native.insertBefore(root, style, native.firstChild(root))
      placed.set(root, style)
      waiting.add(style)
    },
    in: (root) => placed.get(root) ?? null,
    fill() {
      for (const style of waiting) {
        const sheet = native.htmlStyleSheet(style)
        if (!sheet) continue
        waiting.delete(style)
        sheet.insertRule(RULE)
        if (native.parentNode(style) !== native.documentElement(document)) continue
        page = sheet
        extraRules = new Map()
        for (const [number, text] of extras) addExtra(number, text)
      }
    },
    extra(number, text) {
      const old = extraRules.get(number)
      if (old) page?.deleteRule(Array.prototype.indexOf.call(page.cssRules, old))
      extraRules.delete(number)
      extras.delete(number)
      if (text === '' || extras.size >= LIMITS.maxExtraRules) return
      extras.set(number, text)
      addExtra(number, text)
    },
  }
}
