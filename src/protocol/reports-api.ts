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
  time,
} from '../base/schema.ts'
import { MAX_FIGURE, sessionFigures } from './figures.ts'
import { SITES } from './ids.ts'
import { END_REASONS, STATUSES } from './life-cycle.ts'

/* Bodies of `/v1/sessions/{id}`, `/v1/groups/{g}/reports…` and `/v1/groups/{g}/audit…` (FEATURES sections 18 and 19). */

const count = integer(0, 2_147_483_647)
const seconds = nullable(integer(0, 2_147_483_647))
const short = text(255)

/** `GET /v1/sessions/{id}` (RE-1): everything that is kept of a session. */
export const sessionDetail = object({
  id: text(96),
  key: text(63),
  groupId: integer(1, 999_999_999),
  groupName: text(127),
  site: oneOf(...SITES),
  status: oneOf(...STATUSES),
  endReason: nullable(oneOf(...END_REASONS)),
  /** Of the page on which it began. */
  origin: text(255),
  browser: nullable(text(255)),
  script: text(32),
  isRandomKey: boolean,
  startedAt: time,
  activeAt: nullable(time),
  endedAt: nullable(time),
  /** As stated by the visitor; `null`: nothing, or deleted by now (`retention.contact`). */
  visitor: nullable(
    object({
      visitorId: optional(text(63)),
      name: optional(text(126)),
      email: optional(text(127)),
      phone: optional(text(31)),
    }),
  ),
  statuses: list(
    object({ status: oneOf(...STATUSES), reason: nullable(oneOf(...END_REASONS)), at: time }),
    100,
  ),
  participants: list(
    object({
      id: text(64),
      kind: oneOf('agent', 'guest'),
      name: text(127),
      role: nullable(text(63)),
      privileges: list(text(32), 32),
      joinedAt: time,
      leftAt: nullable(time),
      how: nullable(text(16)),
      /** What an agent did on the page by remote control (RC-11); `null`: still there, or not counted. */
      counts: nullable(object({ requests: count, accepts: count, actions: count, refused: count })),
    }),
    1_000,
  ),
  /** What it cost, if the group collects that (RE-5); `null`: nothing is known, or not yet. */
  figures: nullable(sessionFigures),
  /** What the audit log has of it besides. */
  events: list(object({ at: time, actor: short, operation: short, outcome: text(2_000) }), 1_000),
})
export type SessionDetail = Infer<typeof sessionDetail>

export const REPORT_DIMENSIONS = ['day', 'status', 'role', 'agent'] as const
export type ReportDimension = (typeof REPORT_DIMENSIONS)[number]
const row = object({
  name: text(127),
  sessions: count,
  /** How many an agent joined. */
  joined: count,
  disconnected: count,
  averageSeconds: seconds,
  averageWaitSeconds: seconds,
  /** Remote control: how often it was asked for and given, and what was done with it. */
  controlRequests: count,
  controlAccepts: count,
  controlActions: count,
})
export type ReportRow = Infer<typeof row>
/** `GET …/reports/counts` (RE-3). */
export const reportCounts = object({
  by: oneOf(...REPORT_DIMENSIONS),
  from: time,
  to: time,
  total: row,
  rows: list(row, 2_000),
})
export type ReportCounts = Infer<typeof reportCounts>

/** `GET …/reports/problems` (RE-4). */
export const problemList = object({
  items: list(
    object({
      id: text(96),
      key: text(63),
      status: oneOf(...STATUSES),
      cause: oneOf(...END_REASONS),
      startedAt: time,
      endedAt: nullable(time),
      browser: nullable(text(255)),
      script: text(32),
    }),
    1_000,
  ),
  causes: record(/^[a-z-]+$/, count, 100),
  cursor: nullable(text(255)),
})

export type ProblemList = Infer<typeof problemList>

const figure = integer(0, MAX_FIGURE)
const spread = nullable(object({ median: figure, p95: figure }))
/** `GET …/reports/figures` (RE-5): what sessions cost, of those that figures were collected of. */
export const reportFigures = object({
  from: time,
  to: time,
  sessions: count,
  /** In which the line of a page was lost and came back. */
  reconnected: count,
  kilobytes: spread,
  firstViewMs: spread,
  /** Of how many the visitor's script told. */
  measured: count,
  /** The longest piece of work of each of these. */
  longestMs: spread,
  /** With a piece of work of more than 8 ms. */
  withLongRuns: count,
  /** With a frame of more than 50 ms in which our script ran, of those whose browser tells. */
  withSlowFrames: count,
  tellsFrames: count,
})
export type ReportFigures = Infer<typeof reportFigures>

/** `GET …/audit` (AU-2). */
export const auditEntry = object({
  sequence: count,
  time,
  actor: short,
  /** Who that is, if it is somebody. */
  actorName: nullable(text(127)),
  operation: short,
  object: short,
  /** The name of whom or what that is about, if it has one. */
  objectName: nullable(text(127)),
  outcome: text(4_000),
})
export type AuditEntry = Infer<typeof auditEntry>
export const auditEntries = object({
  items: list(auditEntry, 1_000),
  cursor: nullable(text(255)),
})
/** `GET …/audit/verify`. */
export const auditVerified = object({
  entries: count,
  /** The first entry that was altered, removed, moved or cut off. */
  brokenAt: nullable(count),
  head: object({ sequence: count, hash: text(64), signature: text(64) }),
})
export type AuditVerified = Infer<typeof auditVerified>
