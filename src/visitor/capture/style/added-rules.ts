import { OP } from '../../../protocol/codec/ops.ts'
import type { SectionWriter } from '../../../protocol/codec/section-writer.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import { constant, type Masked } from '../../privacy/masked.ts'
import type { Privacy } from '../../privacy/privacy.ts'
import type { Additions } from './additions.ts'

/** Descriptors of `@font-face` by the name of the font's property. */
const DESCRIPTORS =
  'style weight stretch unicode-range feature-settings variation-settings display ascent-override descent-override line-gap-override size-adjust'.split(
    ' ',
  )

/** Tells of fonts and properties that script added to a document, as rules; call it at each flush. */
export function createAddedRules(parts: {
  readonly writer: SectionWriter<Masked>
  readonly document: Document
  readonly privacy: Privacy
  readonly additions: Additions
  readonly signal: AbortSignal
  readonly schedule: () => void
}): () => void {
  const { writer, document, privacy, additions, signal } = parts
  const fonts = new Map<FontFace, number>()
  const contents = new Map<FontFace, string | null>()
  let properties = 0
  let last = 0
  /** Of the changes; -1: something is left to be told. */
  let seen = -1

  function send(rule: string): number {
    const text = privacy.added(rule, document.baseURI)
    if (text === null || last >= LIMITS.maxExtraRules) return 0
    writer.op(OP.extra, ++last)
    writer.text(text)
    return last
  }

  /** The text of `src`, `null` while its bytes are being read. */
  function sourceOf(face: FontFace): string | null {
    const source = additions.sourceOf(face)
    if (!(source instanceof Blob)) return source ?? ''
    const known = contents.get(face)
    if (known !== undefined) return known
    contents.set(face, null)
    const reader = new FileReader()
    reader.onload = () => {
      if (signal.aborted) return
      contents.set(face, `url("${String(reader.result).replace(/^data:[^;,]*/, 'data:font/any')}")`)
      seen = -1
      parts.schedule()
    }
    reader.readAsDataURL(source)
    return null
  }

  /** One at a time: together they could be larger than an envelope. */
  function sendFont(): void {
    for (const face of document.fonts) {
      if (fonts.has(face)) continue
      const source = sourceOf(face)
      if (source === null) continue
      contents.delete(face)
      fonts.set(face, source ? send(fontRule(face, source)) : 0)
      if (source.length <= LIMITS.checkpointPartBytes) continue
      seen = -1
      return parts.schedule()
    }
  }

  return () => {
    if (seen === additions.changes) return
    seen = additions.changes
    for (const { name, syntax, inherits, initialValue } of additions
      .propertiesOf(document.defaultView ?? document)
      .slice(properties)) {
      properties++
      const initial = initialValue === undefined ? '' : `initial-value: ${initialValue};`
      send(`@property ${name} { syntax: "${syntax ?? '*'}"; inherits: ${inherits === true}; ${initial} }`)
    }
    for (const [face, number] of fonts) {
      if (document.fonts.has(face)) continue
      fonts.delete(face)
      if (number) writer.op(OP.extra, number)
      if (number) writer.text(constant(''))
    }
    sendFont()
  }
}

function fontRule(face: FontFace, source: string): string {
  const family = face.family.replace(/^(["'])(.*)\1$/, '$2').replace(/["\\]/g, '\\$&')
  let text = `@font-face { font-family: "${family}"; src: ${source}; `
  for (const name of DESCRIPTORS) {
    const key = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
    const value = (face as unknown as Record<string, string>)[key]
    const prefix = /^(style|weight|stretch|feature|variation|display)/.test(name) ? 'font-' : ''
    if (value && value !== 'normal') text += `${prefix}${name}: ${value}; `
  }
  return `${text}}`
}
