import { Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { PageProof } from '../account/page-proof.tsx'
import { PageHeading } from '../frame/page-heading.tsx'
import { texts } from '../texts.ts'
import { GroupChoice, type OwnGroup, useGroup } from './use-group.tsx'

type Props = {
  readonly words: { readonly title: string; readonly lead: string }
  /** One of these permissions opens the page. */
  readonly needs: readonly string[]
  /** More to choose, beside the group. */
  readonly choices?: ReactNode
  readonly children: (group: OwnGroup) => ReactNode
}

/** A page about one group of those in which the person may see it. */
export function GroupPage({ words, needs, choices, children }: Props) {
  const { group, groups } = useGroup(...needs)
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end">
        <PageHeading title={words.title} lead={words.lead} />
        {group && (
          <Group gap="sm">
            {choices}
            <GroupChoice group={group} groups={groups} />
          </Group>
        )}
      </Group>
      {group ? (
        // Another group: nothing of the one before stays.
        <PageProof key={group.id}>{children(group)}</PageProof>
      ) : (
        <Text>{texts.groupPages.notPermitted}</Text>
      )}
    </Stack>
  )
}
