import { Anchor, Button, Group, Text, TextInput } from '@mantine/core'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import type { AuditEntry } from '../../protocol/reports-api.ts'
import { Section } from '../account/section.tsx'
import { useApi } from '../api/context.ts'
import { errorText } from '../api/errors.ts'
import { type Column, DataTable } from '../frame/data-table.tsx'
import { MoreButton } from '../frame/more-button.tsx'
import { Notice } from '../frame/notice.tsx'
import { QueryState } from '../frame/query-state.tsx'
import { GroupPage } from '../groups/group-page.tsx'
import type { OwnGroup } from '../groups/use-group.tsx'
import { NO_FILTER as NO_DAYS, queryOf } from '../history/history-filter.tsx'
import { type AuditFilter, auditAddress, auditQuery, verifyAudit } from '../reports/queries.ts'
import { Moment } from '../sessions/moment.tsx'
import { texts } from '../texts.ts'

const words = texts.audit

/** The audit log of a group: search, export, check (AU-2). */
export function AuditPage() {
  return (
    <GroupPage words={words} needs={['audit.read']}>
      {(group) => <Log group={group} />}
    </GroupPage>
  )
}

const columns: readonly Column<AuditEntry>[] = [
  { title: words.sequence, cell: ({ sequence }) => sequence },
  { title: words.time, cell: ({ time }) => <Moment at={time} /> },
  { title: words.actor, cell: ({ actor, actorName }) => actorName ?? actor },
  { title: words.operation, cell: ({ operation }) => operation },
  { title: words.object, cell: ({ object, objectName }) => objectName ?? object },
  { title: words.outcome, cell: ({ outcome }) => outcome },
]

const EMPTY: AuditFilter = { actor: '', operation: '', object: '', from: '', to: '' }

function Log({ group }: { group: OwnGroup }) {
  const api = useApi()
  const [form, setForm] = useState(EMPTY)
  const shown = useDeferredValue(form)
  const { from = '', to = '' } = queryOf({ ...NO_DAYS, from: shown.from, to: shown.to })
  const filter: AuditFilter = { ...shown, from, to }
  const entries = useInfiniteQuery(auditQuery(api, group.id, filter))
  const items = entries.data?.pages.flatMap((page) => page.items) ?? []
  const field = (name: keyof AuditFilter) => ({
    value: form[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setForm({ ...form, [name]: event.currentTarget.value }),
  })
  return (
    <>
      <Check groupId={group.id} />
      <Section title={words.entries}>
        <Group component="search" align="flex-end" gap="sm">
          <TextInput label={words.actor} maxLength={127} {...field('actor')} />
          <TextInput
            label={words.operation}
            placeholder={words.operationExample}
            maxLength={127}
            {...field('operation')}
          />
          <TextInput label={words.object} maxLength={255} {...field('object')} />
          <TextInput type="date" label={words.from} {...field('from')} />
          <TextInput type="date" label={words.to} {...field('to')} />
        </Group>
        <Group>
          <Anchor href={auditAddress(group.id, 'csv', filter)} download>
            {words.csv}
          </Anchor>
          <Anchor href={auditAddress(group.id, 'json', filter)} download>
            {words.json}
          </Anchor>
        </Group>
        {entries.isSuccess && items.length === 0 && <Text>{words.empty}</Text>}
        {items.length > 0 && (
          <DataTable
            caption={words.caption}
            columns={columns}
            rows={items}
            keyOf={({ sequence }) => sequence}
          />
        )}
        <QueryState query={entries} />
        <MoreButton query={entries} />
      </Section>
    </>
  )
}

function Check({ groupId }: { groupId: number }) {
  const api = useApi()
  const check = useMutation({ mutationFn: () => verifyAudit(api, groupId) })
  return (
    <Group>
      <Button variant="default" loading={check.isPending} onClick={() => check.mutate()}>
        {words.verify}
      </Button>
      {check.isError && <Notice text={errorText(check.error)} isError />}
      {check.data && (
        <Notice
          isError={check.data.brokenAt !== null}
          text={
            check.data.brokenAt === null
              ? `${words.whole(check.data.entries)} ${words.head(check.data.head.sequence, check.data.head.hash)}`
              : words.broken(check.data.brokenAt)
          }
        />
      )}
    </Group>
  )
}
