import { KINDS } from './case.ts'
import type { Score } from './score.ts'

const NAME_WIDTH = 44
const WIDTH = 15

/** The scorecard: a line for each case, `matched` or `matched -differing` in each column, and a total. */
export function printScores(scores: readonly Score[]): string[] {
  const head = ['case'.padEnd(NAME_WIDTH), ...KINDS.map((kind) => kind.padStart(WIDTH))].join('')
  const rows = scores.map((score) => {
    const cells = KINDS.map((kind) => cellOf([score], kind).padStart(WIDTH))
    return [titleOf(score).padEnd(NAME_WIDTH), ...cells].join('')
  })
  const total = [
    'total'.padEnd(NAME_WIDTH),
    ...KINDS.map((kind) => cellOf(scores, kind).padStart(WIDTH)),
  ].join('')
  return [
    head,
    ...rows,
    total,
    ...limitsOf(scores).map(([reason, count]) => `limit: ${reason} (${count} differences)`),
  ]
}

/** The same as a table of a Markdown page. */
export function tableOf(scores: readonly Score[]): string[] {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    row(['case', ...KINDS]),
    row(['---', ...KINDS.map(() => '--:')]),
    ...scores.map((score) => row([titleOf(score), ...KINDS.map((kind) => cellOf([score], kind))])),
    row(['**all**', ...KINDS.map((kind) => cellOf(scores, kind))]),
  ]
}

/** Reasons of the limits that were needed, most frequent first. */
export function limitsOf(scores: readonly Score[]): [reason: string, count: number][] {
  const counts = new Map<string, number>()
  for (const { limits } of scores)
    for (const [reason, count] of Object.entries(limits))
      counts.set(reason, (counts.get(reason) ?? 0) + count)
  return [...counts].sort(([, a], [, b]) => b - a)
}

function titleOf({ name, when }: Score): string {
  return when === 'before' ? `${name} (before)` : name
}

/** Pixels are judged as pictures: their share is what can be read. */
function cellOf(scores: readonly Score[], kind: (typeof KINDS)[number]): string {
  let [compared, differing, declared] = [0, 0, 0]
  for (const { counts } of scores) {
    compared += counts[kind].compared
    differing += counts[kind].differing
    declared += counts[kind].declared
  }
  if (kind === 'pixels')
    return differing > 0 ? `${differing} differ` : declared > 0 ? `limit ${declared}` : 'alike'
  const matched = (compared - differing - declared).toLocaleString('en-US')
  return `${matched}${declared > 0 ? ` (${declared})` : ''}${differing > 0 ? ` -${differing}` : ''}`
}
