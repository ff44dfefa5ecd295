import { Button, Group, NativeSelect, Popover, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { MAX_NOTE_LENGTH } from '../../protocol/handing-over.ts'
import type { SessionSummary } from '../../protocol/rest.ts'
import { useApi } from '../api/context.ts'
import { useServerChange } from '../api/use-change.ts'
import { roleText } from '../frame/name-texts.ts'
import { Notice } from '../frame/notice.tsx'
import { QueryState } from '../frame/query-state.tsx'
import { displayKey } from '../join/key.ts'
import { texts } from '../texts.ts'
import { offerSession, TRANSFERS_KEY, targetsQuery } from './queries.ts'

const words = texts.transfer

/** Offers a session that one is in to somebody else (VW-6). */
export function HandOver({ session }: { session: SessionSummary }) {
  const [isOpen, setIsOpen] = useState(false)
  const key = displayKey(session.key)
  return (
    <Popover
      opened={isOpen}
      onChange={setIsOpen}
      position="bottom-end"
      width={320}
      shadow="md"
      trapFocus
      returnFocus
      withinPortal={false}
    >
      <Popover.Target>
        <Button variant="default" aria-label={words.startLabel(key)} onClick={() => setIsOpen(!isOpen)}>
          {words.start}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={words.title(key)}>
        <Form session={session} onDone={() => setIsOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}

function Form({ session, onDone }: { session: SessionSummary; onDone: () => void }) {
  const api = useApi()
  const targets = useQuery(targetsQuery(api, session.groupId))
  const [to, setTo] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const offer = useServerChange(
    [TRANSFERS_KEY],
    (chosen: string) => {
      const [kind = '', ...rest] = chosen.split(':')
      return offerSession(api, session.groupId, {
        sessionId: session.id,
        [kind === 'role' ? 'toRole' : 'toUser']: rest.join(':'),
        note: note.trim(),
      })
    },
    onDone,
  )
  if (!targets.data) return <QueryState query={targets} />
  const { people, roles } = targets.data
  const [first] = people
  if (!first) return <Text>{words.nobody}</Text>
  const chosen = to ?? `user:${first.id}`
  const submit = (event: FormEvent) => {
    event.preventDefault()
    offer.run(chosen)
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {words.lead}
        </Text>
        <NativeSelect
          label={words.to}
          value={chosen}
          data={[
            {
              group: words.people,
              items: people.map(({ id, name, role }) => ({
                value: `user:${id}`,
                label: `${name} (${roleText(role)})`,
              })),
            },
            {
              group: words.roles,
              items: roles.map(({ name, title }) => ({ value: `role:${name}`, label: roleText(title) })),
            },
          ]}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <TextInput
          label={words.note}
          placeholder={words.noteExample}
          maxLength={MAX_NOTE_LENGTH}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {offer.failure && <Notice text={offer.failure} isError />}
        <Group>
          <Button type="submit" loading={offer.isBusy}>
            {words.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
