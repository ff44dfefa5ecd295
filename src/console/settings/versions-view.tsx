import { Button, Group, Loader, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Section } from '../account/section.tsx'
import { useApi } from '../api/context.ts'
import { isApiError } from '../api/errors.ts'
import { useServerChange } from '../api/use-change.ts'
import { Failure } from '../frame/failure.tsx'
import { Notice } from '../frame/notice.tsx'
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
      {versions.isPending && <Loader size="sm" aria-label={texts.loading} />}
      {versions.isError && !isApiError(versions.error, 'not-logged-in') && (
        <Failure error={versions.error} onRetry={() => void versions.refetch()} />
      )}
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
              <Button
                variant="default"
                loading={rollBack.isBusy}
                aria-label={words.rollBackLabel(version)}
                onClick={() => rollBack.run(version)}
              >
                {words.rollBack}
              </Button>
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
      {versions.hasNextPage && (
        <Button
          variant="default"
          style={{ alignSelf: 'center' }}
          loading={versions.isFetchingNextPage}
          onClick={() => void versions.fetchNextPage()}
        >
          {words.more}
        </Button>
      )}
    </Stack>
  )
}
