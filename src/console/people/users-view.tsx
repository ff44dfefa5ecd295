import { Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import type { GroupUser } from '../../protocol/people-api.ts'
import { peopleQuery } from '../account/queries.ts'
import { Section } from '../account/section.tsx'
import { useApi } from '../api/context.ts'
import { MoreButton } from '../frame/more-button.tsx'
import { roleText } from '../frame/name-texts.ts'
import { QueryState } from '../frame/query-state.tsx'
import { texts } from '../texts.ts'
import { InviteForm } from './invite-form.tsx'
import classes from './people.module.css'
import { PersonEntry } from './person-entry.tsx'
import { rolesQuery, usersQuery } from './queries.ts'

const words = texts.people.list
const STATES = ['active', 'disabled', 'locked', 'invited'] as const

export function UsersView({ groupId }: { groupId: number }) {
  const api = useApi()
  const [filter, setFilter] = useState({ q: '', role: '', state: '' })
  const roles = useQuery(rolesQuery(api, groupId))
  const users = useInfiniteQuery(usersQuery(api, groupId, useDeferredValue(filter)))
  const people = useQuery(peopleQuery(api, groupId))
  const items: readonly GroupUser[] = users.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Stack gap="lg">
      <InviteForm groupId={groupId} roles={roles.data?.items ?? []} />
      <Section title={texts.people.users}>
        <Group align="flex-end" gap="sm">
          <TextInput
            type="search"
            label={words.find}
            className={classes['find'] ?? ''}
            value={filter.q}
            onChange={(event) => setFilter({ ...filter, q: event.currentTarget.value })}
          />
          <NativeSelect
            label={words.role}
            value={filter.role}
            data={[
              { value: '', label: words.all },
              ...(roles.data?.items.map(({ name, title }) => ({ value: name, label: roleText(title) })) ??
                []),
            ]}
            onChange={(event) => setFilter({ ...filter, role: event.currentTarget.value })}
          />
          <NativeSelect
            label={words.state}
            value={filter.state}
            data={[
              { value: '', label: words.all },
              ...STATES.map((state) => ({ value: state, label: words.states[state] })),
            ]}
            onChange={(event) => setFilter({ ...filter, state: event.currentTarget.value })}
          />
        </Group>
        {users.isSuccess && items.length === 0 && <Text>{words.none}</Text>}
        <div>
          {items.map((user) => (
            <PersonEntry
              key={user.id}
              groupId={groupId}
              user={user}
              roles={roles.data?.items ?? []}
              logins={people.data?.find(({ id }) => id === user.id)?.logins ?? []}
            />
          ))}
        </div>
        <QueryState query={users} />
        <MoreButton query={users} />
      </Section>
    </Stack>
  )
}
