import { type Infer, integer, list, object, oneOf, optional, tagged, text } from '../base/parse.ts'

/* How a session is handed over from inside the viewer (VW-6): to a web server, and back to all of the agent's own views. */

const name = text(127)
const id = text(64, { min: 1 })

/** So long an offer can be accepted. */
export const OFFER_OPEN_MS = 60_000
export const MAX_NOTE_LENGTH = 200
/** So many are told to a viewer; all others are offered a session in the console, or by their role. */
export const MAX_COLLEAGUES = 100
/** The JSON of all of them together, well below what a viewer takes in one message. */
export const MAX_COLLEAGUES_LENGTH = 32_768

/** `colleagues`: to whom it can be offered, answered to whom it may be told; `offer`: to a member, or to the first of a role; `withdraw`: takes it back. */
export const handOverOrder = tagged({
  colleagues: object({}),
  offer: object({
    /** Of ours, or of the company's own (`externalId`). */
    toUser: optional(text(127, { min: 1 })),
    toRole: optional(text(63, { min: 1 })),
    note: text(MAX_NOTE_LENGTH),
  }),
  withdraw: object({}),
})
export type HandOverOrder = Infer<typeof handOverOrder>

/** `refused`: may not be offered (any more); `unavailable`: cannot be looked at now. */
const state = oneOf('open', 'accepted', 'declined', 'withdrawn', 'refused', 'unavailable')
export type HandOverState = ReturnType<typeof state> | 'expired'

/** `name`: to whom it is offered, or who has it now; `restMs`: of an offer that was open before. */
export const handOverNews = tagged({
  colleagues: object({
    people: list(object({ id, name, role: text(63) }), MAX_COLLEAGUES),
    roles: list(object({ name: text(63), title: text(63) }), MAX_COLLEAGUES),
  }),
  state: object({ state, name, restMs: optional(integer(0, OFFER_OPEN_MS)) }),
})
export type HandOverNews = Infer<typeof handOverNews>
