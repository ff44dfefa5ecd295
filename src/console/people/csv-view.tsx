import { Anchor, Button, FileButton, Group, Stack, Table, Text } from '@mantine/core'
import { useState } from 'react'
import type { ImportResponse } from '../../protocol/people-api.ts'
import { Section } from '../account/section.tsx'
import { useApi } from '../api/context.ts'
import { useServerChange } from '../api/use-change.ts'
import { Notice } from '../frame/notice.tsx'
import { texts } from '../texts.ts'
import { peopleApi, usersCsvAddress, usersKey } from './queries.ts'

const words = texts.people.csv

/** People in and out as CSV, with a dry run first (RO-4). */
export function CsvView({ groupId }: { groupId: number }) {
  const api = useApi()
  const [csv, setCsv] = useState<string | null>(null)
  const [outcome, setOutcome] = useState<ImportResponse | null>(null)
  const run = useServerChange(
    [usersKey(groupId)],
    ({ text, isDryRun }: { text: string; isDryRun: boolean }) =>
      peopleApi(api, groupId).importCsv(text, isDryRun),
    setOutcome,
  )
  const read = async (file: File | null) => {
    setOutcome(null)
    if (!file) return
    const text = await file.text()
    setCsv(text)
    run.run({ text, isDryRun: true })
  }
  const isReady = outcome !== null && !outcome.isDone && outcome.errors.length === 0
  return (
    <Stack gap="lg">
      <Section title={words.importTitle} lead={words.importLead}>
        <Group>
          <FileButton accept="text/csv,.csv" onChange={(file) => void read(file)}>
            {(props) => (
              <Button {...props} variant="default" loading={run.isBusy}>
                {outcome === null ? words.choose : words.again}
              </Button>
            )}
          </FileButton>
          {isReady && csv !== null && (
            <Button loading={run.isBusy} onClick={() => run.run({ text: csv, isDryRun: false })}>
              {words.submit}
            </Button>
          )}
        </Group>
        {run.failure && <Notice text={run.failure} isError />}
        {outcome && <Outcome outcome={outcome} />}
      </Section>
      <Section title={words.exportTitle} lead={words.exportLead}>
        <Anchor href={usersCsvAddress(groupId)} download>
          {words.download}
        </Anchor>
      </Section>
    </Stack>
  )
}

function Outcome({ outcome }: { outcome: ImportResponse }) {
  const { errors, created, updated, isDone } = outcome
  if (errors.length > 0)
    return (
      <div role="alert">
        <Text fw={600}>{words.errors}</Text>
        <ul>
          {errors.map(({ row, column, message }) => (
            <li key={`${row} ${message}`}>
              {words.row(row, column)}: {message}
            </li>
          ))}
        </ul>
      </div>
    )
  return (
    <div role="status">
      <Text>
        {words.wouldCreate(created.length)}, {words.wouldChange(updated.length)}
      </Text>
      {isDone && created.length > 0 && (
        <>
          <Text mt="sm">{words.done}</Text>
          <Table mt="sm">
            <Table.Tbody>
              {created.map(({ email, inviteUrl }) => (
                <Table.Tr key={email}>
                  <Table.Th scope="row">{email}</Table.Th>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>{inviteUrl}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
    </div>
  )
}
