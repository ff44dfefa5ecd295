import { Anchor, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { END_REASONS } from '../../protocol/life-cycle.ts'
import type { ProblemList } from '../../protocol/reports-api.ts'
import { Section } from '../account/section.tsx'
import { useApi } from '../api/context.ts'
import { type Column, DataTable } from '../frame/data-table.tsx'
import { MoreButton } from '../frame/more-button.tsx'
import { QueryState } from '../frame/query-state.tsx'
import { KeyText } from '../sessions/key-text.tsx'
import { Moment } from '../sessions/moment.tsx'
import { StatusWords } from '../sessions/status-words.tsx'
import { texts } from '../texts.ts'
import { problemsQuery } from './queries.ts'

const words = texts.reports.problem

const causeColumns: readonly Column<readonly [cause: string, count: number]>[] = [
  { title: words.cause, cell: ([cause]) => causeText(cause) },
  { title: words.count, cell: ([, count]) => count },
]
const columns: readonly Column<ProblemList['items'][number]>[] = [
  { title: texts.history.key, cell: ({ id, key }) => <Key id={id} value={key} /> },
  { title: texts.history.status, cell: ({ status }) => <StatusWords status={status} /> },
  { title: words.cause, cell: ({ cause }) => texts.endReason[cause] },
  { title: texts.history.started, cell: ({ startedAt }) => <Moment at={startedAt} /> },
  { title: texts.history.detail.browser, cell: ({ browser }) => browser ?? texts.history.none },
]

/** Sessions that went wrong, each with its cause (RE-4). */
export function ProblemsView({ groupId, days }: { groupId: number; days: number }) {
  const problems = useInfiniteQuery(problemsQuery(useApi(), groupId, days))
  if (!problems.data) return <QueryState query={problems} />
  const items = problems.data.pages.flatMap((page) => page.items)
  const causes = Object.entries(problems.data.pages[0]?.causes ?? {}).sort((a, b) => b[1] - a[1])
  if (items.length === 0) return <Text>{words.empty}</Text>
  return (
    <>
      <Section title={words.causes} lead={words.lead}>
        <DataTable caption={words.causes} columns={causeColumns} rows={causes} keyOf={([cause]) => cause} />
      </Section>
      <Section title={words.list}>
        <DataTable caption={words.list} columns={columns} rows={items} keyOf={({ id }) => id} />
        <QueryState query={problems} />
        <MoreButton query={problems} />
      </Section>
    </>
  )
}

function Key({ id, value }: { id: string; value: string }) {
  return (
    <Anchor renderRoot={(props) => <Link to="/history/$session" params={{ session: id }} {...props} />}>
      <KeyText value={value} />
    </Anchor>
  )
}

function causeText(cause: string): string {
  const known = END_REASONS.find((one) => one === cause)
  return known ? texts.endReason[known] : cause
}
