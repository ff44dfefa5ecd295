import { type Infer, object, type Parser, text } from '../../base/parse.ts'
import {
  linkResponse,
  madeCodes,
  type newPasskey,
  type PasskeyProof,
  type Person,
  people,
  type SecurityOverview,
  type SignInResponse,
  securityOverview,
  signInResponse,
  type TotpOffer,
  totpOffer,
} from '../../protocol/accounts.ts'
import type { Language } from '../../protocol/languages.ts'
import type { Call } from './client.ts'

/** The account endpoints, as the console sees them. Every method rejects with an `ApiError`. */
export interface AccountApi {
  signIn(email: string, password: string): Promise<SignInResponse>
  /** A code of the authenticator app, or a recovery code. */
  secondFactor(code: string): Promise<SignInResponse>
  /** The second factors that a log-in waits for which began at a company. */
  pendingFactors(): Promise<SignInResponse>
  /** Where to go to link a company account. */
  beginLink(groupId: number): Promise<string>
  unlink(issuer: string, subject: string): Promise<void>
  security(signal?: AbortSignal): Promise<SecurityOverview>
  /** Proves again who is logged in. */
  confirm(proof: { password: string } | { code: string } | { passkey: PasskeyProof }): Promise<void>
  changePassword(current: string, next: string): Promise<void>
  /** `null`: as the browser says. */
  chooseLanguage(language: Language | null): Promise<void>
  endLogin(id: string): Promise<void>
  endOtherLogins(): Promise<void>
  beginTotp(): Promise<TotpOffer>
  /** The first code of the new app; returns recovery codes, which are shown once. */
  finishTotp(code: string): Promise<string[]>
  removeTotp(): Promise<void>
  makeRecoveryCodes(): Promise<string[]>
  beginPasskeyLogin(): Promise<Ceremony>
  passkeyLogin(proof: PasskeyProof): Promise<SignInResponse>
  beginConfirm(): Promise<Ceremony>
  beginPasskey(): Promise<Ceremony>
  addPasskey(passkey: Infer<typeof newPasskey>): Promise<string[]>
  removePasskey(id: string): Promise<void>
  people(groupId: number, signal?: AbortSignal): Promise<Person[]>
  /** All log-ins of that person if `loginId` is absent. */
  endPersonLogins(groupId: number, personId: string, loginId?: string): Promise<void>
}

const anything = object({})
/** What begins a use of a passkey: options for the browser's own code, which checks them itself. */
const ceremony = object({ step: text(64), options: (value: unknown) => value as object })
export type Ceremony = Infer<typeof ceremony>

export function createAccountApi(call: Call): AccountApi {
  const send = async (path: string, body: object) => void (await call('POST', path, anything, body))
  const ask = <T>(path: string, parser: Parser<T>, body: object) => call('POST', path, parser, body)
  return {
    signIn: (email, password) => ask('/api/auth/sign-in/email', signInResponse, { email, password }),
    secondFactor: (code) => ask('/api/auth/second-factor', signInResponse, { code }),
    pendingFactors: () => call('GET', '/api/auth/second-factor', signInResponse),
    beginLink: async (groupId) => (await ask('/api/auth/sso/link', linkResponse, { groupId })).location,
    unlink: (issuer, subject) => send('/api/auth/sso/unlink', { issuer, subject }),
    security: (signal) => call('GET', '/api/auth/security', securityOverview, undefined, signal),
    confirm: (proof) => send('/api/auth/confirm', proof),
    changePassword: (current, next) => send('/api/auth/password', { current, next }),
    chooseLanguage: (language) => send('/api/auth/language', { language }),
    endLogin: (id) => send('/api/auth/logins/end', { id }),
    endOtherLogins: () => send('/api/auth/logins/end', { others: true }),
    beginTotp: () => ask('/api/auth/totp/begin', totpOffer, {}),
    finishTotp: async (code) => (await ask('/api/auth/totp', madeCodes, { code })).recoveryCodes,
    removeTotp: () => send('/api/auth/totp/remove', {}),
    makeRecoveryCodes: async () => (await ask('/api/auth/recovery-codes', madeCodes, {})).recoveryCodes,
    beginPasskeyLogin: () => ask('/api/auth/passkey/options', ceremony, {}),
    passkeyLogin: (proof) => ask('/api/auth/passkey', signInResponse, proof),
    beginConfirm: () => ask('/api/auth/confirm/options', ceremony, {}),
    beginPasskey: () => ask('/api/auth/passkeys/begin', ceremony, {}),
    addPasskey: async (passkey) => (await ask('/api/auth/passkeys', madeCodes, passkey)).recoveryCodes,
    removePasskey: (id) => send('/api/auth/passkeys/remove', { id }),
    people: async (groupId, signal) =>
      (await call('GET', `/v1/groups/${groupId}/people`, people, undefined, signal)).items,
    endPersonLogins: (groupId, personId, loginId) =>
      send(`/v1/groups/${groupId}/people/${encodeURIComponent(personId)}/logins/end`, {
        ...(loginId !== undefined && { id: loginId }),
      }),
  }
}
