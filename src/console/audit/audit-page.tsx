import { Anchor, Button, Group, Loader, Stack, Table, Text, TextInput } from '@mantine/core'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { Section } from '../account/section.tsx'
import { useApi } from '../api/context.ts'
import { errorText, isApiError } from '../api/errors.ts'
import { Failure } from '../frame/failure.tsx'
import { Notice } from '../frame/notice.tsx'
import { PageHeading } from '../frame/page-heading.tsx'
import { GroupChoice, type OwnGroup, useGroup } from '../groups/use-group.tsx'
import { NO_FILTER as NO_DAYS, queryOf } from '../history/history-filter.tsx'
import { type AuditFilter, auditAddress, auditQuery, verifyAudit } from '../reports/queries.ts'
import classes from '../reports/reports.module.css'
import { Moment } from '../sessions/moment.tsx'
import { texts } from '../texts.ts'

const words = texts.audit

/** The audit log of a group: search, export, check (AU-2). */
export function AuditPage() {
  const { group, groups } = useGroup('audit.read')
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end">
        <PageHeading title={words.title} lead={words.lead} />
        {group && <GroupChoice group={group} groups={groups} />}
      </Group>
      {group ? <Log key={group.id} group={group} /> : <Text>{texts.groupPages.notPermitted}</Text>}
    </Stack>
  )
}

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
      <Section title={words.title}>
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
        {entries.isPending && <Loader size="sm" aria-label={texts.loading} />}
        {entries.isError && !isApiError(entries.error, 'not-logged-in') && (
          <Failure error={entries.error} onRetry={() => void entries.refetch()} />
        )}
        {entries.isSuccess && items.length === 0 && <Text>{words.empty}</Text>}
        {items.length > 0 && (
          <div className={classes['scroll']}>
            <Table className={classes['entries'] ?? ''}>
              <caption className={classes['caption']}>{words.caption}</caption>
              <Table.Thead>
                <Table.Tr>
                  {[
                    words.sequence,
                    words.time,
                    words.actor,
                    words.operation,
                    words.object,
                    words.outcome,
                  ].map((title) => (
                    <Table.Th key={title} scope="col">
                      {title}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((item) => (
                  <Table.Tr key={item.sequence}>
                    <Table.Td>{item.sequence}</Table.Td>
                    <Table.Td>
                      <Moment at={item.time} />
                    </Table.Td>
                    <Table.Td>{item.actorName ?? item.actor}</Table.Td>
                    <Table.Td>{item.operation}</Table.Td>
                    <Table.Td>{item.object}</Table.Td>
                    <Table.Td>{item.outcome}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </div>
        )}
        {entries.hasNextPage && (
          <Button
            variant="default"
            style={{ alignSelf: 'center' }}
            loading={entries.isFetchingNextPage}
            onClick={() => void entries.fetchNextPage()}
          >
            {words.more}
          </Button>
        )}
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
