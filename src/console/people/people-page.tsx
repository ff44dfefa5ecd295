import { Button, Group, Loader, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Person } from '../../protocol/accounts.ts'
import { LoginList } from '../account/login-list.tsx'
import { peopleQuery } from '../account/queries.ts'
import { Section } from '../account/section.tsx'
import { useApi, useMe } from '../api/context.ts'
import { errorText, isApiError } from '../api/errors.ts'
import { Failure } from '../frame/failure.tsx'
import { Notice } from '../frame/notice.tsx'
import { PageHeading } from '../frame/page-heading.tsx'
import { texts } from '../texts.ts'

const words = texts.people

/** The people of the groups that one manages, and where they are logged in. */
export function PeoplePage() {
  const groups = useMe().groups.filter((group) => group.permissions.includes('users.manage'))
  return (
    <Stack gap="lg" maw="48rem">
      <PageHeading title={words.title} lead={words.lead} />
      {groups.length === 0 && <Text>{words.notPermitted}</Text>}
      {groups.map((group) => (
        <GroupPeople key={group.id} groupId={group.id} name={group.name} />
      ))}
    </Stack>
  )
}

function GroupPeople({ groupId, name }: { groupId: number; name: string }) {
  const api = useApi()
  const list = useQuery(peopleQuery(api, groupId))
  return (
    <Section title={name}>
      {list.isPending && <Loader size="sm" aria-label={texts.loading} />}
      {list.isError && !isApiError(list.error, 'not-logged-in') && (
        <Failure error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.data?.map((person) => (
        <PersonEntry key={person.id} groupId={groupId} person={person} />
      ))}
    </Section>
  )
}

function PersonEntry({ groupId, person }: { groupId: number; person: Person }) {
  const api = useApi()
  const queries = useQueryClient()
  const end = useMutation({
    mutationFn: (loginId: string | undefined) => api.account.endPersonLogins(groupId, person.id, loginId),
    onSettled: () => queries.invalidateQueries({ queryKey: ['people', groupId] }),
  })
  return (
    <article aria-label={person.name}>
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={600}>{person.name}</Text>
          <Text size="sm" c="dimmed">
            {[person.email, person.role, ...stateWords(person)].join(' · ')}
          </Text>
        </div>
        {person.logins.length > 0 && (
          <Button variant="default" loading={end.isPending} onClick={() => end.mutate(undefined)}>
            {words.endAll(person.name)}
          </Button>
        )}
      </Group>
      {end.isError && <Notice text={errorText(end.error)} isError />}
      <LoginList logins={person.logins} isBusy={end.isPending} onEnd={(id) => end.mutate(id)} />
    </article>
  )
}

function stateWords({ isDisabled, hasSecondFactor, logins }: Person): string[] {
  return [
    ...(isDisabled ? [words.disabled] : []),
    hasSecondFactor ? words.secondFactor : words.noSecondFactor,
    ...(logins.length === 0 ? [words.noLogin] : []),
  ]
}
