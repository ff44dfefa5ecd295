import { queryOptions } from '@tanstack/react-query'
import type { Api } from '../api/client.ts'

export const SECURITY_KEY = ['security'] as const

export function securityQuery(api: Api) {
  return queryOptions({ queryKey: SECURITY_KEY, queryFn: ({ signal }) => api.account.security(signal) })
}

export function peopleQuery(api: Api, groupId: number) {
  return queryOptions({
    queryKey: ['people', groupId],
    queryFn: ({ signal }) => api.account.people(groupId, signal),
  })
}
