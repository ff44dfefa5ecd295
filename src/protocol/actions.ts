import { boolean, type Infer, integer, list, nullable, object, oneOf, tagged, text } from '../base/parse.ts'
import type { Privilege } from './privileges.ts'

/*
 * What an agent does on the visitor's page: JSON payloads of action envelopes. They travel from shell to visitor (and,
 * of those that only point or draw, to the other agents); the session server does not open them.
 */

/** Of document 1, in the generation that the envelope names. What lies in frames is found by its place. */
const node = integer(1, 0xffff_ffff)
/** CSS pixels from the upper left corner of the node's box. */
const offset = integer(-1_000_000, 1_000_000)
const spot = object({ node, x: offset, y: offset })
export type Spot = Infer<typeof spot>

export const STROKE_KINDS = ['pen', 'ink', 'box', 'arrow'] as const
export type StrokeKind = (typeof STROKE_KINDS)[number]

export const ACTION_KEYS = [
  'Enter',
  'Tab',
  'Backspace',
  'Delete',
  'Escape',
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'Home',
  'End',
  'PageUp',
  'PageDown',
  ' ',
] as const
export type ActionKey = (typeof ACTION_KEYS)[number]

const MAX_TEXT = 1_000
/** A long stroke comes in pieces; x and y by turns. */
export const MAX_STROKE_NUMBERS = 200

export const action = tagged({
  // point
  laser: object({ at: nullable(spot) }),
  highlight: object({ node: nullable(node) }),
  ripple: object({ at: spot }),
  /** What this agent points at is read out to the visitor from now on, or no more (UI-10). */
  'read-out': object({ isOn: boolean }),
  // draw. Pen and ink: more points of that stroke; box and arrow: its two corners, anew each time.
  stroke: object({
    id: integer(0, 0xffff_ffff),
    kind: oneOf(...STROKE_KINDS),
    node,
    points: list(offset, MAX_STROKE_NUMBERS),
  }),
  clear: object({}),
  // Control, with the visitor's consent.
  scroll: object({ at: spot, dx: offset, dy: offset }),
  /** `count` 2: the second of a double click. */
  click: object({ at: spot, count: integer(1, 2) }),
  /** Text into a control, at its caret; what is selected is replaced. */
  text: object({ node, text: text(MAX_TEXT, { min: 1 }) }),
  key: object({ node, key: oneOf(...ACTION_KEYS), isShift: boolean }),
  /** Everything in a control, as a starting point for the next text. */
  'select-all': object({ node }),
  /** Options of a select, by their index. */
  choose: object({ node, chosen: list(integer(0, 9_999), 200) }),
  /** A value that cannot be typed: dates, times, colors. */
  set: object({ node, value: text(64) }),
  go: object({ to: oneOf('back', 'forward', 'reload') }),
  open: object({ url: text(2_000) }),
})
export type Action = Infer<typeof action>

/** The privilege that each needs; header and payload have to agree (RC-4). */
export const PRIVILEGE_OF: Readonly<Record<Action['type'], Privilege>> = {
  laser: 'point',
  highlight: 'point',
  ripple: 'point',
  'read-out': 'point',
  stroke: 'draw',
  clear: 'draw',
  scroll: 'scroll',
  click: 'click',
  text: 'type',
  key: 'type',
  'select-all': 'type',
  choose: 'type',
  set: 'type',
  go: 'navigate',
  open: 'navigate',
}

/** How a request for control ended (RC-2). */
export const CONTROL_OUTCOMES = [
  'accepted',
  'declined',
  'no-answer',
  'busy',
  'blocked',
  'unavailable',
] as const
export type ControlOutcome = (typeof CONTROL_OUTCOMES)[number]

/** Why the visitor's side did not do what an agent asked for; never what is there. */
export const REFUSALS = [
  'hidden',
  'forbidden',
  'visitor-first',
  'gone',
  'declined',
  'address',
  'unseen',
] as const
export type Refusal = (typeof REFUSALS)[number]
