import { disguisesOf } from '../support/canaries.ts'
import type { Canary } from './canaries.ts'

export type Planted = { readonly id: string; readonly canary: Canary }
export type Find = { readonly id: string; readonly form: string; readonly place: string }

const KEY_BYTES = 6
const HALF = 0x100_0000
const BLOOM_BITS = 22

type Needle = { readonly id: string; readonly form: string; readonly bytes: Buffer }

/**
 * Searches bytes for thousands of canaries at once: in every disguise of support/canaries.ts, reversed, and by any six
 * characters in a row. One pass over the bytes; a table of the needles' first six bytes says where to look closer.
 */
export function createSearch(planted: readonly Planted[]): {
  search(place: string, bytes: Uint8Array | string): Find[]
  readonly needleCount: number
} {
  const bloom = new Uint8Array(1 << BLOOM_BITS)
  const table = new Map<number, Needle[]>()
  let needleCount = 0

  function add(needle: Needle): void {
    const { bytes } = needle
    // Shorter ones say nothing: they occur by chance.
    if (bytes.length < KEY_BYTES) return
    const high = bytes.readUIntBE(0, 3)
    const low = bytes.readUIntBE(3, 3)
    const key = high * HALF + low
    const known = table.get(key)
    if (known) known.push(needle)
    else table.set(key, [needle])
    bloom[bloomIndex(high, low)] = 1
    needleCount++
  }

  for (const { id, canary } of planted) {
    for (const { form, bytes } of disguisesOf(canary.text)) add({ id, form, bytes })
    if (!canary.hasPieces) continue
    const reversed = [...canary.text].reverse().join('')
    for (const [text, word] of [
      [canary.text, 'piece'],
      [reversed, 'piece, reversed'],
    ] as const) {
      for (let i = 0; i + KEY_BYTES <= text.length; i++) {
        const piece = text.slice(i, i + KEY_BYTES)
        add({ id, form: `${word} "${piece}"`, bytes: Buffer.from(piece) })
      }
    }
  }

  function search(place: string, given: Uint8Array | string): Find[] {
    const bytes =
      typeof given === 'string'
        ? Buffer.from(given, 'utf8')
        : Buffer.from(given.buffer, given.byteOffset, given.byteLength)
    const found = new Map<string, Find>()
    let high = 0
    let low = 0
    for (let i = 0; i < bytes.length; i++) {
      high = ((high << 8) | (low >>> 16)) & 0xff_ffff
      low = ((low << 8) | (bytes[i] as number)) & 0xff_ffff
      if (i < KEY_BYTES - 1 || bloom[bloomIndex(high, low)] === 0) continue
      const start = i - KEY_BYTES + 1
      for (const { id, form, bytes: needle } of table.get(high * HALF + low) ?? []) {
        if (found.has(id) || start + needle.length > bytes.length) continue
        if (bytes.compare(needle, 0, needle.length, start, start + needle.length) === 0)
          found.set(id, { id, form, place })
      }
    }
    return [...found.values()]
  }

  return {
    search,
    get needleCount() {
      return needleCount
    },
  }
}

function bloomIndex(high: number, low: number): number {
  return (Math.imul(high, 0x9e37_79b1) ^ Math.imul(low, 0x85eb_ca6b)) >>> (32 - BLOOM_BITS)
}
