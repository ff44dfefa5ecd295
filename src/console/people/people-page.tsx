import { useView, Views } from '../frame/views.tsx'
import { GroupPage } from '../groups/group-page.tsx'
import type { OwnGroup } from '../groups/use-group.tsx'
import { texts } from '../texts.ts'
import { CsvView } from './csv-view.tsx'
import { RolesView } from './roles-view.tsx'
import { UsersView } from './users-view.tsx'

const words = texts.people
const USERS = { name: 'users', title: words.users } as const
const ROLES = { name: 'roles', title: words.roles } as const
const CSV = { name: 'csv', title: words.importing } as const

/** Members and roles of the groups that one manages. */
export function PeoplePage() {
  return (
    <GroupPage words={words} needs={['users.manage', 'roles.manage']}>
      {(group) => <Part group={group} />}
    </GroupPage>
  )
}

function Part({ group }: { group: OwnGroup }) {
  const views = group.permissions.includes('users.manage')
    ? ([USERS, ROLES, CSV] as const)
    : ([ROLES] as const)
  const { name } = useView<typeof USERS | typeof ROLES | typeof CSV>(views)
  return (
    <>
      <Views label={words.views} views={views} />
      {name === 'users' && <UsersView groupId={group.id} />}
      {name === 'roles' && <RolesView group={group} />}
      {name === 'csv' && <CsvView groupId={group.id} />}
    </>
  )
}
