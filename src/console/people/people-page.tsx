import { Group, Stack, Text } from '@mantine/core'
import { PageProof } from '../account/page-proof.tsx'
import { PageHeading } from '../frame/page-heading.tsx'
import { useView, Views } from '../frame/views.tsx'
import { GroupChoice, useGroup } from '../groups/use-group.tsx'
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
  const { group, groups } = useGroup('users.manage', 'roles.manage')
  const views = group?.permissions.includes('users.manage')
    ? ([USERS, ROLES, CSV] as const)
    : ([ROLES] as const)
  const { name } = useView<typeof USERS | typeof ROLES | typeof CSV>(views)
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end">
        <PageHeading title={words.title} lead={words.lead} />
        {group && <GroupChoice group={group} groups={groups} />}
      </Group>
      {group === null && <Text>{words.notPermitted}</Text>}
      {group && (
        <>
          <Views label={words.views} views={views} />
          <PageProof>
            {name === 'users' && <UsersView key={group.id} groupId={group.id} />}
            {name === 'roles' && <RolesView key={group.id} group={group} />}
            {name === 'csv' && <CsvView key={group.id} groupId={group.id} />}
          </PageProof>
        </>
      )}
    </Stack>
  )
}
