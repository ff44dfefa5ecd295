import { type Masked, pass } from './masked.ts'
import type { MaskRules } from './rules.ts'
import { absoluteCss, absoluteSrcset, absoluteUrl, cutUrl, hasAddress } from './urls.ts'

/** Never sent, of no element. */
const NEVER =
  /^(on.*|nonce|srcdoc|ping|integrity|(form)?action|http-equiv|is|manifest|background|longdesc|cite|usemap)$/

/** Addresses of resources that the agent's browser loads itself: needed whole. */
const RESOURCES = /^(src|poster|(xlink:)?href|data)$/

/** Layout attributes that a masked element keeps (MK-20); everything else is dropped, also what we do not know. */
const LAYOUT =
  /^(class|type|hidden|dir|rows|cols|size|colspan|rowspan|width|height|v?align|slot|multiple|disabled|readonly|required|open)$/

/** Mode `all`: further attributes that can carry neither words nor addresses (MK-8, MK-21). */
const WORDLESS = /^(style|checked|selected|cellpadding|cellspacing|border|rel|media|viewBox|role)$/

/** Properties of a masked element's inline style that place its box. */
const PLACING =
  'display position top right bottom left float clear flex order align-self justify-self grid-area margin-top margin-right margin-bottom margin-left z-index visibility'.split(
    ' ',
  )

export type AttributeContext = {
  readonly tag: string
  /** Base address of the document; asked for only where an address is read. */
  readonly base: () => string
  readonly rules: MaskRules
  readonly isStyleSheetLink: () => boolean
}

/** An attribute of a visible element as it may be sent; `null` drops it. */
export function visibleAttribute(name: string, value: string, context: AttributeContext): Masked | null {
  const { tag, base, rules } = context
  if (NEVER.test(name)) return null
  if (tag === 'iframe' && (name === 'src' || name === 'name')) return null
  if (tag === 'link' && name === 'href' && !context.isStyleSheetLink()) return null
  if (name === 'style') return pass(hasAddress(value) ? absoluteCss(value, base()) : value)
  if (name === 'srcset' || name === 'imagesrcset') return pass(absoluteSrcset(value, base()))
  if (name === 'href' && (tag === 'a' || tag === 'area')) return link(value, base(), rules.urlDetail)
  if (RESOURCES.test(name)) return resource(value, base())
  return pass(value)
}

function resource(value: string, base: string): Masked | null {
  // References inside the document, as in SVG `use`, stay what they are.
  if (value.startsWith('#')) return pass(value)
  const url = absoluteUrl(value, base)
  return url === null ? null : pass(url)
}

function link(value: string, base: string, detail: MaskRules['urlDetail']): Masked {
  return pass(cutUrl(value, base, detail) ?? '')
}

/** Mode `all`: only what carries no words; addresses and words inside CSS go too. */
export function wordlessAttribute(name: string, value: string, context: AttributeContext): Masked | null {
  if (context.tag === 'link' && name === 'href') return visibleAttribute(name, value, context)
  if (!LAYOUT.test(name) && !WORDLESS.test(name)) return null
  if (name === 'style')
    return pass(value.replace(/(--[\w-]+|content)\s*:[^;]*;?/gi, '').replace(/url\([^)]*\)/gi, 'none'))
  return visibleAttribute(name, value, context)
}

/** An attribute of a masked element: layout only (MK-20). */
export function maskedAttribute(name: string, value: string): Masked | null {
  return LAYOUT.test(name) && value.length <= 1_000 ? pass(value) : null
}

/** The placing part of a masked element's inline style. */
export function maskedStyle(style: CSSStyleDeclaration): Masked | null {
  let out = ''
  for (const property of PLACING) {
    const value = style.getPropertyValue(property)
    if (value !== '' && !/url\(|var\(|attr\(/i.test(value)) out += `${property}: ${value}; `
  }
  return out === '' ? null : pass(out.trim())
}
