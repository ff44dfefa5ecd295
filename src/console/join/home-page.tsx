import { Stack } from '@mantine/core'
import { useMe } from '../api/context.ts'
import { JoinPanel } from './join-panel.tsx'
import { LiveSessions } from './live-sessions.tsx'

export function HomePage() {
  const me = useMe()
  const viewableGroups = new Set<number>(
    me.groups.filter((group) => group.privileges.includes('view')).map((group) => group.id),
  )
  return (
    <Stack gap={40}>
      <JoinPanel mayView={viewableGroups.size > 0} />
      <LiveSessions viewableGroups={viewableGroups} />
    </Stack>
  )
}
