import { Group, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Section } from '../account/section.tsx'
import { useApi } from '../api/context.ts'
import { useServerChange } from '../api/use-change.ts'
import { ConfirmButton } from '../frame/confirm-button.tsx'
import { MoreButton } from '../frame/more-button.tsx'
import { Notice } from '../frame/notice.tsx'
import { QueryState } from '../frame/query-state.tsx'
import type { OwnGroup } from '../groups/use-group.tsx'
import { Moment } from '../sessions/moment.tsx'
import { texts } from '../texts.ts'
import { Changes } from './changes.tsx'
import { publishSettings, settingsKey, versionsQuery } from './queries.ts'
import classes from './settings.module.css'

const words = texts.settings.history

/** All versions of production, and the way back to one (SG-1). */
export function VersionsView({ group }: { group: OwnGroup }) {
  const api = useApi()
  const versions = useInfiniteQuery(versionsQuery(api, group.id))
  const items = versions.data?.pages.flatMap((page) => page.items) ?? []
  const newest = items[0]?.version ?? 0
  const rollBack = useServerChange([settingsKey(group.id)], (version: number) =>
    publishSettings(api, group.id, newest, { version }),
  )
  const mayPublish = group.permissions.includes('settings.publish')
  return (
    <Stack gap="lg">
      <Text c="dimmed">{words.lead}</Text>
      {rollBack.failure && <Notice text={rollBack.failure} isError />}
      {versions.isSuccess && items.length === 0 && <Text>{words.none}</Text>}
      {items.map(({ version, author, createdAt, changes }) => (
        <Section key={version} title={words.version(version)}>
          <Group justify="space-between">
            <Text c="dimmed">
              <Moment at={createdAt} /> {words.by(author)}
              {version === newest && ` · ${words.current}`}
            </Text>
            {mayPublish && version !== newest && (
              <ConfirmButton
                text={words.rollBack}
                label={words.rollBackLabel(version)}
                question={words.rollBackQuestion(version)}
                isBusy={rollBack.isBusy}
                onConfirm={() => rollBack.run(version)}
              />
            )}
          </Group>
          <details>
            <summary className={classes['title']}>{words.changes(changes.length)}</summary>
            <Changes
              changes={changes}
              before={texts.settings.difference.before}
              after={texts.settings.difference.after}
            />
          </details>
        </Section>
      ))}
      <QueryState query={versions} />
      <MoreButton query={versions} />
    </Stack>
  )
}
