import { useMe } from '../api/context.ts'
import { texts } from '../texts.ts'

/** The pages in the header besides the first, with the permissions of which one opens them; none: everybody. */
const PAGES = [
  { to: '/presence', title: texts.presence.title, needs: ['presence'] },
  { to: '/history', title: texts.header.history, needs: [] },
  { to: '/reports', title: texts.header.reports, needs: ['reports.read'] },
  { to: '/people', title: texts.header.people, needs: ['users.manage', 'roles.manage'] },
  { to: '/settings', title: texts.header.settings, needs: ['settings.edit'] },
  { to: '/masking', title: texts.masking.short, needs: ['settings.edit'] },
  { to: '/integrations', title: texts.header.integrations, needs: ['keys.manage'] },
  { to: '/audit', title: texts.header.audit, needs: ['audit.read'] },
] as const

export function usePages() {
  const { groups } = useMe()
  return PAGES.filter(
    ({ needs }) =>
      needs.length === 0 ||
      groups.some(({ permissions }) => needs.some((name: string) => permissions.includes(name))),
  )
}
