import { LIMITS } from '../limits.ts'
import { createBytesWriter } from './bytes-writer.ts'
import { isRelative, OP } from './ops.ts'
import { escapeText, TEXT_END } from './texts.ts'

/**
 * Writes the sections of one document. A section is columnar: operations, then strings new in this stream and texts:
 *
 *     ops length, ops, string count, text count, strings and texts with U+0000 between them, as UTF-8
 *
 * What ends a text compresses better than its length would, as the words before it foretell it. `S` is the type of string it takes:
 * the visitor script instantiates it with its `Masked` type, so that nothing unmasked can be written.
 */
export interface SectionWriter<S extends string> {
  /** Ids are given as they are, whatever way they travel. */
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
  /** The last id that an operation named; ids of rows of changes differ by little. */
  let lastId = 0
  const encoder = new TextEncoder()

  function intern(value: string): number {
    const known = numbers.get(value)
    if (known !== undefined) return known
    const number = numbers.size + 1
    numbers.set(value, number)
    strings.push(escapeText(value))
    textUnits += value.length
    return number
  }

  function pushText(value: string): void {
    texts.push(escapeText(value))
    textUnits += value.length
  }

  return {
    op(code, id, ...args) {
      ops.uint(code)
      if (id === undefined) return
      if (isRelative(code)) {
        ops.int(id - lastId)
        lastId = id
      } else ops.uint(id)
      if (code === OP.at) ops.int(args[0] ? args[0] - id : 0)
      else for (const arg of args) ops.uint(arg)
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
      out.uint(strings.length)
      out.uint(texts.length)
      out.bytes(encoder.encode(strings.concat(texts).join(TEXT_END)))
      strings = []
      texts = []
      textUnits = 0
      lastId = 0
      return out.take()
    },
  }
}
