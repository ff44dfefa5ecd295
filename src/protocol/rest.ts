import {
  boolean,
  type Infer,
  integer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  record,
  text,
} from '../base/parse.ts'
import { groupId, SITES, sessionId, sessionKey, visitorCredential } from './ids.ts'
import { endReason, status } from './life-cycle.ts'
import { privileges } from './privileges.ts'
import { visitorSettings } from './visitor-settings.ts'

/*
 * Bodies of the web server's JSON endpoints that browsers of ours call. Errors are RFC 9457 problem details:
 * { code, title, status, detail?, requestId, retryAfterSeconds? } with the codes of errors.ts.
 */

const scalar = (value: unknown, path = ''): string | number => {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  return text(1_000)(value, path)
}

/** The session's group, which the arriving page checks before it shows the code to anybody (GC-5), and 128 random bits. */
export const HANDOVER_CODE = /^([1-9][0-9]{0,8})\.([A-Za-z0-9_-]{21}[AQgw])$/

/** FEATURES SE-2: lengths in UTF-16 units here; the web server also counts code points. */
export const identity = object({
  visitorId: optional(text(63)),
  name: optional(text(126)),
  email: optional(text(127)),
  phone: optional(text(31)),
  data: optional(record(/^.{1,64}$/, scalar, 64)),
})
export type Identity = Infer<typeof identity>

/** BCP 47 tags that the visitor wants texts in, the best first (UI-13). */
const locales = optional(list(text(35), 20))

/** `POST /v1/visitor/settings`: the settings that apply before a start (group and origin check included). */
export const settingsRequest = object({ groupId, site: oneOf(...SITES), locales })
export const settingsResponse = object({ settings: visitorSettings })

/** `POST /v1/visitor/sessions` */
export const startRequest = object({
  groupId,
  site: oneOf(...SITES),
  /** The key wanted; absent for a random one. */
  key: optional(text(256)),
  identity: optional(identity),
  /** Credential of the session that this browser already has, for SE-7. */
  credential: optional(visitorCredential),
  /** Version of the visitor script, browser and platform in words, for the session record. */
  script: text(32),
  browser: optional(text(255)),
  locales,
})
export type StartRequest = Infer<typeof startRequest>

export const startResponse = object({
  sessionId,
  key: sessionKey,
  /** True if the key was made by the server, so the visitor reads it out. */
  isRandomKey: boolean,
  credential: visitorCredential,
  /** Origin of the assigned session server, `https://…`; the socket is `wss` on the same host, path `/v1/visitor`. */
  sessionServer: text(255),
  startedAt: text(32),
  settings: visitorSettings,
})
export type StartResponse = Infer<typeof startResponse>

/** `POST /v1/visitor/sessions/continue`: a new page load, or a lost session server. Same answer as a start. */
export const continueRequest = object({
  groupId,
  site: oneOf(...SITES),
  sessionId,
  credential: visitorCredential,
  script: text(32),
  /** The session server that was lost, so that another is chosen if it is really gone. */
  lostServer: optional(text(255)),
  locales,
})
export type ContinueRequest = Infer<typeof continueRequest>

/** `POST /v1/visitor/sessions/end`: ends a session whose session server cannot be reached. Answer: 204. */
export const endRequest = object({ sessionId, credential: visitorCredential })

/** `POST /v1/visitor/handover`: a code with which the session goes on at `target`, another origin (NV-9). */
export const handoverRequest = object({
  groupId,
  site: oneOf(...SITES),
  sessionId,
  credential: visitorCredential,
  target: text(255),
  /** Whether the session is paused, and its masking rules in the form of the state cookie. */
  paused: boolean,
  rules: text(4_096),
})
export type HandoverRequest = Infer<typeof handoverRequest>
export const handoverResponse = object({
  code: text(64, { pattern: HANDOVER_CODE }),
  transport: oneOf('fragment', 'query', 'bridge'),
  /** The page on the other domain that takes the code, with `bridge`. */
  bridgeUrl: nullable(text(2_000)),
})

/** `POST /v1/visitor/handover/redeem`: turns the code into a credential of this origin's own. */
export const redeemRequest = object({
  groupId,
  site: oneOf(...SITES),
  code: text(64, { pattern: HANDOVER_CODE }),
})
export type RedeemRequest = Infer<typeof redeemRequest>
export const redeemResponse = object({
  sessionId,
  credential: visitorCredential,
  sessionServer: text(255),
  paused: boolean,
  rules: text(4_096),
  /** Where the session has been; the visitor is not asked about these again. */
  domains: list(text(255), 64),
  isBridge: boolean,
})
export type RedeemResponse = Infer<typeof redeemResponse>

/** `GET /v1/me` */
export const me = object({
  id: text(64),
  name: text(127),
  email: text(127),
  groups: list(
    object({ id: groupId, name: text(127), role: text(63), privileges, permissions: list(text(32), 32) }),
    1_000,
  ),
})
export type Me = Infer<typeof me>

/** Longest long poll of a look-up, in seconds. */
export const MAX_LOOKUP_WAIT_SECONDS = 30

/** 128 random bits, base64url: a window with a viewer, or on the way to one, as the page that opens it names it (AE-6). */
export const windowId = text(22, { min: 22, pattern: /^[A-Za-z0-9_-]{22}$/ })

/** `POST /v1/sessions/lookup` */
export const lookupRequest = object({
  key: text(256),
  groupId: optional(groupId),
  /** Seconds within which the session may still come to be (JN-4); the answer is held back until it is there. */
  wait: optional(integer(0, MAX_LOOKUP_WAIT_SECONDS)),
  /** In which it waits: when its opener closes it, that ends with `window-closed`. */
  window: optional(windowId),
})
export const lookupResponse = object({
  found: boolean,
  /** Address on this web server that hands the agent over. */
  joinUrl: nullable(text(2_000)),
  /** With `wait` and nothing found: how long a page should go on asking altogether (`join.waitMax`). */
  waitMaxMinutes: optional(integer(1, 240)),
})

/** An entry of `GET /v1/sessions`. */
export const sessionSummary = object({
  id: sessionId,
  key: sessionKey,
  groupId,
  groupName: text(127),
  site: oneOf(...SITES),
  status,
  endReason: nullable(endReason),
  startedAt: text(32),
  activeAt: nullable(text(32)),
  endedAt: nullable(text(32)),
  agents: list(text(127), 64),
  visitorName: nullable(text(126)),
})
export type SessionSummary = Infer<typeof sessionSummary>
export const sessionList = object({ items: list(sessionSummary, 1_000), cursor: nullable(text(255)) })

export const problem = object({
  code: text(64),
  title: text(500),
  status: integer(100, 599),
  detail: optional(text(2_000)),
  requestId: optional(text(64)),
  retryAfterSeconds: optional(integer(0, 86_400)),
  /** Of a form: each place that is refused, with the rule. */
  errors: optional(list(object({ path: text(255), message: text(2_000) }), 1_000)),
})
