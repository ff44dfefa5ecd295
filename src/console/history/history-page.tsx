import { Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { useApi } from '../api/context.ts'
import { isApiError } from '../api/errors.ts'
import { allSessionsQuery } from '../api/queries.ts'
import { DataTable } from '../frame/data-table.tsx'
import { MoreButton } from '../frame/more-button.tsx'
import { PageHeading } from '../frame/page-heading.tsx'
import { QueryState } from '../frame/query-state.tsx'
import { texts } from '../texts.ts'
import { columns } from './columns.tsx'
import classes from './history.module.css'
import { HistoryFilter, NO_FILTER, queryOf } from './history-filter.tsx'

const words = texts.history

export function HistoryPage() {
  return (
    <Stack gap="lg">
      <PageHeading title={words.title} lead={words.lead} />
      <Sessions />
    </Stack>
  )
}

function Sessions() {
  const [filter, setFilter] = useState(NO_FILTER)
  const shown = useDeferredValue(filter)
  const history = useInfiniteQuery(allSessionsQuery(useApi(), queryOf(shown)))
  if (isApiError(history.error, 'not-permitted')) return <Text c="dimmed">{words.notPermitted}</Text>
  const sessions = history.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <HistoryFilter filter={filter} onChange={setFilter} />
      {history.isSuccess && sessions.length === 0 && (
        <Text c="dimmed">{shown === NO_FILTER ? words.empty : words.noneFit}</Text>
      )}
      {sessions.length > 0 && (
        <div className={classes['panel']}>
          <DataTable caption={words.caption} columns={columns} rows={sessions} keyOf={({ id }) => id} />
        </div>
      )}
      <QueryState query={history} />
      <MoreButton query={history} />
    </>
  )
}
