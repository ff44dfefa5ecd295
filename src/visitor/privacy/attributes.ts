import { type Masked, pass } from './masked.ts'
import type { MaskRules } from './rules.ts'
import { absoluteCss, absoluteSrcset, absoluteUrl, type Blobs, cutUrl, hasAddress } from './urls.ts'

/** Elements of which only the name travels: they show nothing and their attributes hold addresses or data. */
export const BARE = /^(script|meta|base|noscript|template|applet|title)$/

/** Elements that may show a document, and what says which, or what it is given. */
export const FRAME = /^(i?frame|object|embed)$/
const GIVEN = /^(src|name|data|classid|code.*|archive|standby|flashvars)$/

/** Never sent, of no element. */
const NEVER =
  /^(on.*|nonce|srcdoc|ping|integrity|(form)?action|http-equiv|is|manifest|background|longdesc|cite|usemap)$/

/** Addresses of resources that the agent's browser loads itself: needed whole. */
const RESOURCES = /^(src|poster|(.+:)?href|data)$/

/** Whose address is where it leads, by namespace and tag; also MathML, in Firefox. */
const LINK = /MathML|[lg]a(rea)?$/

/**
 * Layout attributes (MK-20, MK-21): all that is left of a masked element, and of any in mode `all`, if the value can be
 * nothing else. First those that say something by being there, then numbers, then words of the standards.
 */
const LAYOUT =
  /^(class|type|slot|style|(hidden|multiple|disabled|readonly|required|open)|(rows|cols|size|colspan|rowspan|width|height|cellpadding|cellspacing|border)|dir|v?align)$/
const NUMBER = /^\d{0,5}(\.\d{1,3})?(px|%|em)?$/
const WORD = /^(ltr|rtl|auto|left|right|center|justify|top|middle|bottom|baseline)$/i

/** Properties of a masked element's inline style that place its box. */
const PLACING =
  'display position top right bottom left float clear flex order align-self justify-self margin-top margin-right margin-bottom margin-left z-index visibility'
/** Numbers and words of the standards: no function that could name something. */
const PLACES = /^(calc\(|[-+*/.\w%\s)])+$/

export type AttributeContext = {
  readonly tag: string
  readonly namespace: () => string | null
  /** Base address of the document; asked for only where an address is read. */
  readonly base: () => string
  readonly rules: MaskRules
  readonly blobs: Blobs
  readonly isStyleSheetLink: () => boolean
}

/** An attribute of a visible element as it may be sent; `null` drops it. */
export function visibleAttribute(name: string, value: string, context: AttributeContext): Masked | null {
  const { tag, base, rules } = context
  if (NEVER.test(name) || BARE.test(tag)) return null
  if (FRAME.test(tag) && GIVEN.test(name)) return null
  if (tag === 'link' && name === 'href' && !context.isStyleSheetLink()) return null
  if (name === 'style') return pass(hasAddress(value) ? absoluteCss(value, base(), context.blobs) : value)
  if (name === 'srcset' || name === 'imagesrcset') return pass(absoluteSrcset(value, base()))
  if (!RESOURCES.test(name)) return pass(value)
  return LINK.test(context.namespace() + tag)
    ? pass(cutUrl(value, base(), rules.urlDetail) ?? '')
    : resource(value, base())
}

function resource(value: string, base: string): Masked | null {
  // References inside the document, as in SVG `use`, stay what they are.
  if (value.startsWith('#')) return pass(value)
  const url = absoluteUrl(value, base)
  return url === null ? null : pass(url)
}

/** Names that may be let through in mode `all`, or of a masked element; `style` sheets are neither. */
export function isLayout(name: string, tag = ''): boolean {
  return LAYOUT.test(name) || (/^(link|style)$/.test(tag) && /^(media|rel|href)$/.test(name))
}

/** Is it a custom element that takes part in forms? `name`: its own, or more words with that. */
export function isFormAssociated(element: Element, name: string): boolean {
  return name.includes('-') && (element.constructor as { formAssociated?: unknown }).formAssociated === true
}

/** An attribute of a masked element: layout only (MK-20), and only values that can be nothing else. */
export function maskedAttribute(element: Element, name: string, value: string): Masked | null {
  if (name === 'class') return value.length <= 1_000 ? pass(value) : null
  const [isKnown, , isFlag, isNumber] = LAYOUT.exec(name) ?? []
  if (!isKnown) return null
  if (isFlag) return pass('')
  const { localName, type, assignedSlot } = element as HTMLInputElement
  // As the browser understands it: one of a few words, whatever is written there.
  if (name === 'type') return /^(input|button)$/.test(localName) ? pass(type) : null
  const isFine = name === 'slot' ? assignedSlot : (isNumber ? NUMBER : WORD).test(value)
  return isFine ? pass(value) : null
}

/** What is left of the inline style of a masked element, or of any in mode `all`. */
export function layoutStyle(style: CSSStyleDeclaration): Masked | null {
  let out = ''
  for (const property of PLACING.split(' ')) {
    const value = style.getPropertyValue(property)
    if (PLACES.test(value)) out += `${property}: ${value}; `
  }
  return out === '' ? null : pass(out.trim())
}
