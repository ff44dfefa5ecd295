import { Group, Stack, Text } from '@mantine/core'
import { PageProof } from '../account/page-proof.tsx'
import { PageHeading } from '../frame/page-heading.tsx'
import { useView, Views } from '../frame/views.tsx'
import { GroupChoice, type OwnGroup, useGroup } from '../groups/use-group.tsx'
import { texts } from '../texts.ts'
import { DifferenceView } from './difference-view.tsx'
import { EditView } from './edit-view.tsx'
import { EmbedView } from './embed-view.tsx'
import { FileView } from './file-view.tsx'
import { VersionsView } from './versions-view.tsx'

const words = texts.settings
const VIEWS = [
  { name: 'staging', title: words.staging },
  { name: 'group', title: words.group },
  { name: 'publish', title: words.publish },
  { name: 'versions', title: words.versions },
  { name: 'embed', title: words.embed },
  { name: 'file', title: words.file },
] as const

export function SettingsPage() {
  const { group, groups } = useGroup('settings.edit')
  const { name } = useView<(typeof VIEWS)[number]>(VIEWS)
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end">
        <PageHeading title={words.title} lead={words.lead} />
        {group && <GroupChoice group={group} groups={groups} />}
      </Group>
      {group ? (
        <>
          <Views label={words.views} views={VIEWS} />
          <PageProof>
            <Part key={`${group.id} ${name}`} group={group} name={name} />
          </PageProof>
        </>
      ) : (
        <Text>{texts.groupPages.notPermitted}</Text>
      )}
    </Stack>
  )
}

function Part({ group, name }: { group: OwnGroup; name: (typeof VIEWS)[number]['name'] }) {
  switch (name) {
    case 'staging':
    case 'group':
      return <EditView group={group} scope={name} />
    case 'publish':
      return <DifferenceView group={group} />
    case 'versions':
      return <VersionsView group={group} />
    case 'embed':
      return <EmbedView group={group} />
    case 'file':
      return <FileView group={group} />
  }
}
