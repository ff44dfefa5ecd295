import {
  boolean,
  integer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  type Parser,
  text,
} from '../base/parse.ts'
import type { ViewerEvents, ViewerState, ViewerStateName } from './public.ts'

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

const participants = list(
  object({ id: text(64), kind: oneOf('agent', 'guest'), name: text(127), role: nullable(text(63)) }),
  64,
)
const page = object({
  url: text(4_096),
  title: text(1_024),
  browser: text(255),
  platform: text(64),
  scriptVersion: text(32),
})
const control = object({
  status: oneOf('off', 'requested', 'on'),
  by: nullable(text(64)),
  rights: list(text(32), 64),
})
const masking = object({ page: boolean, reason: nullable(text(32)) })
const quality = object({
  level: oneOf('none', 'good', 'fair', 'bad'),
  roundTripMs: nullable(integer(0, Number.MAX_SAFE_INTEGER)),
  resyncs: integer(0, Number.MAX_SAFE_INTEGER),
})

const viewerState = object({
  state: oneOf(...STATES),
  key: nullable(text(63)),
  startedAt: nullable(text(32)),
  participantId: nullable(text(64)),
  participants,
  privileges: list(text(32), 64),
  page: nullable(page),
  control,
  masking,
  quality,
  endReason: nullable(text(32)),
})

export const answer = object({
  re: integer(0, Number.MAX_SAFE_INTEGER),
  ok: boolean,
  code: optional(text(64)),
  payload: optional(viewerState),
})
const nothing = object({})
/** Whatever the visitor's page has said. */
const anything: Parser<unknown> = (value) => value
const EVENTS = {
  state: nothing,
  'session-started': nothing,
  'session-ended': object({ reason: nullable(text(32)) }),
  navigate: page,
  participants: object({ participants }),
  control,
  masking,
  message: object({ name: text(64), payload: anything }),
  quality,
  error: object({ code: text(64) }),
} as const satisfies { [E in keyof ViewerEvents]: Parser<Omit<ViewerEvents[E], 'state'>> }

export type FrameEvent = {
  [E in keyof ViewerEvents]: { readonly type: E; readonly event: ViewerEvents[E] }
}[keyof ViewerEvents]

const envelope = object({
  type: oneOf(...(Object.keys(EVENTS) as (keyof typeof EVENTS)[])),
  payload: anything,
  state: viewerState,
})

export const event: Parser<FrameEvent> = (value) => {
  const { type, payload, state } = envelope(value)
  return { type, event: { ...EVENTS[type](payload), state } } as FrameEvent
}

export const IDLE: ViewerState = {
  state: 'idle',
  key: null,
  startedAt: null,
  participantId: null,
  participants: [],
  privileges: [],
  page: null,
  control: { status: 'off', by: null, rights: [] },
  masking: { page: false, reason: null },
  quality: { level: 'none', roundTripMs: null, resyncs: 0 },
  endReason: null,
}
