import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import {
  assetHosts,
  embedding,
  importResponse,
  type PublishResponse,
  publishResponse,
  type SettingScope,
  type SettingsDocument,
  settingsDifference,
  settingsDocument,
  settingsFile,
  settingsSchema,
  settingsVersions,
} from '../../protocol/settings-api.ts'
import type { Api } from '../api/client.ts'

export const settingsKey = (group: number) => ['settings', group] as const
const base = (group: number) => `/v1/groups/${group}/settings`
const seen = (version: number) => ({ 'if-match': `"${version}"` })

export const schemaQuery = ({ call }: Api) =>
  queryOptions({
    queryKey: ['settings', 'schema'],
    queryFn: ({ signal }) => call('GET', '/v1/settings/schema', settingsSchema, undefined, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const documentQuery = ({ call }: Api, group: number, scope: SettingScope) =>
  queryOptions({
    queryKey: [...settingsKey(group), scope],
    queryFn: ({ signal }) => call('GET', `${base(group)}/${scope}`, settingsDocument, undefined, signal),
  })

export const assetHostsQuery = ({ call }: Api, group: number) =>
  queryOptions({
    queryKey: [...settingsKey(group), 'asset-hosts'],
    queryFn: ({ signal }) => call('GET', `/v1/groups/${group}/asset-hosts`, assetHosts, undefined, signal),
  })

export const differenceQuery = ({ call }: Api, group: number) =>
  queryOptions({
    queryKey: [...settingsKey(group), 'difference'],
    queryFn: ({ signal }) =>
      call('GET', `${base(group)}/staging/difference`, settingsDifference, undefined, signal),
  })

export const versionsQuery = ({ call }: Api, group: number) =>
  infiniteQueryOptions({
    queryKey: [...settingsKey(group), 'versions'],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: '20', ...(pageParam !== null && { cursor: pageParam }) })
      return call('GET', `${base(group)}/production/versions?${query}`, settingsVersions, undefined, signal)
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
  })

export const embeddingQuery = ({ call }: Api, group: number) =>
  queryOptions({
    queryKey: [...settingsKey(group), 'embedding'],
    queryFn: ({ signal }) => call('GET', `/v1/groups/${group}/embedding`, embedding, undefined, signal),
  })

export const saveSettings = (
  { call }: Api,
  group: number,
  document: SettingsDocument,
  values: object,
): Promise<SettingsDocument> =>
  call(
    'PUT',
    `${base(group)}/${document.scope}`,
    settingsDocument,
    { values },
    undefined,
    undefined,
    seen(document.version),
  )

export const publishSettings = (
  { call }: Api,
  group: number,
  productionVersion: number,
  what: { version?: number; sections?: readonly string[] },
): Promise<PublishResponse> =>
  call(
    'POST',
    `${base(group)}/production/publish`,
    publishResponse,
    what,
    undefined,
    undefined,
    seen(productionVersion),
  )

export const exportSettings = ({ call }: Api, group: number) =>
  call('GET', `${base(group)}/export`, settingsFile)
export const importSettings = ({ call }: Api, group: number, file: object) =>
  call('POST', `${base(group)}/import`, importResponse, file)
export const maskingCsvAddress = (group: number, scope: SettingScope) => `${base(group)}/${scope}/masking.csv`
