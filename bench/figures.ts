export type Unit = 'ms' | 'bytes' | 'percent'

/** One measured quantity: ours beside the peer's and, where there is one, beside a floor that nobody gets below. */
export type Figure = {
  readonly group: string
  readonly name: string
  readonly unit: Unit
  /** The page alone, a bare socket, the page's own HTML: named in the group's note. */
  readonly floor: number | null
  readonly ours: number | null
  /** rrweb's. */
  readonly peer: number | null
  readonly datadog: number | null
  readonly budget: Budget | null
}

export type Budget = { readonly text: string; readonly max: number }

export type Group = {
  readonly title: string
  readonly note: string
  readonly figures: readonly Figure[]
  /** Why there are no figures. */
  readonly failure?: string
}

type Parts = { floor?: number; ours?: number; peer?: number; datadog?: number; budget?: Budget | null }

export function figure(group: string, name: string, unit: Unit, parts: Parts): Figure {
  const { floor = null, ours = null, peer = null, datadog = null, budget = null } = parts
  return { group, name, unit, floor, ours, peer, datadog, budget }
}

export function atMost(max: number, unit: Unit): Budget {
  const text =
    unit === 'ms' ? `≤ ${max} ms` : unit === 'percent' ? `≤ ${max} %` : `≤ ${max.toLocaleString('en')} B`
  return { text, max }
}

/** A budget relative to another figure of the same row. */
export function atMostTimes(factor: number, of: 'rrweb' | 'better' | 'floor', value: number): Budget {
  return { text: factor === 1 ? `≤ ${of}` : `≤ ${factor} × ${of}`, max: factor * value }
}

export function ratioOf({ ours, peer }: Figure): number | null {
  return ours === null || peer === null || peer === 0 ? null : ours / peer
}

/** `null` without a budget. A figure that could not be measured does not meet one. */
export function isMet({ ours, budget }: Figure): boolean | null {
  if (budget === null) return null
  return ours !== null && ours <= budget.max
}
