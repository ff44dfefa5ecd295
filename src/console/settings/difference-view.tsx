import { Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SettingsDifference } from '../../protocol/settings-api.ts'
import { Section } from '../account/section.tsx'
import { useApi } from '../api/context.ts'
import { useServerChange } from '../api/use-change.ts'
import { Notice } from '../frame/notice.tsx'
import { QueryState } from '../frame/query-state.tsx'
import type { OwnGroup } from '../groups/use-group.tsx'
import { texts } from '../texts.ts'
import { Changes } from './changes.tsx'
import { differenceQuery, publishSettings, settingsKey } from './queries.ts'
import { sectionTitle } from './words.ts'

const words = texts.settings.difference

/** What differs between staging and production, and its publication (SG-1). */
export function DifferenceView({ group }: { group: OwnGroup }) {
  const api = useApi()
  const difference = useQuery(differenceQuery(api, group.id))
  if (!difference.data) return <QueryState query={difference} />
  return <Difference group={group} difference={difference.data} />
}

function Difference({ group, difference }: { group: OwnGroup; difference: SettingsDifference }) {
  const api = useApi()
  const [chosen, setChosen] = useState<readonly string[]>([])
  const publish = useServerChange(
    [settingsKey(group.id)],
    (sections: readonly string[]) =>
      publishSettings(api, group.id, difference.production, sections.length > 0 ? { sections } : {}),
    () => setChosen([]),
  )
  const mayPublish = group.permissions.includes('settings.publish')
  const sections = [...new Set(difference.changes.map(({ key }) => key.split('.')[0] ?? ''))]
  return (
    <Stack gap="lg">
      <Text c="dimmed">{words.lead}</Text>
      {publish.failure && <Notice text={publish.failure} isError />}
      {publish.isDone && <Notice text={words.done(difference.production)} />}
      {difference.changes.length === 0 && <Text>{words.same}</Text>}
      {difference.changes.some(({ isLoosening }) => isLoosening) && <Notice text={words.loosensLead} />}
      {sections.map((section) => (
        <Section key={section} title={sectionTitle(section)}>
          {mayPublish && (
            <Checkbox
              label={words.section(sectionTitle(section))}
              checked={chosen.includes(section)}
              onChange={(event) =>
                setChosen(
                  event.currentTarget.checked
                    ? [...chosen, section]
                    : chosen.filter((one) => one !== section),
                )
              }
            />
          )}
          <Changes
            changes={difference.changes.filter(({ key }) => key.split('.')[0] === section)}
            before={words.before}
            after={words.after}
          />
        </Section>
      ))}
      {!mayPublish && <Text>{words.notPermitted}</Text>}
      {mayPublish && difference.changes.length > 0 && (
        <Group>
          <Button loading={publish.isBusy} onClick={() => publish.run(chosen)}>
            {chosen.length === 0 ? words.publishAll : words.publishSome(chosen.length)}
          </Button>
        </Group>
      )}
    </Stack>
  )
}
