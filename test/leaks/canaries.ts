/** What a field takes decides what its canary may be made of. */
export type Alphabet = 'text' | 'ident' | 'digits' | 'color' | 'date' | 'month' | 'week' | 'time' | 'datetime'

export type Canary = {
  readonly text: string
  /** Any six characters in a row of it give it away; a date or color counts only as a whole. */
  readonly hasPieces: boolean
}

export type Random = () => number

/** A small seeded generator (mulberry32): runs can be repeated from their seed. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const LOWER = 'bcdfghjkmnpqrstvwxz'
const TEXT = `${LOWER}${LOWER.toUpperCase()}23456789`

function draw(random: Random, alphabet: string, count: number): string {
  return Array.from({ length: count }, () => alphabet[Math.floor(random() * alphabet.length)]).join('')
}

function digits(random: Random, count: number): string {
  return draw(random, '123456789', 1) + draw(random, '0123456789', count - 1)
}

function two(random: Random, from: number, to: number): string {
  return String(from + Math.floor(random() * (to - from + 1))).padStart(2, '0')
}

/** A value that occurs nowhere by chance and that a field of this kind takes. */
export function makeCanary(kind: Alphabet, random: Random): Canary {
  // Years of five digits: no clock shows them.
  const year = () => digits(random, 5)
  const date = () => `${year()}-${two(random, 1, 12)}-${two(random, 1, 28)}`
  const time = () =>
    `${two(random, 10, 23)}:${two(random, 10, 59)}:${two(random, 10, 59)}.${digits(random, 3)}`
  switch (kind) {
    case 'text':
      return { text: draw(random, TEXT, 14), hasPieces: true }
    case 'ident':
      return { text: draw(random, LOWER, 14), hasPieces: true }
    case 'digits':
      // Of six digits there are too few for them to mean anything.
      return { text: digits(random, 13), hasPieces: false }
    case 'color':
      return { text: `#${draw(random, '0123456789abcdef', 5)}e`, hasPieces: false }
    case 'date':
      return { text: date(), hasPieces: false }
    case 'month':
      return { text: `${year()}-${two(random, 1, 12)}`, hasPieces: false }
    case 'week':
      return { text: `${year()}-W${two(random, 10, 50)}`, hasPieces: false }
    case 'time':
      return { text: time(), hasPieces: false }
    case 'datetime':
      return { text: `${date()}T${time()}`, hasPieces: false }
  }
}
