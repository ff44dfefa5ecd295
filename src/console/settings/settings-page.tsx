import { useView, Views } from '../frame/views.tsx'
import { GroupPage } from '../groups/group-page.tsx'
import type { OwnGroup } from '../groups/use-group.tsx'
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
  const { name } = useView<(typeof VIEWS)[number]>(VIEWS)
  return (
    <GroupPage words={words} needs={['settings.edit']}>
      {(group) => (
        <>
          <Views label={words.views} views={VIEWS} />
          <Part key={name} group={group} name={name} />
        </>
      )}
    </GroupPage>
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
