import { boolean, type Infer, integer, list, nullable, object, oneOf, optional, text } from '../base/parse.ts'
import { groupId } from './ids.ts'
import { language } from './languages.ts'

/* Bodies of the account endpoints that the console calls; same form of errors as in rest.ts. */

const MAX_PASSWORD_LENGTH = 128

/** What a log-in form may send. Addresses are compared in lower case. */
export const emailEntry = text(127, { min: 3, pattern: /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u })
const passwordEntry = text(MAX_PASSWORD_LENGTH, { min: 1 })
/** Digits of an authenticator app, or a recovery code; spaces and hyphens do not matter. */
const codeEntry = text(64, { min: 6, pattern: /^[A-Za-z0-9 -]+$/ })

/** `POST /api/auth/sign-in/email` */
export const signInRequest = object({ email: emailEntry, password: passwordEntry })

/** Answer to every step of a log-in: in (with the place to go to, if one was kept), or the second factors to choose from. */
export const signInResponse = object({
  next: optional(nullable(text(2_000))),
  secondFactor: optional(object({ totp: boolean, passkey: boolean, recovery: boolean })),
})
export type SignInResponse = Infer<typeof signInResponse>
export type SecondFactors = NonNullable<SignInResponse['secondFactor']>

/** `POST /api/auth/second-factor` */
export const secondFactorRequest = object({ code: codeEntry })

const base64 = text(8_192, { pattern: /^[A-Za-z0-9_-]*$/ })
const credentialId = text(1_400, { min: 1, pattern: /^[A-Za-z0-9_-]+$/ })
/** Names something that was begun. */
const stepToken = text(64, { min: 22, pattern: /^[A-Za-z0-9_-]+$/ })

/** A passkey's answer, as browsers put it into JSON (WebAuthn, `toJSON`). */
export const assertion = object({
  id: credentialId,
  rawId: credentialId,
  type: oneOf('public-key'),
  response: object({
    clientDataJSON: base64,
    authenticatorData: base64,
    signature: base64,
    userHandle: optional(base64),
  }),
})
export const passkeyProof = object({ step: stepToken, credential: assertion })
export type PasskeyProof = Infer<typeof passkeyProof>

/** `POST /api/auth/passkeys` */
export const newPasskey = object({
  step: stepToken,
  name: text(63, { min: 1 }),
  credential: object({
    id: credentialId,
    rawId: credentialId,
    type: oneOf('public-key'),
    response: object({
      clientDataJSON: base64,
      attestationObject: text(16_384, { pattern: /^[A-Za-z0-9_-]*$/ }),
      transports: optional(list(text(32, { pattern: /^[a-z-]+$/ }), 10)),
    }),
  }),
})
export const removePasskeyRequest = object({ id: credentialId })

/** `POST /api/auth/sso/link`; the answer is where to go. */
export const linkRequest = object({ groupId })
export const linkResponse = object({ location: text(8_000) })
export const unlinkRequest = object({ issuer: text(255), subject: text(255) })

/** `POST /api/auth/totp/begin` */
export const totpOffer = object({ secret: text(128), uri: text(1_000) })
export type TotpOffer = Infer<typeof totpOffer>
/** Answer where recovery codes are made; `POST /api/auth/passkeys` makes them with the first factor only. */
export const madeCodes = object({ recoveryCodes: list(text(32), 20) })

/** `POST /api/auth/confirm`: who is logged in proves it again, by what they have. */
export const confirmRequest = object({
  password: optional(passwordEntry),
  code: optional(codeEntry),
  passkey: optional(passkeyProof),
})

/** `POST /api/auth/password` */
export const passwordChangeRequest = object({
  current: passwordEntry,
  next: text(MAX_PASSWORD_LENGTH, { min: 8 }),
})

const time = text(32)
const id = text(64, { min: 1 })

/** A log-in that is running. */
export const loginEntry = object({
  id,
  /** The one that asks. */
  isOwn: boolean,
  method: text(32),
  /** Network address from which it began. */
  address: text(64),
  /** Browser and system, in words. */
  browser: text(127),
  startedAt: time,
  seenAt: time,
})
export type LoginEntry = Infer<typeof loginEntry>

export const passkeyEntry = object({
  id: text(1_400),
  name: text(63),
  createdAt: time,
  usedAt: nullable(time),
})
export type PasskeyEntry = Infer<typeof passkeyEntry>

/** `GET /api/auth/security`: how the person logs in, and where they are logged in. */
export const securityOverview = object({
  name: text(127),
  email: text(127),
  /** As set for the account; `null`: as the browser says. */
  language: nullable(language),
  hasPassword: boolean,
  hasTotp: boolean,
  recoveryCodes: integer(0, 100),
  passkeys: list(passkeyEntry, 100),
  identities: list(object({ issuer: text(255), subject: text(255), label: text(255) }), 100),
  /** Groups whose company log-in could be linked. */
  companies: list(object({ groupId, name: text(63) }), 1_000),
  logins: list(loginEntry, 1_000),
  policy: object({
    ways: list(oneOf('password', 'passkey', 'oidc', 'loginkey'), 4),
    isSecondFactorRequired: boolean,
    isSecondFactorOffered: boolean,
  }),
  /** Whether changes are possible right now, without confirming first. */
  isConfirmed: boolean,
  /** What confirms; none of them: log in again. */
  confirmBy: list(oneOf('password', 'code', 'passkey'), 3),
  /** Nothing but setting up a second factor is possible. */
  isLimited: boolean,
})
export type SecurityOverview = Infer<typeof securityOverview>

/** `POST /api/auth/language`, also before a log-in; `null`: as the browser says. */
export const languageChoice = object({ language: nullable(language) })

/** `POST /api/auth/logins/end`: one of the own log-ins, or all others. */
export const endLoginsRequest = object({ id: optional(id), others: optional(boolean) })

/** `GET /v1/groups/{g}/people` */
export const person = object({
  id,
  name: text(127),
  email: text(127),
  role: text(63),
  isDisabled: boolean,
  hasSecondFactor: boolean,
  logins: list(loginEntry, 1_000),
})
export type Person = Infer<typeof person>
export const people = object({ items: list(person, 1_000) })

/** `POST /v1/groups/{g}/people/{id}/logins/end`: one log-in, or all. */
export const endPersonLoginsRequest = object({ id: optional(id) })
