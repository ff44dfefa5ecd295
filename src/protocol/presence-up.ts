import {
  boolean,
  type Infer,
  integer,
  nullable,
  object,
  oneOf,
  optional,
  record,
  tagged,
  text,
} from '../base/parse.ts'
import { groupId, SITES, sessionKey } from './ids.ts'
import { status } from './life-cycle.ts'
import { PRESENCE_LIMITS } from './presence-limits.ts'

const scalar = (value: unknown, path = ''): string | number =>
  typeof value === 'number' && Number.isFinite(value)
    ? value
    : text(PRESENCE_LIMITS.maxDataBytes)(value, path)

/** Custom data; their size as a whole is counted by whoever holds them. */
const data = record(/^.{1,64}$/s, scalar, PRESENCE_LIMITS.maxDataKeys)
const url = text(PRESENCE_LIMITS.maxUrlLength)
const title = text(PRESENCE_LIMITS.maxTitleLength)
const messageId = text(22, { min: 8, pattern: /^[A-Za-z0-9_-]+$/ })

/** How far the visitor is with a start, or with an invitation (PR-8). */
export const INVITATION_STATES = ['delivered', 'shown', 'accepted', 'declined', 'started', 'failed'] as const

/** First message of a presence link: whose it is, and all that is known of the page (PR-3). */
const hello = object({
  protocol: integer(1, 1_000),
  groupId,
  site: oneOf(...SITES),
  /** As the page states it; null: a code is wanted, or the one that was given to this page before. */
  visitorId: nullable(sessionKey),
  code: nullable(text(8, { min: 8, pattern: /^[1-9][0-9]{7}$/ })),
  /** Random id of this page load. */
  pageId: text(22, { min: 8, pattern: /^[A-Za-z0-9_-]+$/ }),
  url,
  title,
  language: text(35),
  focus: boolean,
  visible: boolean,
  status: nullable(status),
  data,
})

/** What has changed; `data` are merged into what is held. */
const update = object({
  url: optional(url),
  title: optional(title),
  focus: optional(boolean),
  visible: optional(boolean),
  status: optional(nullable(status)),
  terms: optional(oneOf('shown', 'accepted', 'declined')),
  data: optional(data),
})

/** The page states another visitor (PR-9). `keep`: the data go along. */
const move = object({ visitorId: sessionKey, keep: boolean })

/** A signal or an invitation has arrived; `code`: why the invitation is refused (GC-3). */
const ack = object({ id: messageId, code: optional(text(32, { pattern: /^[a-z-]+$/ })) })

/** What became of an invitation. */
const invitation = object({
  id: messageId,
  state: oneOf(...INVITATION_STATES),
  code: optional(text(32, { pattern: /^[a-z-]+$/ })),
  key: optional(sessionKey),
})

/** Sign of life. */
const beat = object({})

/** JSON messages of a page's presence link to the web server. */
export const presenceUp = tagged({ hello, update, move, ack, invitation, beat })
export type PresenceUp = Infer<typeof presenceUp>
export type PresenceHello = Extract<PresenceUp, { type: 'hello' }>
export type PresenceUpdate = Extract<PresenceUp, { type: 'update' }>
export type PresenceData = Record<string, string | number>
