import { Button, Group, NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Role } from '../../protocol/people-api.ts'
import { Section } from '../account/section.tsx'
import { useApi } from '../api/context.ts'
import { useServerChange } from '../api/use-change.ts'
import { roleText } from '../frame/name-texts.ts'
import { Notice } from '../frame/notice.tsx'
import { ShownOnce } from '../frame/shown-once.tsx'
import { texts } from '../texts.ts'
import { peopleApi, usersKey } from './queries.ts'

const words = texts.people.invite
const EMPTY = { name: '', email: '', role: 'agent', username: '', externalId: '' }

export function InviteForm({ groupId, roles }: { groupId: number; roles: readonly Role[] }) {
  const api = useApi()
  const [form, setForm] = useState(EMPTY)
  const [made, setMade] = useState<{ name: string; url: string } | null>(null)
  const invite = useServerChange(
    [usersKey(groupId)],
    (user: typeof EMPTY) =>
      peopleApi(api, groupId).invite({
        ...user,
        username: user.username.trim() || null,
        externalId: user.externalId.trim() || null,
      }),
    ({ user, inviteUrl }) => {
      setMade({ name: user.name, url: inviteUrl })
      setForm(EMPTY)
    },
  )
  const field = (name: keyof typeof EMPTY) => ({
    value: form[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setForm({ ...form, [name]: event.currentTarget.value }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setMade(null)
    invite.run({ ...form, name: form.name.trim(), email: form.email.trim() })
  }
  return (
    <Section title={words.title}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
            <TextInput label={words.name} name="invite-name" required maxLength={127} {...field('name')} />
            <TextInput
              label={words.email}
              name="invite-email"
              type="email"
              required
              maxLength={127}
              {...field('email')}
            />
            <NativeSelect
              label={words.role}
              name="invite-role"
              data={roles.map(({ name, title }) => ({ value: name, label: roleText(title) }))}
              {...field('role')}
            />
            <TextInput label={words.username} name="invite-username" maxLength={63} {...field('username')} />
            <TextInput
              label={words.externalId}
              name="invite-external"
              maxLength={127}
              {...field('externalId')}
            />
          </SimpleGrid>
          {invite.failure && <Notice text={invite.failure} isError />}
          <Group>
            <Button type="submit" loading={invite.isBusy}>
              {words.submit}
            </Button>
          </Group>
        </Stack>
      </form>
      <ShownOnce text={words.done(made?.name ?? '')} code={made?.url ?? null} />
    </Section>
  )
}
