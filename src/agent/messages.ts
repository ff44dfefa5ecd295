import { boolean, type Infer, integer, list, nullable, object, oneOf, optional, text } from '../base/parse.ts'
import type { ViewerState, ViewerStateName } from './public.ts'

/* What the frame of a viewer says (docs/embedding.md). */

export const STATES = [
  'idle',
  'looking',
  'connecting',
  'asking',
  'waiting',
  'live',
  'paused',
  'hidden',
  'loading',
  'background',
  'lost',
  'away',
  'reconnecting',
  'stopped',
  'ended',
] as const satisfies readonly ViewerStateName[]

export const hello = object({ sidelong: oneOf(1), type: oneOf('hello'), nonce: text(64) })

const viewerState = object({
  state: oneOf(...STATES),
  key: nullable(text(63)),
  startedAt: nullable(text(32)),
  participants: list(
    object({ id: text(64), kind: oneOf('agent', 'guest'), name: text(127), role: nullable(text(63)) }),
    64,
  ),
  privileges: list(text(32), 64),
  endReason: nullable(text(32)),
})

export const answer = object({
  re: integer(0, Number.MAX_SAFE_INTEGER),
  ok: boolean,
  code: optional(text(64)),
  payload: optional(viewerState),
})
export const event = object({
  type: text(32),
  payload: object({ code: optional(text(64)), reason: optional(nullable(text(32))) }),
  state: viewerState,
})
export type FrameEvent = Infer<typeof event>

export const IDLE: ViewerState = {
  state: 'idle',
  key: null,
  startedAt: null,
  participants: [],
  privileges: [],
  endReason: null,
}
