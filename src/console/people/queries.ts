import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  type apiTokens,
  apiTokens as apiTokensParser,
  groupUser,
  groupUsers,
  importResponse,
  invitation,
  loginSecrets,
  madeSecret,
  madeToken,
  type NewUser,
  role,
  roles,
  type UserPatch,
} from '../../protocol/people-api.ts'
import { type Api, nothing } from '../api/client.ts'

export type Tokens = ReturnType<typeof apiTokens>
export type UserFilter = { q: string; role: string; state: string }

const base = (group: number) => `/v1/groups/${group}`
const userPath = (group: number, id: string) => `${base(group)}/users/${encodeURIComponent(id)}`
export const usersKey = (group: number) => ['users', group] as const
export const rolesKey = (group: number) => ['roles', group] as const
export const tokensKey = (group: number) => ['tokens', group] as const
export const secretsKey = (group: number) => ['login-secret', group] as const
export const usersCsvAddress = (group: number) => `${base(group)}/users.csv`

export const usersQuery = ({ call }: Api, group: number, filter: UserFilter) =>
  infiniteQueryOptions({
    queryKey: [...usersKey(group), filter],
    queryFn: ({ pageParam, signal }) => {
      const given = Object.entries({ ...filter, cursor: pageParam ?? '' }).filter(([, value]) => value !== '')
      return call('GET', `${base(group)}/users?${new URLSearchParams(given)}`, groupUsers, undefined, signal)
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
    // What is shown stays while another filter is asked for.
    placeholderData: keepPreviousData,
  })

export const rolesQuery = ({ call }: Api, group: number) =>
  queryOptions({
    queryKey: rolesKey(group),
    queryFn: ({ signal }) => call('GET', `${base(group)}/roles`, roles, undefined, signal),
  })

export const tokensQuery = ({ call }: Api, group: number) =>
  queryOptions({
    queryKey: tokensKey(group),
    queryFn: ({ signal }) => call('GET', `${base(group)}/tokens`, apiTokensParser, undefined, signal),
  })

export const secretsQuery = ({ call }: Api, group: number) =>
  queryOptions({
    queryKey: secretsKey(group),
    queryFn: ({ signal }) => call('GET', `${base(group)}/login-secret`, loginSecrets, undefined, signal),
  })

/** Changes of people, roles, tokens and secrets of one group. */
export function peopleApi({ call }: Api, group: number) {
  return {
    invite: (user: NewUser) => call('POST', `${base(group)}/users`, invitation, user),
    change: (id: string, patch: UserPatch) => call('PATCH', userPath(group, id), groupUser, patch),
    remove: (id: string) => call('DELETE', userPath(group, id), nothing),
    reset: (id: string) => call('POST', `${userPath(group, id)}/reset`, invitation, {}),
    unlock: (id: string) => call('POST', `${userPath(group, id)}/unlock`, groupUser, {}),
    importCsv: (csv: string, dryRun: boolean) =>
      call('POST', `${base(group)}/users/import`, importResponse, { csv, dryRun }),
    makeRole: (made: { title: string; privileges: string[]; permissions: string[] }) =>
      call('POST', `${base(group)}/roles`, role, made),
    changeRole: (name: string, rights: { privileges: string[]; permissions: string[] }) =>
      call('PATCH', `${base(group)}/roles/${name}`, role, rights),
    removeRole: (name: string) => call('DELETE', `${base(group)}/roles/${name}`, nothing),
    makeToken: (made: { name: string; scopes: string[]; days: number }) =>
      call('POST', `${base(group)}/tokens`, madeToken, made),
    removeToken: (id: string) => call('DELETE', `${base(group)}/tokens/${id}`, nothing),
    rotateSecret: () => call('POST', `${base(group)}/login-secret/rotate`, madeSecret, {}),
    dropSecret: () => call('POST', `${base(group)}/login-secret/drop`, nothing, {}),
  }
}
