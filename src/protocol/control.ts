import {
  boolean,
  type Infer,
  integer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  tagged,
  taggedOrLater,
  text,
} from '../base/parse.ts'
import { CONTROL_OUTCOMES } from './actions.ts'
import { assetHost, MAX_ASSET_HOSTS } from './assets.ts'
import { sessionFigures } from './figures.ts'
import { admitCode } from './guests-api.ts'
import { handOverNews, handOverOrder } from './handing-over.ts'
import { groupId, participantId, SITES, sessionId } from './ids.ts'
import { endReason, status } from './life-cycle.ts'
import { LIMITS } from './limits.ts'
import { participant } from './participants.ts'
import { privileges } from './privileges.ts'
import { visitorAbout } from './visitor-about.ts'

/*
 * Control channel (ARCHITECTURE section 5): the web server dials wss://SESSION-SERVER/v1/control and both prove the
 * cluster secret before anything else:
 *   server: challenge { nonce }
 *   web:    auth { webServerId, nonce, mac = HMAC(secret, "sidelong-control-web|" + challenge nonce + "|" + own nonce + "|" + id) }
 *   server: accepted { mac = HMAC(secret, "sidelong-control-server|" + web's nonce + "|" + challenge nonce), … }
 */
const id = text(64, { min: 1, pattern: /^[A-Za-z0-9._:-]+$/ })
const token = text(64, { min: 22, pattern: /^[A-Za-z0-9_-]+$/ })
const ms = integer(0, Number.MAX_SAFE_INTEGER)

/** Times of the group's settings that the session server's life cycle needs. All in milliseconds; 0 = no limit. */
export const sessionTimes = object({
  setupTimeoutMs: ms,
  waitExpiryMs: ms,
  visitorGraceMs: ms,
  agentGraceMs: ms,
  idleLimitMs: ms,
  maxDurationMs: ms,
})
export type SessionTimes = Infer<typeof sessionTimes>

const auth = object({ webServerId: id, nonce: token, mac: token })

/** A key for join credentials of this pair, sent at least 15 s before its first use; replaces the previous but one. */
const serverKey = object({ keyId: id, key: token })

/** A session is assigned to this server (at its start, or after another server was lost). Answered by `session-opened`. */
const sessionOpen = object({
  sessionId,
  groupId,
  site: oneOf(...SITES),
  /** SHA-256 of the visitor credentials, base64url: one for each domain that the session came to (NV-9). */
  credentialHashes: list(token, 64),
  /** `site.origins` of the group, the list that GC-8 checks. */
  origins: list(text(255), 1_000),
  /** Strict assets: the hosts whose images, sheets and fonts agents may load; `null`: any by https. */
  assets: nullable(list(assetHost, MAX_ASSET_HOSTS)),
  /** Viewers may go to plain HTTP with the visitor (HF-1). */
  httpFollow: boolean,
  maxAgents: integer(1, 64),
  /** JN-5: about whom the visitor is asked before they see anything. */
  agentApproval: oneOf('none', 'first', 'each'),
  /** Whom the visitor has let into this session before, perhaps on another server: asked about once (LC-17). */
  letIn: list(text(64), 1_000),
  /**
   * GU-2, GU-3: where guests begin, how many there may be, and whether the visitor is asked about each; GU-5: the
   * customer's own pages before and after. `null`: no guests.
   */
  guests: nullable(
    object({
      url: text(2_100),
      max: integer(1, 10),
      approval: boolean,
      joinRedirect: nullable(text(2_000)),
      endUrl: nullable(text(2_000)),
    }),
  ),
  status,
  startedAt: text(32),
  /** RE-5: what it costs is measured and told at its end. */
  figures: boolean,
  visitor: optional(visitorAbout),
  times: sessionTimes,
})

const sessionEnd = object({ sessionId, reason: endReason })

/** Close every socket of this agent, in one session or in all (T13, JN-10); `isLeave`: as they want it themselves (AE-6). */
const revoke = object({ agentId: text(64), sessionId: optional(sessionId), isLeave: optional(boolean) })

/** Ends this agent's remote control, not their view: the session was handed over (RC-3). */
const release = object({ sessionId, agentId: text(64) })

/**
 * Newer masks of this group's site are published: its visitors are to ask for them (MK-28). Every web server says so;
 * `round` grows from one time to the next.
 */
const settings = object({ groupId, site: oneOf(...SITES), round: integer(1, 2_147_483_647) })

/** What became of an admit code that an agent entered (GU-2). */
const guestAnswer = object({
  sessionId,
  participantId,
  outcome: oneOf('admitted', 'unknown', 'limited'),
})

/** News of handing over for all views of this agent (VW-6). */
const handOverTold = object({ sessionId, agentId: text(64), news: handOverNews })

/** Take no new sessions; `undrain` with `draining: false`. */
const drain = object({ draining: boolean })

/** From web server to session server. */
const down = {
  auth,
  'server-key': serverKey,
  'session-open': sessionOpen,
  'session-end': sessionEnd,
  revoke,
  release,
  settings,
  'guest-answer': guestAnswer,
  'hand-over': handOverTold,
  drain,
}
export const controlDown = tagged(down)
/** What arrives; `null`: a later version says something that this one does not know. */
export const controlDownOrLater = taggedOrLater(down)
export type ControlDown = Infer<typeof controlDown>
export type SessionOpen = Extract<ControlDown, { type: 'session-open' }>

const challenge = object({ nonce: token })

/** The live sessions held; sent after `auth`, so that a returning web server catches up. */
const accepted = object({
  mac: token,
  serverId: id,
  /** New at every start of the process: sessions of another boot are gone. */
  bootId: token,
  sessions: list(object({ sessionId, status }), 100_000),
})

/** Every 5 s and on change of `draining`. */
const load = object({
  sessions: integer(0, 1_000_000),
  agents: integer(0, 1_000_000),
  capacity: integer(0, 1_000_000),
  draining: boolean,
})

const sessionOpened = object({ sessionId })

/** The status changed; `reason` with final ones. */
const sessionStatus = object({ sessionId, status, reason: nullable(endReason), at: text(32) })

const count = integer(0, 1_000_000_000)
export const actionCounts = object({ requests: count, accepts: count, actions: count, refused: count })
export type ActionCounts = Infer<typeof actionCounts>

const participantJoined = object({ sessionId, agentId: text(64), participant })
const participantLeft = object({
  sessionId,
  participantId,
  how: oneOf('left', 'lost', 'revoked', 'ended'),
  at: text(32),
  /** What the participant did, for the record (RC-11). */
  counts: optional(actionCounts),
})

/**
 * Control was asked for, answered or ended, or an agent sent what its role does not permit (`refused`: `count` of that
 * since the last report), for the audit log.
 */
const controlEvent = object({
  sessionId,
  participantId,
  agentId: text(64),
  event: oneOf('requested', ...CONTROL_OUTCOMES, 'ended', 'refused'),
  privileges,
  count: integer(1, 1_000_000),
  at: text(32),
})

/** An agent entered the code of a guest (GU-2). To one web server alone, which answers. */
const guestCode = object({ sessionId, participantId, agentId: text(64), code: admitCode })

/** An agent hands the session over, or wants to know to whom (VW-6). To one web server alone, which answers. */
const handOverAsked = object({ sessionId, agentId: text(64), order: handOverOrder })

/** An agent sent a guest away (GU-4), for the audit log. */
const guestEjected = object({ sessionId, participantId, agentId: text(64), at: text(32) })

const hosts = list(assetHost, LIMITS.maxAssetHostsTold)

/** Hosts of a session's resources that no agent of it has named before, as agents' browsers tell. To one web server. */
const sessionAssetHosts = object({ sessionId, asked: hosts, blocked: hosts })

/** What a session cost here since the last time (RE-5): at its end, and when it goes elsewhere. To one web server. */
const figures = object({ sessionId, figures: sessionFigures })

/** A join was refused here, for the audit log. */
const joinRefused = object({
  why: oneOf(
    'expired',
    'signature',
    'unknown-key',
    'audience',
    'replayed',
    'malformed',
    'unknown-session',
    'full',
    /** By the visitor (JN-5). */
    'declined',
    'no-answer',
  ),
  agentId: nullable(text(64)),
  sessionId: nullable(sessionId),
  at: text(32),
})

/** From session server to web server. */
const up = {
  challenge,
  accepted,
  load,
  'session-opened': sessionOpened,
  'session-status': sessionStatus,
  'participant-joined': participantJoined,
  'participant-left': participantLeft,
  'control-event': controlEvent,
  'guest-code': guestCode,
  'hand-over': handOverAsked,
  'guest-ejected': guestEjected,
  'join-refused': joinRefused,
  'asset-hosts': sessionAssetHosts,
  'session-figures': figures,
}
export const controlUp = tagged(up)
/** What arrives; `null`: a later version says something that this one does not know. */
export const controlUpOrLater = taggedOrLater(up)
export type ControlUp = Infer<typeof controlUp>
