import {
  boolean,
  type Infer,
  integer,
  list,
  object,
  oneOf,
  ParseError,
  type Parser,
  tagged,
  text,
} from '../../base/parse.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { participants } from '../../protocol/participants.ts'

/*
 * What a page and a frame of another origin in it say to each other (NV-13). Both are tagged pages of origins that the
 * group trusts; each still parses what the other says.
 *
 *   frame → page, to any origin   { sidelong: 1 }                       a tagged page is here; nothing that is secret
 *   page → frame, to its origin   { sidelong: 2, group, nonce }         with a port, handed over once
 *   then over the port            GuestUp, GuestDown
 */

const counter = integer(0, 0xffff_ffff)

const bytes: Parser<ArrayBuffer> = (value, path = '') => {
  if (!(value instanceof ArrayBuffer) || value.byteLength > LIMITS.maxPayloadBytes)
    throw new ParseError(path, 'must be a payload')
  return value
}

export const joinMessage = object({
  sidelong: integer(2, 2),
  group: integer(1, 999_999_999),
  nonce: text(64, { min: 16 }),
})

/** From the frame. `round` is that of the `start` which it follows. */
export const guestUp = tagged({
  /** The rules are there and the check of origins and group was passed. */
  hello: object({ nonce: text(64), mode: integer(0, 2) }),
  payload: object({ round: counter, bytes }),
  /** Only a new checkpoint of the whole page helps; `isStricter`: what was sent must be seen no longer. */
  again: object({ round: counter, isStricter: boolean }),
  /** Numbers for the documents of a frame inside the frame. */
  block: object({}),
  /** The document goes. */
  gone: object({}),
})
export type GuestUp = Infer<typeof guestUp>

const selectors = list(text(1_000), 3_000)

/** To the frame. */
export const guestDown = tagged({
  /** Capture from now on; documents take the numbers from `base` up. `rules`: the page's, to be united with the frame's own. */
  start: object({
    round: counter,
    base: counter,
    people: participants,
    rules: object({
      mode: oneOf('listed', 'inputs', 'all'),
      selectors,
      unmaskSelectors: selectors,
      urlDetail: oneOf('path', 'full', 'origin'),
      title: oneOf('show', 'hide'),
    }),
  }),
  stop: object({}),
  /** One more payload may come. */
  more: object({}),
  people: object({ people: participants }),
  block: object({ base: counter }),
})
export type GuestDown = Infer<typeof guestDown>
