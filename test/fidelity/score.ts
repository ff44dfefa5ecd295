import { type FidelityCase, KINDS, type Kind, type Limit } from './case.ts'
import { KNOWN_LIMITS } from './known-limits.ts'

export type Difference = {
  readonly kind: Kind
  readonly path: string
  readonly what: string
  readonly expected: string
  readonly got: string
}
export type Count = { readonly compared: number; readonly differing: number; readonly declared: number }
export type Score = {
  readonly name: string
  /** Whether its steps ran before the agent came or while it watched. */
  readonly when: 'live' | 'before'
  readonly counts: Readonly<Record<Kind, Count>>
  /** Those that no limit declares. */
  readonly differences: readonly Difference[]
  /** Reasons of the limits that were needed, with how many differences each took. */
  readonly limits: Readonly<Record<string, number>>
}

export function scoreOf(
  one: FidelityCase,
  when: Score['when'],
  compared: Readonly<Record<Kind, number>>,
  found: readonly Difference[],
): Score {
  const limits: Record<string, number> = {}
  const all = [...(one.limits ?? []), ...KNOWN_LIMITS]
  const undeclared: Difference[] = []
  const declared: Difference[] = []
  for (const difference of found) {
    const limit = all.find((each) => (each.when ?? when) === when && isWithin(difference, each))
    if (!limit) undeclared.push(difference)
    else {
      declared.push(difference)
      limits[limit.reason] = (limits[limit.reason] ?? 0) + 1
    }
  }
  const countOf = (kind: Kind): Count => ({
    compared: compared[kind],
    differing: undeclared.filter((each) => each.kind === kind).length,
    declared: declared.filter((each) => each.kind === kind).length,
  })
  const counts = Object.fromEntries(KINDS.map((kind) => [kind, countOf(kind)])) as Record<Kind, Count>
  return { name: one.name, when, counts, differences: undeclared, limits }
}

function isWithin({ kind, path, what, got }: Difference, limit: Limit): boolean {
  if (!limit.kinds.includes(kind)) return false
  if (kind === 'pixels') return Number.parseFloat(got) / 100 <= (limit.maxPixelShare ?? 0)
  return (limit.path?.test(path) ?? true) && (limit.what?.test(what) ?? true)
}

export function isPassed({ differences }: Score): boolean {
  return differences.length === 0
}

/** For a failed test: what differs, most telling first. */
export function describe({ differences }: Pick<Score, 'differences'>, max = 25): string {
  const lines = differences
    .slice(0, max)
    .map(
      ({ kind, path, what, expected, got }) =>
        `${kind} ${path}: ${what}: expected ${expected}, stage has ${got}`,
    )
  const more = differences.length - lines.length
  return [...lines, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n')
}
