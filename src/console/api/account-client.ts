import { object, type Parser } from '../../base/parse.ts'
import {
  type Person,
  people,
  type SecurityOverview,
  type SignInResponse,
  securityOverview,
  signInResponse,
} from '../../protocol/accounts.ts'
import type { Call } from './client.ts'

/** The account endpoints, as the console sees them. Every method rejects with an `ApiError`. */
export interface AccountApi {
  signIn(email: string, password: string): Promise<SignInResponse>
  /** A code of the authenticator app, or a recovery code. */
  secondFactor(code: string): Promise<SignInResponse>
  security(signal?: AbortSignal): Promise<SecurityOverview>
  /** Proves again who is logged in. */
  confirm(proof: { password: string } | { code: string }): Promise<void>
  changePassword(current: string, next: string): Promise<void>
  endLogin(id: string): Promise<void>
  endOtherLogins(): Promise<void>
  people(groupId: number, signal?: AbortSignal): Promise<Person[]>
  /** All log-ins of that person if `loginId` is absent. */
  endPersonLogins(groupId: number, personId: string, loginId?: string): Promise<void>
}

const anything = object({})

export function createAccountApi(call: Call): AccountApi {
  const send = async (path: string, body: object) => void (await call('POST', path, anything, body))
  const ask = <T>(path: string, parser: Parser<T>, body: object) => call('POST', path, parser, body)
  return {
    signIn: (email, password) => ask('/api/auth/sign-in/email', signInResponse, { email, password }),
    secondFactor: (code) => ask('/api/auth/second-factor', signInResponse, { code }),
    security: (signal) => call('GET', '/api/auth/security', securityOverview, undefined, signal),
    confirm: (proof) => send('/api/auth/confirm', proof),
    changePassword: (current, next) => send('/api/auth/password', { current, next }),
    endLogin: (id) => send('/api/auth/logins/end', { id }),
    endOtherLogins: () => send('/api/auth/logins/end', { others: true }),
    people: async (groupId, signal) =>
      (await call('GET', `/v1/groups/${groupId}/people`, people, undefined, signal)).items,
    endPersonLogins: (groupId, personId, loginId) =>
      send(`/v1/groups/${groupId}/people/${encodeURIComponent(personId)}/logins/end`, {
        ...(loginId !== undefined && { id: loginId }),
      }),
  }
}
