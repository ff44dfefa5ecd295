import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReportFigures } from '../../protocol/reports-api.ts'
import { Section } from '../account/section.tsx'
import { useApi } from '../api/context.ts'
import { QueryState } from '../frame/query-state.tsx'
import { texts } from '../texts.ts'
import { inKilobytes, inMs } from './figure-words.ts'
import { figuresQuery } from './queries.ts'
import { shareOf, Totals } from './totals.tsx'

const words = texts.reports.figures

/** What sessions cost, where figures are collected (RE-5). */
export function FiguresView({ groupId, days }: { groupId: number; days: number }) {
  const figures = useQuery(figuresQuery(useApi(), groupId, days))
  const { data } = figures
  return (
    <Section title={words.title} lead={words.lead}>
      <QueryState query={figures} />
      {data?.sessions === 0 && <Text>{words.empty}</Text>}
      {data && data.sessions > 0 && (
        <Totals
          facts={[
            [words.sessions, data.sessions],
            [words.firstView, <Spread key="view" of={data.firstViewMs} write={inMs} />],
            [words.upload, <Spread key="upload" of={data.kilobytes} write={inKilobytes} />],
            [words.reconnected, shareOf(data.reconnected, data.sessions)],
            [words.longest, <Spread key="longest" of={data.longestMs} write={inMs} />],
            [words.withLongRuns, shareOf(data.withLongRuns, data.measured)],
            [words.withSlowFrames, shareOf(data.withSlowFrames, data.tellsFrames)],
          ]}
        />
      )}
    </Section>
  )
}

/** The one in the middle, and what 95 of 100 do not exceed. */
function Spread({ of, write }: { of: ReportFigures['kilobytes']; write: (count: number) => string }) {
  if (!of) return texts.reports.none
  return (
    <>
      {write(of.median)}
      <Text size="sm" c="dimmed">
        {words.most(write(of.p95))}
      </Text>
    </>
  )
}
