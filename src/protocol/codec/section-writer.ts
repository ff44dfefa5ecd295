import { LIMITS } from '../limits.ts'
import { type BytesWriter, createBytesWriter } from './bytes-writer.ts'

/**
 * Writes the sections of one document. A section is columnar: operations, strings new in this stream, texts, and one
 * UTF-8 blob that holds both:
 *
 *     ops length, ops, string count, string lengths, text count, text lengths, blob
 *
 * Lengths are UTF-16 units, so that the reader decodes the blob once and slices. `S` is the type of string it takes:
 * the visitor script instantiates it with its `Masked` type, so that nothing unmasked can be written.
 */
export interface SectionWriter<S extends string> {
  op(code: number, ...args: readonly number[]): void
  uint(value: number): void
  int(value: number): void
  /** An interned string: sent once for each document. */
  str(value: S): void
  /** A string of the text column: sent each time. */
  text(value: S): void
  /** An attribute's value: interned when short. */
  value(value: S): void
  readonly isEmpty: boolean
  /** Rough size of the section so far, in bytes. */
  readonly size: number
  /** The section, `null` when nothing was written. The string table goes on, operations and texts start anew. */
  take(): Uint8Array<ArrayBuffer> | null
}

export function createSectionWriter<S extends string>(): SectionWriter<S> {
  const ops = createBytesWriter()
  const numbers = new Map<string, number>()
  let strings: string[] = []
  let texts: string[] = []
  let textUnits = 0
  const encoder = new TextEncoder()

  function intern(value: string): number {
    const known = numbers.get(value)
    if (known !== undefined) return known
    const number = numbers.size + 1
    numbers.set(value, number)
    strings.push(value)
    textUnits += value.length
    return number
  }

  function pushText(value: string): void {
    texts.push(value)
    textUnits += value.length
  }

  function lengths(out: BytesWriter, values: readonly string[]): void {
    out.uint(values.length)
    for (const value of values) out.uint(value.length)
  }

  return {
    op(code, ...args) {
      ops.uint(code)
      for (const arg of args) ops.uint(arg)
    },
    uint: ops.uint,
    int: ops.int,
    str: (value) => ops.uint(intern(value)),
    text: pushText,
    value(value) {
      const isShort = value.length <= LIMITS.maxInternedLength
      if (isShort && (numbers.size < LIMITS.maxInternedStrings - 1 || numbers.has(value)))
        ops.uint(intern(value))
      else {
        ops.uint(0)
        pushText(value)
      }
    },
    get isEmpty() {
      return ops.length === 0
    },
    get size() {
      return ops.length + textUnits
    },
    take() {
      if (ops.length === 0) return null
      const out = createBytesWriter()
      out.uint(ops.length)
      out.bytes(ops.take())
      lengths(out, strings)
      lengths(out, texts)
      out.bytes(encoder.encode(strings.join('') + texts.join('')))
      strings = []
      texts = []
      textUnits = 0
      return out.take()
    },
  }
}
