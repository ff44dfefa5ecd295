import { Group, NativeSelect, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { PageHeading } from '../frame/page-heading.tsx'
import { useView, Views } from '../frame/views.tsx'
import { GroupChoice, useGroup } from '../groups/use-group.tsx'
import { texts } from '../texts.ts'
import { CountsView } from './counts-view.tsx'
import { ProblemsView } from './problems-view.tsx'

const words = texts.reports
const VIEWS = [
  { name: 'counts', title: words.counts },
  { name: 'problems', title: words.problems },
] as const
const SPANS = [7, 14, 31]

/** Numbers and problems of a group's sessions (RE-3, RE-4). */
export function ReportsPage() {
  const { group, groups } = useGroup('reports.read')
  const { name } = useView<(typeof VIEWS)[number]>(VIEWS)
  const [days, setDays] = useState(31)
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end">
        <PageHeading title={words.title} lead={words.lead} />
        <Group gap="sm">
          <NativeSelect
            label={words.span}
            value={String(days)}
            data={SPANS.map((count) => ({ value: String(count), label: words.days(count) }))}
            onChange={(event) => setDays(Number(event.currentTarget.value))}
          />
          {group && <GroupChoice group={group} groups={groups} />}
        </Group>
      </Group>
      {group === null && <Text>{texts.groupPages.notPermitted}</Text>}
      {group && (
        <>
          <Views label={words.views} views={VIEWS} />
          {name === 'counts' && <CountsView groupId={group.id} days={days} />}
          {name === 'problems' && <ProblemsView groupId={group.id} days={days} />}
        </>
      )}
    </Stack>
  )
}
