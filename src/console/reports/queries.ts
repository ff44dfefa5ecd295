import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  auditEntries,
  auditVerified,
  problemList,
  reportCounts,
  reportFigures,
} from '../../protocol/reports-api.ts'
import type { Api } from '../api/client.ts'

const base = (group: number) => `/v1/groups/${group}`
const search = (given: Readonly<Record<string, string>>) =>
  new URLSearchParams(Object.entries(given).filter(([, value]) => value !== '')).toString()

export const reportsKey = (group: number) => ['reports', group] as const
export const auditKey = (group: number) => ['audit', group] as const

/** The last `days` days, up to now. */
export function spanOf(days: number, nowMs: number): { from: string; to: string } {
  const DAY_MS = 24 * 3_600_000
  return { from: new Date(nowMs - days * DAY_MS).toISOString(), to: new Date(nowMs).toISOString() }
}

export const countsQuery = ({ call }: Api, group: number, by: string, days: number) =>
  queryOptions({
    queryKey: [...reportsKey(group), 'counts', by, days],
    queryFn: ({ signal }) => {
      const query = search({ by, ...spanOf(days, Date.now()) })
      return call('GET', `${base(group)}/reports/counts?${query}`, reportCounts, undefined, signal)
    },
  })

export const figuresQuery = ({ call }: Api, group: number, days: number) =>
  queryOptions({
    queryKey: [...reportsKey(group), 'figures', days],
    queryFn: ({ signal }) => {
      const query = search(spanOf(days, Date.now()))
      return call('GET', `${base(group)}/reports/figures?${query}`, reportFigures, undefined, signal)
    },
  })

export const sessionsCsvAddress = (group: number, days: number, status: string) =>
  `${base(group)}/reports/sessions.csv?${search({ status, ...spanOf(days, Date.now()) })}`

export const problemsQuery = ({ call }: Api, group: number, days: number) =>
  infiniteQueryOptions({
    queryKey: [...reportsKey(group), 'problems', days],
    queryFn: ({ pageParam, signal }) => {
      const query = search({ ...spanOf(days, Date.now()), cursor: pageParam ?? '' })
      return call('GET', `${base(group)}/reports/problems?${query}`, problemList, undefined, signal)
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
  })

export type AuditFilter = { actor: string; operation: string; object: string; from: string; to: string }

export const auditQuery = ({ call }: Api, group: number, filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: [...auditKey(group), filter],
    queryFn: ({ pageParam, signal }) => {
      const query = search({ ...filter, cursor: pageParam ?? '' })
      return call('GET', `${base(group)}/audit?${query}`, auditEntries, undefined, signal)
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
    placeholderData: keepPreviousData,
  })

export const auditAddress = (group: number, kind: 'csv' | 'json', filter: AuditFilter) =>
  `${base(group)}/audit.${kind}?${search({ ...filter })}`

export const verifyAudit = ({ call }: Api, group: number) =>
  call('GET', `${base(group)}/audit/verify`, auditVerified)
