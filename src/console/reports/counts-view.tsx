import { Anchor, Group, NativeSelect, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { STATUSES } from '../../protocol/life-cycle.ts'
import { REPORT_DIMENSIONS, type ReportDimension, type ReportRow } from '../../protocol/reports-api.ts'
import { Section } from '../account/section.tsx'
import { useApi } from '../api/context.ts'
import type { Fact } from '../frame/facts.tsx'
import { roleText } from '../frame/name-texts.ts'
import { QueryState } from '../frame/query-state.tsx'
import { describeDuration } from '../sessions/duration.ts'
import { locale, texts } from '../texts.ts'
import { countsQuery, sessionsCsvAddress } from './queries.ts'
import classes from './reports.module.css'
import { shareOf, Totals } from './totals.tsx'

const words = texts.reports
/** The server counts by days of UTC. */
const DAY = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })

export function CountsView({ groupId, days }: { groupId: number; days: number }) {
  const [by, setBy] = useState<ReportDimension>('day')
  const counts = useQuery(countsQuery(useApi(), groupId, by, days))
  const { data } = counts
  return (
    <>
      {data && <Totals facts={factsOf(data.total)} />}
      <Section title={words.total.sessions}>
        <NativeSelect
          label={words.by}
          w={160}
          value={by}
          data={REPORT_DIMENSIONS.map((one) => ({ value: one, label: words.dimension[one] }))}
          onChange={(event) =>
            setBy(REPORT_DIMENSIONS.find((one) => one === event.currentTarget.value) ?? 'day')
          }
        />
        <QueryState query={counts} />
        {data?.rows.length === 0 && <Text>{words.empty}</Text>}
        {data && data.rows.length > 0 && <Bars by={data.by} rows={data.rows} />}
        <Group>
          <Anchor href={sessionsCsvAddress(groupId, days, 'all')} download>
            {words.csv}
          </Anchor>
          <Anchor href={sessionsCsvAddress(groupId, days, 'C')} download>
            {words.csvClean}
          </Anchor>
        </Group>
      </Section>
    </>
  )
}

function factsOf(total: ReportRow): Fact[] {
  return [
    [words.total.sessions, total.sessions],
    [words.total.joined, shareOf(total.joined, total.sessions)],
    [words.total.wait, lengthOf(total.averageWaitSeconds)],
    [words.total.length, lengthOf(total.averageSeconds)],
    [words.total.disconnected, shareOf(total.disconnected, total.sessions)],
    [words.total.control, shareOf(total.controlAccepts, total.controlRequests)],
  ]
}

/** A table with a bar in each row: read as numbers, seen as a chart. */
function Bars({ by, rows }: { by: ReportDimension; rows: readonly ReportRow[] }) {
  const most = Math.max(...rows.map(({ sessions }) => sessions))
  return (
    <div className={classes['scroll']}>
      <Table>
        <caption className={classes['caption']}>{words.caption}</caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{words.dimension[by]}</Table.Th>
            <Table.Th scope="col">{words.total.sessions}</Table.Th>
            <Table.Th scope="col">{words.total.joined}</Table.Th>
            <Table.Th scope="col">{words.total.length}</Table.Th>
            <Table.Th scope="col">{words.total.disconnected}</Table.Th>
            <Table.Th scope="col">{words.total.actions}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.name}>
              <Table.Th scope="row">{nameOf(by, row.name)}</Table.Th>
              <Table.Td className={classes['barCell'] ?? ''}>
                <span className={classes['number']}>{row.sessions}</span>
                <svg
                  className={classes['bar']}
                  viewBox="0 0 100 10"
                  preserveAspectRatio="none"
                  aria-hidden="true"
                >
                  <rect className={classes['all']} width={(100 * row.sessions) / most} height="10" />
                  <rect className={classes['joined']} width={(100 * row.joined) / most} height="10" />
                </svg>
              </Table.Td>
              <Table.Td>{row.joined}</Table.Td>
              <Table.Td>{lengthOf(row.averageSeconds)}</Table.Td>
              <Table.Td>{row.disconnected}</Table.Td>
              <Table.Td>{row.controlActions}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}

function nameOf(by: ReportDimension, name: string): string {
  const status = by === 'status' ? STATUSES.find((one) => one === name) : undefined
  if (by === 'day') return DAY.format(new Date(`${name}T00:00Z`))
  if (by === 'role') return roleText(name)
  return status ? texts.status[status] : name
}

function lengthOf(seconds: number | null): string {
  if (seconds === null) return words.none
  return seconds < 60 ? texts.duration.seconds(seconds) : describeDuration(seconds * 1_000)
}
