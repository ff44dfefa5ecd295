import { boolean, type Infer, integer, object, oneOf, tagged } from '../base/parse.ts'
import { participantId } from './ids.ts'
import { endReason, status } from './life-cycle.ts'
import { messageJson, messageName } from './page-message.ts'
import { participants } from './participants.ts'

const counter = integer(0, 0xffff_ffff)

/**
 * Answer to `hello`. With `resume` the server holds everything up to `sequence` of `generation`: resend what follows.
 * Without it: send a checkpoint of a generation above `generation`.
 */
const welcome = object({ resume: boolean, generation: counter, sequence: counter, status, participants })

/** Everything up to and including this envelope has arrived and may leave the resend ring. */
const ack = object({ generation: counter, sequence: counter })

/** The server needs a new checkpoint, made in slices, at leisure (`compaction`) or soon. */
const checkpoint = object({ reason: oneOf('compaction', 'lost', 'drift') })

/** The agents and guests who can see the page changed. */
const people = object({ status, participants })

/** `seconds` remain until the session ends for `reason` (LC-9). */
const endingSoon = object({
  reason: oneOf('idle', 'max-duration', 'wait-expired'),
  seconds: integer(0, 3_600),
})

const ended = object({ reason: endReason })

/** From an agent's page to the visitor's (AP-3). */
const message = object({ name: messageName, json: messageJson, from: participantId })

/** Newer masks are published: they are to be asked for (MK-28). */
const settings = object({})

/** Sign of life every 20 s. */
const beat = object({})

/** JSON messages from the session server to the visitor script. */
export const visitorDown = tagged({
  welcome,
  ack,
  checkpoint,
  participants: people,
  'ending-soon': endingSoon,
  ended,
  message,
  settings,
  beat,
})
export type VisitorDown = Infer<typeof visitorDown>
