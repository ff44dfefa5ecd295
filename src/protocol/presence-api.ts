import {
  anything,
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
  time,
} from '../base/schema.ts'
import { SITES } from './ids.ts'
import { STATUSES } from './life-cycle.ts'
import { INVITE_CALLS } from './presence-down.ts'
import { PRESENCE_LIMITS } from './presence-limits.ts'
import { INVITATION_STATES } from './presence-up.ts'

/* Bodies of `/v1/groups/{g}/presence` (FEATURES section 11). */

const id = text(22)
const scalar = (value: unknown, path = ''): string | number =>
  typeof value === 'number' ? value : text(PRESENCE_LIMITS.maxDataBytes)(value, path)

const invitation = object({
  id,
  state: oneOf(...INVITATION_STATES),
  groupId: integer(1, 999_999_999),
  /** Of the session, from when it has started. */
  key: nullable(text(63)),
  /** Why it failed. */
  code: nullable(text(32)),
})
export type PresenceInvitation = Infer<typeof invitation>

/** A visitor who is there: what the page says of itself, and whatever it says of the visitor is only stated. */
export const presenceVisitor = object({
  visitorId: text(63),
  site: oneOf(...SITES),
  url: text(PRESENCE_LIMITS.maxUrlLength),
  title: text(PRESENCE_LIMITS.maxTitleLength),
  browser: text(255),
  platform: text(64),
  language: text(35),
  hasFocus: boolean,
  isVisible: boolean,
  /** Of the session that runs on the page. */
  status: nullable(oneOf(...STATUSES)),
  terms: nullable(oneOf('shown', 'accepted', 'declined')),
  invitation: nullable(invitation),
  data: record(/^.{1,64}$/s, scalar, PRESENCE_LIMITS.maxDataKeys),
  /** Open pages with this id, on all devices; what is said above is of the one that was used last. */
  pages: integer(1, 1_000_000),
  connectedAt: time,
  activeAt: time,
})
export type PresenceVisitor = Infer<typeof presenceVisitor>
export const presenceVisitors = object({
  items: list(presenceVisitor, 1_000),
  cursor: nullable(text(255)),
  /** Visitors who are there altogether, with this search. */
  count: integer(0, 10_000_000),
})
/** Events of `GET …/presence/events`; each with the visitor as they are now. */
export type PresenceNews =
  | { readonly type: 'snapshot'; readonly visitors: readonly PresenceVisitor[] }
  | {
      readonly type: 'connected' | 'page' | 'focus' | 'terms' | 'session' | 'invitation' | 'data'
      readonly visitorId: string
      readonly visitor: PresenceVisitor
    }
  /** `unlisted`: no longer among those who were active last, of more than are listed. */
  | { readonly type: 'disconnected' | 'unlisted'; readonly visitorId: string; readonly visitor: null }

/** `visitor`: null if nobody is there by this id. */
export const presenceLookup = object({ visitor: nullable(presenceVisitor) })

export const signalRequest = object({ data: anything }, { exact: true })
export const delivered = object({ outcome: oneOf('delivered') })

export const inviteRequest = object(
  {
    call: oneOf(...INVITE_CALLS),
    /** Where the session shall run; by default in this group. */
    groupId: optional(integer(1, 999_999_999)),
    key: optional(text(63, { min: 1, pattern: /^[A-Za-z0-9._~-]{1,63}$/ })),
  },
  { exact: true },
)
export type InviteRequest = Infer<typeof inviteRequest>
export const invited = object({ outcome: oneOf('delivered'), id })
