import { Group, Loader, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { useApi, useMe } from '../api/context.ts'
import { errorText, isApiError } from '../api/errors.ts'
import { Failure } from '../frame/failure.tsx'
import { Notice } from '../frame/notice.tsx'
import { PageHeading } from '../frame/page-heading.tsx'
import { GroupChoice, type OwnGroup, useGroup } from '../groups/use-group.tsx'
import { texts } from '../texts.ts'
import { useNow } from '../use-now.ts'
import { type Invitation, InvitationNotice } from './invitation-notice.tsx'
import classes from './presence.module.css'
import { invite, visitorsQuery } from './queries.ts'
import { useNews } from './use-news.ts'
import { VisitorRow } from './visitor-row.tsx'

const words = texts.presence

/** Who is on the group's pages now, and the way to invite them (PR-8, PR-11). */
export function PresencePage() {
  const { group, groups } = useGroup('presence')
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end">
        <PageHeading title={words.title} lead={words.lead} />
        {group && <GroupChoice group={group} groups={groups} />}
      </Group>
      {group ? <Visitors key={group.id} group={group} /> : <Text>{words.notPermitted}</Text>}
    </Stack>
  )
}

function Visitors({ group }: { group: OwnGroup }) {
  const api = useApi()
  const now = useNow()
  const [search, setSearch] = useState('')
  const [target, setTarget] = useState(group.id)
  const [invitation, setInvitation] = useState<Invitation | null>(null)
  const shown = useDeferredValue(search.trim())
  const visitors = useQuery(visitorsQuery(api, group.id, shown, useNews(group.id)))
  // PR-1: where the agent may see sessions.
  const targets = useMe().groups.filter(
    ({ id, privileges }) => id === group.id || privileges.includes('view'),
  )
  const inviting = useMutation({
    mutationFn: (visitorId: string) =>
      invite(api, group.id, visitorId, { call: 'start', ...(target !== group.id && { groupId: target }) }),
    onMutate: () => setInvitation(null),
    onSuccess: ({ id }, visitorId) => setInvitation({ id, groupId: group.id, visitorId }),
  })
  const items = visitors.data?.items
  return (
    <>
      <Group align="flex-end">
        <TextInput
          type="search"
          label={words.search}
          value={search}
          maxLength={255}
          onChange={(event) => setSearch(event.currentTarget.value)}
          style={{ flex: '1 1 16rem' }}
        />
        {targets.length > 1 && (
          <NativeSelect
            label={words.sessionIn}
            value={String(target)}
            data={targets.map(({ id, name }) => ({ value: String(id), label: `${name} (${id})` }))}
            onChange={(event) => setTarget(Number(event.currentTarget.value) as typeof target)}
          />
        )}
      </Group>
      {inviting.isError && <Notice text={`${inviting.variables}: ${errorText(inviting.error)}`} isError />}
      {invitation && <InvitationNotice invitation={invitation} onClose={() => setInvitation(null)} />}
      {visitors.isPending && <Loader size="sm" aria-label={texts.loading} />}
      {visitors.isError &&
        !isApiError(visitors.error, 'not-logged-in') &&
        (items ? (
          <Text size="sm" role="status">
            {words.stale}
          </Text>
        ) : (
          <Failure error={visitors.error} onRetry={() => void visitors.refetch()} />
        ))}
      {items?.length === 0 && (shown === '' ? <Empty /> : <Text c="dimmed">{words.noneFit}</Text>)}
      {items && items.length > 0 && (
        <section aria-label={words.title}>
          <Text size="sm" c="dimmed" role="status" mb="xs">
            {words.count(visitors.data?.count ?? items.length)}
          </Text>
          <ul className={classes['list']}>
            {items.map((visitor) => (
              <VisitorRow
                key={visitor.visitorId}
                visitor={visitor}
                now={now}
                isBusy={inviting.isPending && inviting.variables === visitor.visitorId}
                onInvite={() => inviting.mutate(visitor.visitorId)}
              />
            ))}
          </ul>
          {visitors.data && visitors.data.cursor !== null && (
            <Text size="sm" c="dimmed" mt="xs">
              {words.partial(items.length, visitors.data.count)}
            </Text>
          )}
        </section>
      )}
    </>
  )
}

function Empty() {
  return (
    <div className={classes['empty']}>
      <Title order={2} size="1.05rem">
        {words.emptyTitle}
      </Title>
      <Text c="dimmed" mt={4}>
        {words.emptyLead}
      </Text>
    </div>
  )
}
