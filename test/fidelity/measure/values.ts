/** Values that depend on where layout put things: as exact as boxes are. */
const LAYOUT =
  /^(width|height|(min-|max-)?(inline|block)-size|inset|top|right|bottom|left|perspective-origin|transform-origin|margin|padding|grid-template)/
const LAYOUT_TOLERANCE_PX = 1
const NUMBER_TOLERANCE = 0.02
const NUMBERS = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g

export function isNear(a: number, b: number, tolerance: number): boolean {
  return Math.abs(a - b) <= tolerance
}

/** Whether two computed values of a property are the same but for rounding. */
export function isNearValue(name: string, a: string, b: string): boolean {
  if (a === b) return true
  const one = embedded(a)
  const other = embedded(b)
  if (one === other) return true
  if (one.replace(NUMBERS, '#') !== other.replace(NUMBERS, '#')) return false
  const tolerance = LAYOUT.test(name) ? LAYOUT_TOLERANCE_PX : NUMBER_TOLERANCE
  const numbers = other.match(NUMBERS) ?? []
  return (one.match(NUMBERS) ?? []).every((text, i) => isNear(Number(text), Number(numbers[i]), tolerance))
}

/** Of two lists of custom properties, what each has and the other has not. */
export function customDifference(a: string, b: string): [string, string] {
  const [ones, others] = [a.split('; '), b.split('; ')]
  const only = (list: string[], not: string[]): string =>
    list.filter((item) => !not.includes(item)).join('; ') || 'nothing'
  return [only(ones, others), only(others, ones)]
}

/** The content of a `blob:` travels, and has an address of its own at the agent; what it shows is compared as pixels. */
function embedded(value: string): string {
  return value.replace(/url\("blob:[^"]*"\)/g, 'url("blob:")')
}
