import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SettingSchema, SettingsDocument } from '../../protocol/settings-api.ts'
import { Section } from '../account/section.tsx'
import { useApi } from '../api/context.ts'
import { useServerChange } from '../api/use-change.ts'
import { Notice } from '../frame/notice.tsx'
import { QueryState } from '../frame/query-state.tsx'
import type { OwnGroup } from '../groups/use-group.tsx'
import { texts } from '../texts.ts'
import { hostsOfOrigins } from './host-list.ts'
import { documentQuery, saveSettings, schemaQuery, settingsKey } from './queries.ts'
import { SeenHosts } from './seen-hosts.tsx'
import { SettingRow, type Suggest } from './setting-row.tsx'
import classes from './settings.module.css'
import { sectionTitle, wordsOf } from './words.ts'

const words = texts.settings.edit
type Schemas = Readonly<Record<string, SettingSchema>>

/** All values of staging, or of the whole group. */
export function EditView({ group, scope }: { group: OwnGroup; scope: 'staging' | 'group' }) {
  const api = useApi()
  const schema = useQuery(schemaQuery(api))
  const document = useQuery({ ...documentQuery(api, group.id, scope), refetchOnWindowFocus: false })
  const error = schema.error ?? document.error
  const refetch = () => Promise.all([schema.refetch(), document.refetch()])
  if (!schema.data || !document.data) return <QueryState query={{ isPending: true, error, refetch }} />
  return (
    <Form
      // What is typed belongs to the version that was read.
      key={document.data.version}
      group={group}
      document={document.data}
      schemas={schema.data.properties}
    />
  )
}

/** What the person has typed: another value, or the default again. */
type Edit = { readonly value: unknown } | 'default' | 'invalid'

function Form({
  group,
  document,
  schemas,
}: {
  group: OwnGroup
  document: SettingsDocument
  schemas: Schemas
}) {
  const api = useApi()
  const [edits, setEdits] = useState<Readonly<Record<string, Edit>>>({})
  const [round, setRound] = useState(0)
  const [find, setFind] = useState('')
  const save = useServerChange([settingsKey(group.id)], (values: object) =>
    saveSettings(api, group.id, document, values),
  )
  const count = Object.keys(edits).length
  const isInvalid = Object.values(edits).includes('invalid')
  const setEdit = (key: string, edit: Edit | null) =>
    setEdits((old) => {
      const { [key]: _gone, ...others } = old
      return edit === null ? others : { ...others, [key]: edit }
    })
  // An empty list stands for the site's own hosts: who adds the first one keeps these.
  const suggestHosts: Suggest = (lines, replace) => {
    const listed = lines.length > 0 ? lines : hostsOfOrigins(document.values['site.origins'])
    return <SeenHosts groupId={group.id} listed={listed} onAllow={(host) => replace([...listed, host])} />
  }
  const shown = Object.keys(document.values).filter((key) => schemas[key] && isFound(key, find))
  const sections = [...new Set(shown.map((key) => schemas[key]?.['x-section'] ?? ''))]
  return (
    <Stack gap="lg" className={classes['form'] ?? ''}>
      <Text c="dimmed">{document.scope === 'staging' ? words.stagingLead : words.groupLead}</Text>
      <TextInput
        type="search"
        label={words.find}
        value={find}
        maw="24rem"
        onChange={(event) => setFind(event.currentTarget.value)}
      />
      {shown.length === 0 && <Text>{words.none}</Text>}
      {sections.map((section) => (
        <Section key={section} title={sectionTitle(section)}>
          {shown
            .filter((key) => schemas[key]?.['x-section'] === section)
            .map((key) => {
              const schema = schemas[key]
              if (!schema) return null
              const initial = defaultOf(schema, document.scope)
              const isOwn = edits[key] ? edits[key] !== 'default' : document.own.includes(key)
              return (
                <SettingRow
                  key={`${key} ${round} ${edits[key] === 'default'}`}
                  name={key}
                  schema={schema}
                  initial={initial}
                  value={edits[key] === 'default' ? initial : document.values[key]}
                  isOwn={isOwn}
                  suggest={key === 'assets.hosts' ? suggestHosts : undefined}
                  error={save.fields[key] ?? null}
                  onEdit={(value) => setEdit(key, { value })}
                  onInvalid={() => setEdit(key, 'invalid')}
                  onDefault={() => setEdit(key, document.own.includes(key) ? 'default' : null)}
                />
              )
            })}
        </Section>
      ))}
      {save.failure && (
        <Notice text={Object.keys(save.fields).length > 0 ? words.refused : save.failure} isError />
      )}
      <div className={classes['bar']} data-active={count > 0 || undefined}>
        <Text role="status">
          {count > 0
            ? words.changed(count)
            : document.version > 0
              ? texts.settings.history.version(document.version)
              : ''}
        </Text>
        <Group gap="sm">
          <Button
            variant="default"
            disabled={count === 0 || save.isBusy}
            onClick={() => {
              setEdits({})
              setRound(round + 1)
            }}
          >
            {words.discard}
          </Button>
          <Button
            disabled={count === 0 || isInvalid}
            loading={save.isBusy}
            onClick={() => save.run(valuesToSave(document, edits))}
          >
            {words.save}
          </Button>
        </Group>
      </div>
    </Stack>
  )
}

/** The values that are to differ from the defaults. */
function valuesToSave(document: SettingsDocument, edits: Readonly<Record<string, Edit>>): object {
  const kept = document.own.filter((key) => edits[key] !== 'default')
  const values = Object.fromEntries(kept.map((key) => [key, document.values[key]]))
  for (const [key, edit] of Object.entries(edits)) if (typeof edit === 'object') values[key] = edit.value
  return values
}

function defaultOf(schema: SettingSchema, scope: string): unknown {
  const { 'x-stagingDefault': staging } = schema
  return scope === 'staging' && staging !== undefined ? staging : schema.default
}

function isFound(key: string, find: string): boolean {
  const { title, help } = wordsOf(key)
  const all = `${key} ${title} ${help}`.toLowerCase()
  return find
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word))
}
