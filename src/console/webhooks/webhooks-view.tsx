import { Button, Checkbox, Group, Loader, Stack, Table, Text, TextInput } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import {
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
import { isApiError } from '../api/errors.ts'
import { useServerChange } from '../api/use-change.ts'
import { CodeBlock } from '../frame/code-block.tsx'
import { Failure } from '../frame/failure.tsx'
import { Notice } from '../frame/notice.tsx'
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
  if (list.isError && !isApiError(list.error, 'not-logged-in'))
    return <Failure error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <Loader size="sm" aria-label={texts.loading} />
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
      <ul className={classes['rights']} aria-label={words.events}>
        {item.types.map((type) => (
          <li key={type} className={classes['right']}>
            {type}
          </li>
        ))}
      </ul>
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
        <Button
          variant="default"
          loading={change.isBusy}
          onClick={() => change.run(() => call('DELETE', path, nothing))}
        >
          {words.remove}
        </Button>
        <Button variant="default" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {words.deliveries}
        </Button>
      </Group>
      {failure && <Notice text={failure} isError />}
      {secret !== null && (
        <div role="status">
          <Text my="xs">{words.once}</Text>
          <CodeBlock code={secret} />
        </div>
      )}
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
  if (list.isError) return <Failure error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <Loader size="sm" aria-label={texts.loading} />
  if (list.data.items.length === 0) return <Text mt="sm">{words.nothingSent}</Text>
  return (
    <div className={classes['scroll']}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {[words.number, words.event, words.time, words.outcome, words.again].map((title) => (
              <Table.Th key={title} scope="col">
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.data.items.map((one) => (
            <Table.Tr key={one.id}>
              <Table.Td>{one.sequence}</Table.Td>
              <Table.Td>{one.type}</Table.Td>
              <Table.Td>
                <Moment at={one.createdAt} />
              </Table.Td>
              <Table.Td>
                {words.states[one.state]}
                {one.error !== null && `, ${words.attempts(one.attempts)}: ${one.error}`}
              </Table.Td>
              <Table.Td>
                <Button
                  variant="default"
                  size="compact-md"
                  aria-label={words.againLabel(one.sequence)}
                  loading={retry.isBusy}
                  onClick={() => retry.run(one.id)}
                >
                  {words.again}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
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
          <Checkbox.Group label={words.events} value={chosen} onChange={setChosen}>
            <div className={classes['choices']}>
              {types.map((type) => (
                <Checkbox key={type} value={type} label={type} />
              ))}
            </div>
          </Checkbox.Group>
          {create.failure && <Notice text={create.failure} isError />}
          <Group>
            <Button type="submit" loading={create.isBusy} disabled={chosen.length === 0}>
              {words.create}
            </Button>
          </Group>
        </Stack>
      </form>
      {secret !== null && (
        <div role="status">
          <Text mb="xs">{words.once}</Text>
          <CodeBlock code={secret} />
        </div>
      )}
    </Section>
  )
}
