import { Group, Loader, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { SessionPage } from '../api/client.ts'
import { useApi, useMe } from '../api/context.ts'
import { isApiError } from '../api/errors.ts'
import { liveSessionsQuery } from '../api/queries.ts'
import { Failure } from '../frame/failure.tsx'
import { texts } from '../texts.ts'
import { useNow } from '../use-now.ts'
import { LiveSessionRow } from './live-session-row.tsx'
import classes from './live-sessions.module.css'

type Props = {
  /** Groups in which the user may view sessions. */
  viewableGroups: ReadonlySet<number>
}

const words = texts.live

/** The sessions that are running, kept up to date while the page is visible. */
export function LiveSessions({ viewableGroups }: Props) {
  const live = useQuery(liveSessionsQuery(useApi()))
  const isRefused = isApiError(live.error, 'not-permitted')
  return (
    <section aria-labelledby="live-title">
      <Group justify="space-between" mb="sm">
        <Title order={2} id="live-title">
          {words.title}
        </Title>
        {live.data && !isRefused && live.data.items.length > 0 && (
          <Text size="sm" c="dimmed" role="status">
            {words.count(live.data.items.length)}
          </Text>
        )}
      </Group>
      {isRefused ? (
        <Text c="dimmed">{words.notPermitted}</Text>
      ) : live.data ? (
        <Stack gap="sm">
          {live.isError && (
            <Text size="sm" role="status">
              {words.stale}
            </Text>
          )}
          <List page={live.data} viewableGroups={viewableGroups} />
        </Stack>
      ) : live.isError && !isApiError(live.error, 'not-logged-in') ? (
        <Failure error={live.error} onRetry={() => void live.refetch()} />
      ) : (
        <Loader size="sm" aria-label={texts.loading} />
      )}
    </section>
  )
}

function List({ page, viewableGroups }: { page: SessionPage } & Props) {
  const now = useNow()
  const me = useMe()
  if (page.items.length === 0) return <Empty />
  return (
    <>
      <ul className={classes['list']}>
        {page.items.map((session) => (
          <LiveSessionRow
            key={session.id}
            session={session}
            now={now}
            mayJoin={viewableGroups.has(session.groupId)}
            mayTransfer={
              session.agents.includes(me.name) &&
              me.groups.some(
                ({ id, permissions }) => id === session.groupId && permissions.includes('transfer'),
              )
            }
          />
        ))}
      </ul>
      {page.cursor !== null && (
        <Text size="sm" c="dimmed">
          {words.partial}
        </Text>
      )}
    </>
  )
}

function Empty() {
  return (
    <div className={classes['empty']}>
      <Title order={3} size="1.05rem">
        {words.emptyTitle}
      </Title>
      <Text c="dimmed" mt={4}>
        {words.emptyLead}
      </Text>
      <ol className={classes['steps']}>
        {words.emptySteps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </div>
  )
}
