import { type Figure, type Group, isMet, ratioOf, type Unit } from './figures.ts'

const HEAD = ['', 'floor', 'Sidelong', 'rrweb', 'Datadog', 'ratio', 'budget', '']

/** All groups as one table of aligned columns. */
export function formatTable(groups: readonly Group[]): string {
  const rows = groups.map(({ figures }) => figures.map(cells))
  const widths = HEAD.map((head, column) =>
    Math.max(...[HEAD, ...rows.flat()].map((row) => row[column]?.length ?? 0), head.length),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, column === 0 || column >= 6))
      .join('  ')
      .trimEnd()
  const parts = groups.map(({ title, note, failure }, index) =>
    [
      title,
      `  ${note}`,
      ...(failure === undefined ? [] : [`  ✗ ${failure}`]),
      ...(rows[index] ?? []).map(line),
      '',
    ].join('\n'),
  )
  return [line(HEAD), '', ...parts, summary(groups.flatMap(({ figures }) => figures))].join('\n')
}

function cells(figure: Figure): string[] {
  const { name, unit, floor, ours, peer, datadog, budget } = figure
  const ratio = ratioOf(figure)
  return [
    `  ${name}`,
    amount(floor, unit),
    amount(ours, unit),
    amount(peer, unit),
    amount(datadog, unit),
    ratio === null ? '' : `${ratio.toFixed(2)} ×`,
    budget?.text ?? '',
    mark(isMet(figure)),
  ]
}

function mark(isPassed: boolean | null): string {
  return isPassed === null ? '' : isPassed ? '✓' : '✗ over'
}

function pad(text: string, width: number, isLeft: boolean): string {
  return isLeft ? text.padEnd(width) : text.padStart(width)
}

function amount(value: number | null, unit: Unit): string {
  if (value === null) return ''
  if (Number.isNaN(value)) return '?'
  if (unit === 'bytes') return `${Math.round(value).toLocaleString('en')} B`
  return `${value.toFixed(value >= 100 ? 0 : 1)} ${unit === 'ms' ? 'ms' : '%'}`
}

function summary(figures: readonly Figure[]): string {
  const judged = figures.filter(({ budget }) => budget !== null)
  const missed = judged.filter((figure) => !isMet(figure))
  return `${judged.length - missed.length} of ${judged.length} budgets met`
}
