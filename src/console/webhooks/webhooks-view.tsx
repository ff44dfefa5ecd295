import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import {
  type Delivery,
  deliveries,
  madeWebhook,
  rotatedWebhook,
  type Webhook,
  webhook,
  webhooks,
} from '../../protocol/webhooks-api.ts'
import { Section } from '../account/section.tsx'
import { type Api, nothing } from '../api/client.ts'
import { useApi } from '../api/context.ts'
import { useServerChange } from '../api/use-change.ts'
import { ConfirmButton } from '../frame/confirm-button.tsx'
import { type Column, DataTable } from '../frame/data-table.tsx'
import { NameChoices, NameList } from '../frame/names.tsx'
import { Notice } from '../frame/notice.tsx'
import { QueryState } from '../frame/query-state.tsx'
import { ShownOnce } from '../frame/shown-once.tsx'
import classes from '../people/people.module.css'
import { Moment } from '../sessions/moment.tsx'
import { texts } from '../texts.ts'

const words = texts.integrations.webhook
const base = (group: number) => `/v1/groups/${group}/webhooks`
const keyOf = (group: number) => ['webhooks', group] as const
const DELIVERIES_REFRESH_MS = 5_000

const webhooksQuery = ({ call }: Api, group: number) =>
  queryOptions({
    queryKey: keyOf(group),
    queryFn: ({ signal }) => call('GET', base(group), webhooks, undefined, signal),
  })

/** Where events of the group go, and what came of it (WH-1 to WH-4). */
export function WebhooksView({ groupId }: { groupId: number }) {
  const list = useQuery(webhooksQuery(useApi(), groupId))
  if (!list.data) return <QueryState query={list} />
  const { items, types } = list.data
  return (
    <Stack gap="lg">
      <NewWebhook groupId={groupId} types={types} />
      <Section title={texts.integrations.webhooks} lead={words.lead}>
        {items.length === 0 && <Text>{words.none}</Text>}
        <div>
          {items.map((item) => (
            <Entry key={item.id} groupId={groupId} item={item} />
          ))}
        </div>
      </Section>
    </Stack>
  )
}

function Entry({ groupId, item }: { groupId: number; item: Webhook }) {
  const { call } = useApi()
  const [secret, setSecret] = useState<string | null>(null)
  const [isOpen, setIsOpen] = useState(false)
  const path = `${base(groupId)}/${item.id}`
  const change = useServerChange<() => Promise<unknown>, unknown>([keyOf(groupId)], (work) => work())
  const rotate = useServerChange(
    [keyOf(groupId)],
    () => call('POST', `${path}/rotate`, rotatedWebhook, {}),
    (made) => setSecret(made.secret),
  )
  const failure = change.failure ?? rotate.failure
  return (
    <article className={classes['person']} aria-label={item.url}>
      <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
        {item.url}
        {!item.isEnabled && <span className={classes['state']}>{words.disabled}</span>}
      </Text>
      <Text size="sm" c="dimmed">
        {[
          words.made(item.createdBy),
          words.waiting(item.waiting),
          ...(item.isRotating ? [words.rotating] : []),
        ].join(' · ')}
      </Text>
      {item.disabledReason !== null && <Notice text={words.gaveUp(item.disabledReason)} isError />}
      <NameList label={words.events} names={item.types} />
      <Group gap="xs" mt="sm">
        <Button
          variant="default"
          loading={change.isBusy}
          onClick={() => change.run(() => call('POST', `${path}/test`, nothing, {}))}
        >
          {words.test}
        </Button>
        <Button
          variant="default"
          loading={change.isBusy}
          onClick={() => change.run(() => call('PATCH', path, webhook, { isEnabled: !item.isEnabled }))}
        >
          {item.isEnabled ? words.disable : words.enable}
        </Button>
        <Button variant="default" loading={rotate.isBusy} onClick={() => rotate.run(undefined)}>
          {words.rotate}
        </Button>
        <Button variant="default" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {words.deliveries}
        </Button>
        <ConfirmButton
          text={words.remove}
          question={words.removeQuestion}
          isBusy={change.isBusy}
          onConfirm={() => change.run(() => call('DELETE', path, nothing))}
        />
      </Group>
      {failure && <Notice text={failure} isError />}
      <ShownOnce text={words.once} code={secret} />
      {isOpen && <Deliveries path={path} />}
    </article>
  )
}

function Deliveries({ path }: { path: string }) {
  const { call } = useApi()
  const list = useQuery({
    queryKey: ['deliveries', path],
    queryFn: ({ signal }) => call('GET', `${path}/deliveries?limit=50`, deliveries, undefined, signal),
    refetchInterval: DELIVERIES_REFRESH_MS,
  })
  const retry = useServerChange([['deliveries', path]], (id: string) =>
    call('POST', `${path}/deliveries/${id}/retry`, nothing, {}),
  )
  if (!list.data) return <QueryState query={list} />
  if (list.data.items.length === 0) return <Text mt="sm">{words.nothingSent}</Text>
  const columns: Column<Delivery>[] = [
    { title: words.number, cell: ({ sequence }) => sequence },
    { title: words.event, cell: ({ type }) => type },
    { title: words.time, cell: ({ createdAt }) => <Moment at={createdAt} /> },
    {
      title: words.outcome,
      cell: ({ state, error, attempts }) =>
        words.states[state] + (error === null ? '' : `, ${words.attempts(attempts)}: ${error}`),
    },
    {
      title: words.again,
      cell: ({ id, sequence }) => (
        <Button
          variant="default"
          size="compact-md"
          aria-label={words.againLabel(sequence)}
          loading={retry.isBusy}
          onClick={() => retry.run(id)}
        >
          {words.again}
        </Button>
      ),
    },
  ]
  return (
    <>
      {retry.failure && <Notice text={retry.failure} isError />}
      <DataTable caption={words.deliveries} columns={columns} rows={list.data.items} keyOf={({ id }) => id} />
    </>
  )
}

function NewWebhook({ groupId, types }: { groupId: number; types: readonly string[] }) {
  const { call } = useApi()
  const [url, setUrl] = useState('')
  const [chosen, setChosen] = useState<string[]>([])
  const [secret, setSecret] = useState<string | null>(null)
  const create = useServerChange(
    [keyOf(groupId)],
    () => call('POST', base(groupId), madeWebhook, { url: url.trim(), types: chosen }),
    (made) => {
      setSecret(made.secret)
      setUrl('')
      setChosen([])
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setSecret(null)
    create.run(undefined)
  }
  return (
    <Section title={words.newTitle}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            type="url"
            label={words.url}
            placeholder="https://crm.example.com/sidelong"
            name="webhook-url"
            required
            maxLength={1_000}
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
          <NameChoices label={words.events} names={types} value={chosen} onChange={setChosen} />
          {create.failure && <Notice text={create.failure} isError />}
          <Group>
            <Button type="submit" loading={create.isBusy} disabled={chosen.length === 0}>
              {words.create}
            </Button>
          </Group>
        </Stack>
      </form>
      <ShownOnce text={words.once} code={secret} />
    </Section>
  )
}
