import { queryOptions } from '@tanstack/react-query'
import { type InviteRequest, invited, presenceLookup, presenceVisitors } from '../../protocol/presence-api.ts'
import type { Api } from '../api/client.ts'
import { refreshDelayMs } from '../api/queries.ts'
import { INVITATION_REFRESH_MS, REQUEST_TIMEOUT_MS, TOLD_REFRESH_MS, VISITORS_SHOWN } from '../limits.ts'

const base = (group: number) => `/v1/groups/${group}/presence/visitors`
const pathOf = (group: number, visitor: string) => `${base(group)}/${encodeURIComponent(visitor)}`

/** Who is there, kept up to date while the page is visible. `isTold`: the server says when something has changed. */
export const visitorsQuery = ({ call }: Api, group: number, search: string, isTold: boolean) =>
  queryOptions({
    queryKey: ['presence', group, search],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ limit: String(VISITORS_SHOWN), ...(search && { search }) })
      return call('GET', `${base(group)}?${query}`, presenceVisitors, undefined, signal)
    },
    retry: false,
    refetchInterval: ({ state }) =>
      isTold && state.error === null ? TOLD_REFRESH_MS : refreshDelayMs(state.error),
    placeholderData: (previous) => previous,
  })

/** What becomes of an invitation. */
export const invitedQuery = ({ call }: Api, group: number, visitor: string) =>
  queryOptions({
    queryKey: ['presence', group, 'one', visitor],
    queryFn: ({ signal }) => call('GET', pathOf(group, visitor), presenceLookup, undefined, signal),
    refetchInterval: INVITATION_REFRESH_MS,
    // Also while the agent looks at something else: the session opens by itself.
    refetchIntervalInBackground: true,
    staleTime: 0,
    gcTime: 0,
  })

export const invite = ({ call }: Api, group: number, visitor: string, body: InviteRequest) =>
  call('POST', `${pathOf(group, visitor)}/invite`, invited, body, undefined, REQUEST_TIMEOUT_MS)
