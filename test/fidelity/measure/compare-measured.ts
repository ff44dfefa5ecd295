import { safeName } from '../../../src/viewer/stage/tree/allowed-elements.ts'
import type { Measurement } from './measure.ts'
import type { MeasuredAnimation, MeasuredElement, MeasuredPage } from './read-page.ts'
import { customDifference, isNear, isNearValue } from './values.ts'

export type MeasuredKind = 'styles' | 'boxes' | 'animations'
export type MeasuredDifference = {
  readonly kind: MeasuredKind
  readonly path: string
  readonly what: string
  readonly expected: string
  readonly got: string
}
export type MeasuredComparison = {
  readonly differences: readonly MeasuredDifference[]
  readonly compared: Readonly<Record<MeasuredKind, number>>
}

const BOX_TOLERANCE_PX = 1
const PHASE_TOLERANCE_MS = 400
/** They show nothing on either side; the stage has look-alikes without content. */
const SILENT = new Set(['script', 'noscript', 'template', 'meta', 'base', 'noembed', 'noframes', 'param'])
/** What an animation of one element moves in others cannot be told; these move boxes. */
const MOVES =
  /^(transform|translate|rotate|scale|offset|width|height|.*(margin|padding|size|inset).*|top|left|right|bottom)/i

/** Computed styles (every property the browser knows) and boxes of all elements that both sides have. */
export function compareMeasured(expected: Measurement, shown: Measurement, max = 2_000): MeasuredComparison {
  const out: MeasuredDifference[] = []
  const compared = { styles: 0, boxes: 0, animations: 0 }

  function report(kind: MeasuredKind, path: string, what: string, expected: string, got: string): void {
    if (out.length < max) out.push({ kind, path, what, expected, got })
  }

  function compareDocument(path: string, a: Measurement, b: Measurement): void {
    const pairs = createStylePairs(a.page, b.page)
    /** Whether an animation above moves this element. */
    function visit(at: string, one: MeasuredElement, other: MeasuredElement, isMoving: boolean): void {
      if (one.isMasked || other.isMasked || SILENT.has(one.tag)) return
      compareAnimations(at, one.animations, other.animations)
      const moving = one.animations.flatMap(({ properties, state }) =>
        state === 'running' ? properties : [],
      )
      if (one.style >= 0 && other.style >= 0) {
        compareStyle(at, one.style, other.style, moving)
        comparePseudos(at, one, other, moving)
      }
      const isShifted = isMoving || moving.some((name) => MOVES.test(name))
      if (!isShifted) compareBox(at, one.box, other.box)
      visitAll(`${at} > #shadow`, one.shadow, other.shadow, isShifted)
      visitAll(at, one.children, other.children, isShifted)
      const inner = [a.frames.get(one.frame), b.frames.get(other.frame)] as const
      if (inner[0] && inner[1]) compareDocument(`${at} > #document`, inner[0], inner[1])
    }

    function visitAll(
      at: string,
      ones: readonly MeasuredElement[],
      others: readonly MeasuredElement[],
      isMoving: boolean,
    ): void {
      for (const [i, j] of alignedPairs(ones, others)) {
        const one = ones[i]
        const other = others[j]
        if (one && other) visit(`${at} > ${stepOf(ones, i)}`, one, other, isMoving)
      }
    }

    function compareStyle(at: string, one: number, other: number, moving: readonly string[]): void {
      compared.styles += a.page.names.length
      for (const { name, wanted, got } of pairs(one, other))
        if (!isMoved(name, moving)) report('styles', at, name, wanted, got)
    }

    function comparePseudos(
      at: string,
      one: MeasuredElement,
      other: MeasuredElement,
      moving: readonly string[],
    ): void {
      const others = new Map(other.pseudos)
      for (const [name, style] of one.pseudos) {
        const match = others.get(name)
        others.delete(name)
        if (match === undefined) report('styles', at, name, 'present', 'nothing')
        else compareStyle(`${at}${name}`, style, match, moving)
      }
      for (const name of others.keys()) report('styles', at, name, 'nothing', 'present')
    }

    visit(`${path} > html`, a.page.root, b.page.root, false)
  }

  function compareBox(path: string, a: readonly number[] | null, b: readonly number[] | null): void {
    // Whether a box without any area counts as one depends on things that nobody sees.
    if (isEmpty(a) && isEmpty(b)) return
    compared.boxes++
    const isEqual = a && b && a.every((value, i) => isNear(value, b[i] ?? 0, BOX_TOLERANCE_PX))
    if (!isEqual) report('boxes', path, 'box', String(a ?? 'none'), String(b ?? 'none'))
  }

  function compareAnimations(
    path: string,
    a: readonly MeasuredAnimation[],
    b: readonly MeasuredAnimation[],
  ): void {
    const kindOf = ({ name, pseudo, state }: MeasuredAnimation): string => `${name}${pseudo} ${state}`
    const wanted = a.map(kindOf).sort().join(', ')
    const got = b.map(kindOf).sort().join(', ')
    compared.animations += Math.max(a.length, b.length)
    if (wanted !== got) return report('animations', path, 'animations', wanted || 'none', got || 'none')
    for (const one of a) {
      const other = b.find((each) => kindOf(each) === kindOf(one))
      if (!other || one.durationMs === 0) continue
      const apart = Math.abs(one.phaseMs - other.phaseMs) % one.durationMs
      const apartMs = Math.min(apart, one.durationMs - apart)
      if (apartMs > PHASE_TOLERANCE_MS)
        report('animations', path, `${one.name} in step`, '0 ms apart', `${Math.round(apartMs)} ms`)
    }
  }

  compareDocument('#document', expected, shown)
  return { differences: out, compared }
}

function isEmpty(box: readonly number[] | null): boolean {
  return !box || (box[2] === 0 && box[3] === 0)
}

type StyleDifference = { readonly name: string; readonly wanted: string; readonly got: string }

/** Many elements share a style: each pair of styles is compared once. */
function createStylePairs(
  a: MeasuredPage,
  b: MeasuredPage,
): (one: number, other: number) => readonly StyleDifference[] {
  const known = new Map<string, readonly StyleDifference[]>()
  return (one, other) => {
    const key = `${one} ${other}`
    let found = known.get(key)
    if (found) return found
    found = a.names.flatMap((name, i) => {
      const wanted = a.values[a.styles[one]?.[i] ?? -1] ?? ''
      const got = b.values[b.styles[other]?.[i] ?? -1] ?? ''
      if (isNearValue(name, wanted, got)) return []
      if (i < a.names.length - 1) return [{ name, wanted, got }]
      const [ones, others] = customDifference(wanted, got)
      return [{ name, wanted: ones, got: others }]
    })
    known.set(key, found)
    return found
  }
}

function isMoved(name: string, moving: readonly string[]): boolean {
  if (moving.length === 0) return false
  const camel = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return moving.some((one) => camel === one || (MOVES.test(one) && MOVES.test(camel)))
}

/** Children pair from the beginning while their names agree, then from the end; the tree comparison says what is between. */
function alignedPairs(a: readonly MeasuredElement[], b: readonly MeasuredElement[]): [number, number][] {
  const isSame = (i: number, j: number): boolean => {
    const one = a[i]
    const other = b[j]
    return one !== undefined && other !== undefined && safeName(one.tag, one.namespace) === other.tag
  }
  const pairs: [number, number][] = []
  let start = 0
  while (isSame(start, start)) pairs.push([start, start++])
  for (let end = 1; a.length - end >= start && b.length - end >= start; end++) {
    if (!isSame(a.length - end, b.length - end)) break
    pairs.push([a.length - end, b.length - end])
  }
  return pairs
}

function stepOf(siblings: readonly MeasuredElement[], at: number): string {
  const one = siblings[at]
  if (!one) return '?'
  const same = siblings.filter(({ tag }) => tag === one.tag)
  return same.length > 1 ? `${one.label}[${same.indexOf(one)}]` : one.label
}
