import { LIMITS } from '../limits.ts'
import { type BytesReader, createBytesReader, DecodeError } from './bytes-reader.ts'
import { splitTexts } from './texts.ts'

/** The other end of {@link createSectionWriter}: one for each document, because the string table goes on. */
export interface SectionReader {
  /** Opens a section; throws {@link DecodeError} if it breaks the format or a limit. */
  open(section: Uint8Array): OpenSection
}

export interface OpenSection {
  readonly ops: BytesReader
  /** The first argument of an operation of `RELATIVE`; may be no id at all. */
  id(): number
  str(): string
  text(): string
  value(): string
}

export function createSectionReader(): SectionReader {
  const strings: string[] = ['']
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

  function decodeBlob(bytes: Uint8Array): string {
    try {
      return decoder.decode(bytes)
    } catch {
      throw new DecodeError('not UTF-8')
    }
  }

  return {
    open(section) {
      const reader = createBytesReader(section)
      const ops = createBytesReader(reader.bytes(reader.uint()))
      const stringCount = reader.uint()
      const textCount = reader.uint()
      const blob = decodeBlob(reader.bytes(reader.left))
      const texts = stringCount + textCount > 0 ? splitTexts(blob) : []
      if (texts.length !== stringCount + textCount || (texts.length === 0 && blob !== ''))
        throw new DecodeError('texts of another number')
      if (strings.length + stringCount > LIMITS.maxInternedStrings) throw new DecodeError('too many strings')
      texts.forEach((text, index) => {
        const isText = index >= stringCount
        if (text.length > (isText ? LIMITS.maxTextLength : LIMITS.maxAttributeLength))
          throw new DecodeError('string too long')
        if (!isText) strings.push(text)
      })
      let nextText = stringCount
      let lastId = 0

      function text(): string {
        const value = texts[nextText++]
        if (value === undefined) throw new DecodeError('text past the end')
        return value
      }

      function lookUp(number: number): string {
        const value = strings[number]
        if (value === undefined || number === 0) throw new DecodeError('unknown string')
        return value
      }

      return {
        ops,
        id() {
          // Of 32 bits, as the tree of ids takes them: a sum of many would mean others there.
          lastId = (lastId + ops.int()) | 0
          return lastId
        },
        text,
        str: () => lookUp(ops.uint()),
        value() {
          const number = ops.uint()
          return number === 0 ? text() : lookUp(number)
        },
      }
    },
  }
}
