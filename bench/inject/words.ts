export const ADJECTIVES = [
  'pretty',
  'large',
  'small',
  'tall',
  'odd',
  'plain',
  'quaint',
  'clean',
  'elegant',
  'fancy',
  'long',
]
export const COLORS = [
  'red',
  'yellow',
  'blue',
  'green',
  'pink',
  'brown',
  'purple',
  'white',
  'black',
  'orange',
]
export const NOUNS = [
  'table',
  'chair',
  'house',
  'bottle',
  'desk',
  'lamp',
  'bowl',
  'pizza',
  'mouse',
  'keyboard',
]

let seed = 5

export function random(): number {
  seed = (seed * 48_271) % 2_147_483_647
  return seed / 2_147_483_647
}

export function pick(list: readonly string[]): string {
  return list[Math.floor(random() * list.length)] ?? ''
}

export function label(): string {
  return `${pick(ADJECTIVES)} ${pick(COLORS)} ${pick(NOUNS)}`
}
