import type { SessionFigures } from '../../protocol/figures.ts'
import type { Fact } from '../frame/facts.tsx'
import { locale, texts } from '../texts.ts'

const words = texts.reports.figures
const numberOf = (unit: string) =>
  new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' })

export const inKilobytes = (count: number): string => numberOf('kilobyte').format(count)
export const inMs = (count: number): string => numberOf('millisecond').format(count)

/** What one session cost (RE-5); what nobody told is left out. */
export function figureFacts({ pages, reconnects, kilobytes, firstViewMs, script }: SessionFigures): Fact[] {
  return [
    [words.pages, pages],
    [words.reconnects, reconnects],
    [words.upload, inKilobytes(kilobytes)],
    ...(firstViewMs === null ? [] : [[words.firstView, inMs(firstViewMs)] as const]),
    ...(script === null
      ? []
      : ([
          [words.work, words.workIn(inMs(script.totalMs), script.runs)],
          [words.longest, inMs(script.longestMs)],
          [words.longRuns, script.longRuns],
          ...(script.slowFrames === null ? [] : [[words.slowFrames, script.slowFrames] as const]),
        ] as const)),
  ]
}
