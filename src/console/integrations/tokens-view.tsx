import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { ApiToken } from '../../protocol/people-api.ts'
import { Section } from '../account/section.tsx'
import { useApi } from '../api/context.ts'
import { useServerChange } from '../api/use-change.ts'
import { ConfirmButton } from '../frame/confirm-button.tsx'
import { NameChoices, NameList } from '../frame/names.tsx'
import { Notice } from '../frame/notice.tsx'
import { QueryState } from '../frame/query-state.tsx'
import { ShownOnce } from '../frame/shown-once.tsx'
import classes from '../people/people.module.css'
import { peopleApi, tokensKey, tokensQuery } from '../people/queries.ts'
import { Moment } from '../sessions/moment.tsx'
import { texts } from '../texts.ts'

const words = texts.integrations.token
const DAYS = [30, 90, 365, 730]

export function TokensView({ groupId }: { groupId: number }) {
  const api = useApi()
  const tokens = useQuery(tokensQuery(api, groupId))
  if (!tokens.data) return <QueryState query={tokens} />
  return (
    <Stack gap="lg">
      <NewToken groupId={groupId} scopes={tokens.data.scopes} />
      <Section title={texts.integrations.tokens} lead={words.lead}>
        {tokens.data.items.length === 0 && <Text>{words.none}</Text>}
        <div>
          {tokens.data.items.map((token) => (
            <TokenEntry key={token.id} groupId={groupId} token={token} />
          ))}
        </div>
      </Section>
    </Stack>
  )
}

function TokenEntry({ groupId, token }: { groupId: number; token: ApiToken }) {
  const api = useApi()
  const remove = useServerChange([tokensKey(groupId)], () => peopleApi(api, groupId).removeToken(token.id))
  const isOver = Date.parse(token.expiresAt) < Date.now()
  return (
    <article className={classes['person']} aria-label={token.name}>
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={600}>{token.name}</Text>
          <Text size="sm" c="dimmed">
            {words.made(token.createdBy)} · {isOver ? words.expired : words.expires}{' '}
            <Moment at={token.expiresAt} /> ·{' '}
            {token.lastUsedAt === null ? (
              words.unused
            ) : (
              <>
                {words.used} <Moment at={token.lastUsedAt} />
              </>
            )}
          </Text>
          <NameList label={words.scopes} names={token.scopes} />
        </div>
        <ConfirmButton
          text={words.remove}
          label={words.removeLabel(token.name)}
          question={words.removeQuestion}
          isBusy={remove.isBusy}
          onConfirm={() => remove.run(undefined)}
        />
      </Group>
      {remove.failure && <Notice text={remove.failure} isError />}
    </article>
  )
}

function NewToken({ groupId, scopes }: { groupId: number; scopes: readonly string[] }) {
  const api = useApi()
  const [name, setName] = useState('')
  const [days, setDays] = useState('90')
  const [chosen, setChosen] = useState<string[]>([])
  const [made, setMade] = useState<string | null>(null)
  const create = useServerChange(
    [tokensKey(groupId)],
    () => peopleApi(api, groupId).makeToken({ name: name.trim(), scopes: chosen, days: Number(days) }),
    ({ token }) => {
      setMade(token)
      setName('')
      setChosen([])
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setMade(null)
    create.run(undefined)
  }
  return (
    <Section title={words.newTitle}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Group align="flex-end" gap="sm">
            <TextInput
              label={words.name}
              name="token-name"
              required
              maxLength={63}
              className={classes['find'] ?? ''}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <NativeSelect
              label={words.days}
              data={DAYS.map((count) => ({ value: String(count), label: texts.duration.days(count) }))}
              value={days}
              onChange={(event) => setDays(event.currentTarget.value)}
            />
          </Group>
          <NameChoices label={words.scopes} names={scopes} value={chosen} onChange={setChosen} />
          {create.failure && <Notice text={create.failure} isError />}
          <Group>
            <Button type="submit" loading={create.isBusy} disabled={chosen.length === 0}>
              {words.create}
            </Button>
          </Group>
        </Stack>
      </form>
      <ShownOnce text={words.once} code={made} />
    </Section>
  )
}
