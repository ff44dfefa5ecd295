import { Button, Loader, Stack, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { useApi } from '../api/context.ts'
import { isApiError } from '../api/errors.ts'
import { allSessionsQuery } from '../api/queries.ts'
import { Failure } from '../frame/failure.tsx'
import { PageHeading } from '../frame/page-heading.tsx'
import { texts } from '../texts.ts'
import { HistoryFilter, NO_FILTER, queryOf } from './history-filter.tsx'
import { HistoryList } from './history-list.tsx'
import { HistoryTable } from './history-table.tsx'

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
  const isNarrow = useMediaQuery('(max-width: 55em)', false, { getInitialValueInEffect: false })
  if (isApiError(history.error, 'not-permitted')) return <Text c="dimmed">{words.notPermitted}</Text>
  const sessions = history.data?.pages.flatMap((page) => page.items)
  return (
    <>
      <HistoryFilter filter={filter} onChange={setFilter} />
      {history.isPending && <Loader size="sm" aria-label={texts.loading} />}
      {sessions?.length === 0 && <Text c="dimmed">{shown === NO_FILTER ? words.empty : words.noneFit}</Text>}
      {sessions &&
        sessions.length > 0 &&
        (isNarrow ? <HistoryList sessions={sessions} /> : <HistoryTable sessions={sessions} />)}
      {history.isError && !isApiError(history.error, 'not-logged-in') && (
        <Failure error={history.error} onRetry={() => void history.refetch()} />
      )}
      {history.hasNextPage && (
        <Button
          variant="default"
          style={{ alignSelf: 'center' }}
          loading={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          {words.more}
        </Button>
      )}
    </>
  )
}
