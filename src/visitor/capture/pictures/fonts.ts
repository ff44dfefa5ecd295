import type { Stoppable } from '../../../base/stoppable.ts'
import { OP } from '../../../protocol/codec/ops.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import { constant, type Masked } from '../../privacy/masked.ts'
import type { Privacy } from '../../privacy/privacy.ts'
import { idle } from '../style/idle.ts'
import type { Painted } from './paints.ts'

/**
 * Fonts of `@font-face` rules that have their bytes at `blob:` addresses. In the sheets that are sent such an address
 * is void; the rule follows beside them with the bytes in it, once for each document.
 */
export interface Fonts extends Stoppable {
  /** Sheets with `blob:` addresses were sent: looks for fonts in all of these documents. */
  search(mirrors: Iterable<Painted>): void
  /** Writes one that is known and was not told, or takes back one that is gone; false if there is none. */
  write(mirror: Painted): boolean
}

/** A rule with the bytes in it, and what relative addresses in it are read against. */
type Face = { readonly rule: string; readonly base: string }

const BLOB = /url\("(blob:[^"]+)"\)/g
/** The rules have numbers of their own beside those of pictures. */
const FIRST_NUMBER = 2_000
const SLICE_MS = 2

export function createFonts(
  privacy: Pick<Privacy, 'added'>,
  schedule: () => void,
  /** What is at this address is a font. */
  onFont: (url: string) => void,
): Fonts {
  /** Data addresses by `blob:` address; empty for what cannot be had. */
  const contents = new Map<string, string>()
  /** What the last search found in a document, by the text of the rule. */
  const found = new WeakMap<Document, ReadonlyMap<string, Face>>()
  /** Numbers by the text of the rule. */
  const told = new WeakMap<Painted, Map<string, number>>()
  let bytes = 0
  let last = FIRST_NUMBER
  let round = 0

  async function contentOf(url: string): Promise<string> {
    const known = contents.get(url)
    if (known !== undefined) return known
    const content = await read(url, Math.min(LIMITS.maxFontBytes, LIMITS.maxFontsBytes - bytes))
    bytes += content.length
    contents.set(url, content)
    return content
  }

  async function searchAll(mirrors: readonly Painted[], own: number): Promise<void> {
    for (const { parts } of mirrors) {
      const faces = new Map<string, Face>()
      for (const [text, base] of await inSlices(facesOf(parts.document))) {
        let rule = text
        for (const [whole, url = ''] of text.matchAll(BLOB)) {
          onFont(url)
          rule = rule.replace(whole, `url("${await contentOf(url)}")`)
        }
        faces.set(text, { rule, base })
      }
      // A later search has begun.
      if (own !== round) return
      found.set(parts.document, faces)
      schedule()
    }
  }

  return {
    search(mirrors) {
      searchAll([...mirrors], ++round).catch(() => {})
    },
    write(mirror) {
      const { writer, document } = mirror.parts
      const numbers = told.get(mirror) ?? new Map<string, number>()
      told.set(mirror, numbers)
      const faces = found.get(document) ?? new Map<string, Face>()
      const write = (number: number, rule: Masked): true => {
        writer.op(OP.extra, number)
        writer.text(rule)
        schedule()
        return true
      }
      for (const [text, number] of numbers)
        if (!faces.has(text)) {
          numbers.delete(text)
          return write(number, constant(''))
        }
      for (const [text, { rule, base }] of faces) {
        const masked = numbers.has(text) ? null : privacy.added(rule, base)
        if (masked === null) continue
        numbers.set(text, ++last)
        return write(last, masked)
      }
      return false
    },
    stop() {
      round++
    },
  }
}

/** Texts and bases of the rules in question, of the sheets that may be read; yields `null` after each other rule. */
function* facesOf(document: Document): Generator<readonly [text: string, base: string] | null> {
  for (const sheet of [...document.styleSheets, ...document.adoptedStyleSheets]) {
    if (sheet.disabled) continue
    try {
      yield* facesIn(sheet, sheet.href ?? document.baseURI)
    } catch {
      // Of another origin.
    }
  }
}

function* facesIn(
  { cssRules }: CSSStyleSheet | CSSGroupingRule,
  base: string,
): Generator<readonly [text: string, base: string] | null> {
  for (const rule of cssRules) {
    const isFace = rule.constructor.name === 'CSSFontFaceRule'
    if (isFace && rule.cssText.search(BLOB) >= 0) yield [rule.cssText, base]
    else yield null
    if ('cssRules' in rule) yield* facesIn(rule as CSSGroupingRule, base)
  }
}

/** What `steps` yields, made bit by bit while the page has nothing else to do. */
function inSlices<T>(steps: Generator<T | null>): Promise<T[]> {
  const all: T[] = []
  return new Promise((resolve, reject) => {
    const slice = (): void => {
      const until = performance.now() + SLICE_MS
      try {
        while (performance.now() < until) {
          const { value, done } = steps.next()
          if (done) return resolve(all)
          if (value !== null) all.push(value)
        }
        idle(slice)
      } catch (error) {
        reject(error)
      }
    }
    idle(slice)
  })
}

/** As a data address; empty for what is too large, gone, or forbidden by the page's policy. */
async function read(url: string, maxBytes: number): Promise<string> {
  try {
    const blob = await (await fetch(url)).blob()
    if (blob.size > maxBytes) return ''
    const address = await new Promise<string>((resolve, reject) => {
      const reader = new FileReader()
      reader.onload = () => resolve(String(reader.result))
      reader.onerror = reject
      reader.readAsDataURL(blob)
    })
    return address.replace(/^data:[^;,]*/, 'data:font/any')
  } catch {
    return ''
  }
}
