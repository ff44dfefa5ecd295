import { LIMITS } from '../limits.ts'
import { type BytesReader, createBytesReader, DecodeError } from './bytes-reader.ts'

/** The other end of {@link createSectionWriter}: one for each document, because the string table goes on. */
export interface SectionReader {
  /** Opens a section; throws {@link DecodeError} if it breaks the format or a limit. */
  open(section: Uint8Array): OpenSection
}

export interface OpenSection {
  readonly ops: BytesReader
  str(): string
  text(): string
  value(): string
}

export function createSectionReader(): SectionReader {
  const strings: string[] = ['']
  // Encoders write lone surrogates as U+FFFD, one unit each, so lengths stay right.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

  function readLengths(reader: BytesReader, max: number): number[] {
    const count = reader.uint()
    if (count > reader.left) throw new DecodeError('more lengths than bytes')
    const out: number[] = []
    for (let i = 0; i < count; i++) {
      const length = reader.uint()
      if (length > max) throw new DecodeError('string too long')
      out.push(length)
    }
    return out
  }

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
      const stringLengths = readLengths(reader, LIMITS.maxAttributeLength)
      const textLengths = readLengths(reader, LIMITS.maxTextLength)
      const blob = decodeBlob(reader.bytes(reader.left))
      if (strings.length + stringLengths.length > LIMITS.maxInternedStrings)
        throw new DecodeError('too many strings')
      let at = 0
      const next = (length: number): string => {
        at += length
        return blob.slice(at - length, at)
      }
      for (const length of stringLengths) strings.push(next(length))
      const total = textLengths.reduce((sum, length) => sum + length, at)
      if (total !== blob.length) throw new DecodeError('blob of another length')
      let nextText = 0

      function text(): string {
        const length = textLengths[nextText++]
        if (length === undefined) throw new DecodeError('text past the end')
        return next(length)
      }

      function lookUp(number: number): string {
        const value = strings[number]
        if (value === undefined || number === 0) throw new DecodeError('unknown string')
        return value
      }

      return {
        ops,
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
