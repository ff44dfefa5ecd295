import {
  boolean,
  type Infer,
  integer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  text,
} from '../base/schema.ts'
import { MAX_LOOKUP_WAIT_SECONDS, windowId } from './rest.ts'

/* Bodies of `/v1/groups/{g}/sessions/…`, which pages around the agent's side call (AE-5, AE-6). */

export const sessionLookup = object(
  { key: text(256, { min: 1 }), wait: optional(integer(0, MAX_LOOKUP_WAIT_SECONDS)) },
  { exact: true },
)
export const sessionFound = object({
  found: boolean,
  /** Address on this web server that hands the agent over. */
  joinUrl: nullable(text(2_000)),
  /** With `wait` and nothing found: how long a page should go on asking altogether (`join.waitMax`). */
  waitMaxMinutes: optional(integer(1, 240)),
})
export type SessionFound = Infer<typeof sessionFound>

/** `window`: does not join any more, if it still waits or is at its log-in. */
export const leaveRequest = object(
  { key: text(256, { min: 1 }), window: optional(windowId) },
  { exact: true },
)

/** Event `view`: an agent's own view, as the record knows it. `left`: the session goes on without them. */
export const ownView = object({
  state: oneOf('waiting', 'live', 'left', 'ended'),
  key: nullable(text(63)),
  /** RFC 3339, UTC; of the session. */
  startedAt: nullable(text(32)),
  participants: list(
    object({ id: text(64), kind: oneOf('agent', 'guest'), name: text(127), role: nullable(text(63)) }),
    1_000,
  ),
  privileges: list(text(32), 64),
  endReason: nullable(text(32)),
})
export type OwnView = Infer<typeof ownView>
