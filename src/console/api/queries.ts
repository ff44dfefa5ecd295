import {
  infiniteQueryOptions,
  keepPreviousData,
  MutationCache,
  QueryCache,
  QueryClient,
  queryOptions,
} from '@tanstack/react-query'
import { LIVE_REFRESH_MS, MAX_RETRIES, MAX_RETRY_AFTER_MS } from '../limits.ts'
import type { Api, SessionFilter } from './client.ts'
import { isApiError } from './errors.ts'

/** `onLoggedOut` is called whenever an answer says that the log-in is over. */
export function createQueryClient(onLoggedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (isApiError(error, 'not-logged-in')) onLoggedOut()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // A refusal stays one when it is asked for again; only what got lost on the way is worth another try.
      queries: { retry: (failures, error) => failures < MAX_RETRIES && isApiError(error, 'network') },
    },
  })
}

export const ME_KEY = ['me'] as const

export function meQuery(api: Api) {
  return queryOptions({ queryKey: ME_KEY, queryFn: ({ signal }) => api.me(signal), staleTime: 60_000 })
}

export function liveSessionsQuery(api: Api) {
  return queryOptions({
    queryKey: ['sessions', 'live'],
    queryFn: ({ signal }) => api.liveSessions(signal),
    retry: false, // the next refresh is the retry
    refetchInterval: (query) => refreshDelayMs(query.state.error),
  })
}

export function allSessionsQuery(api: Api, filter: SessionFilter = {}) {
  return infiniteQueryOptions({
    queryKey: ['sessions', 'all', filter],
    queryFn: ({ pageParam, signal }) => api.allSessions(pageParam, signal, filter),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
    placeholderData: keepPreviousData,
  })
}

/** Time to the next refresh of the live list after this outcome; `false`: never. */
export function refreshDelayMs(error: unknown): number | false {
  if (isApiError(error, 'not-permitted') || isApiError(error, 'not-logged-in')) return false
  const askedMs = isApiError(error) ? (error.retryAfterSeconds ?? 0) * 1_000 : 0
  return Math.min(Math.max(askedMs, LIVE_REFRESH_MS), MAX_RETRY_AFTER_MS)
}
