import {
  boolean,
  type Infer,
  integer,
  nullable,
  object,
  oneOf,
  optional,
  tagged,
  text,
} from '../base/parse.ts'
import { CONTROL_OUTCOMES, REFUSALS } from './actions.ts'
import { guestOutcome } from './guests-api.ts'
import { handOverNews } from './handing-over.ts'
import { hiddenReason } from './hidden-reason.ts'
import { participantId, SITES, sessionKey } from './ids.ts'
import { endReason, status } from './life-cycle.ts'
import { pageMessage } from './page-message.ts'
import { participants } from './participants.ts'
import { privileges } from './privileges.ts'
import { visitorAbout } from './visitor-about.ts'

/** Answer to `hello`; envelopes follow. */
const welcome = object({
  participantId,
  privileges,
  key: sessionKey,
  site: oneOf(...SITES),
  /** Origin of the visitor's page as the socket's handshake gave it; shown in the fixed chrome (VW-2). */
  origin: nullable(text(255)),
  /** RFC 3339, UTC. */
  startedAt: text(32),
  status,
  participants,
})

/** What is known of the visitor (VW-1). `loading`: between two pages; `lost`: no connection. */
const visitor = object({
  presence: oneOf('online', 'loading', 'background', 'lost'),
  paused: boolean,
  message: nullable(text(200)),
  /** Why the whole page is hidden (MK-18); `masks-pending`: the visitor's masks do not yet count for this agent (MK-13). */
  hidden: nullable(hiddenReason),
  origin: nullable(text(255)),
  /** Said before the visitor went to a foreign page (NV-6). */
  absence: nullable(text(200)),
  /** Not for guests. */
  about: optional(visitorAbout),
})

/**
 * Instead of `welcome`: the visitor is asked whether this agent may see the page (JN-5). With a yes `welcome` follows,
 * after everything else the socket is closed.
 */
const approval = object({ outcome: oneOf('asked', 'declined', 'no-answer') })

const people = object({ status, participants })

/** This agent did not keep up: its backlog was dropped, a complete checkpoint follows. */
const restart = object({})

const endingSoon = object({
  reason: oneOf('idle', 'max-duration', 'wait-expired'),
  seconds: integer(0, 3_600),
})

const ended = object({ reason: endReason })

const pong = object({ id: integer(0, 0xffff_ffff) })

/** HTTP-follow (HF-1): the visitor's page has the other protocol, and so has the viewer's address now. */
const follow = object({ url: text(300) })

/** This agent may let guests in, who begin at `url` (GU-2). */
const guests = object({ url: text(2_100) })

/** What became of the code that this agent entered. */
const guest = object({ outcome: guestOutcome })

/** The visitor did not let this guest in; for agents who may let guests in. */
const guestRefused = object({ name: text(127), why: oneOf('declined', 'no-answer') })

/** What this agent may do about handing over, and what becomes of an offer of theirs (VW-6). */
const handOver = object({ news: handOverNews })

/** This agent leaves by another page of theirs (AE-6); then the socket is closed. */
const left = object({})

/** Sign of life every 20 s. */
const beat = object({})

/** Who has control with which rights; nobody: `by` is `null`. */
const control = object({ by: nullable(participantId), rights: privileges })

/** The answer to this agent's request. */
const answer = object({ outcome: oneOf(...CONTROL_OUTCOMES) })

/** The visitor's side did not do what this agent asked for. */
const refused = object({ why: oneOf(...REFUSALS) })

/** JSON messages from the session server to the viewer. */
export const agentDown = tagged({
  welcome,
  approval,
  visitor,
  participants: people,
  restart,
  'ending-soon': endingSoon,
  ended,
  follow,
  message: pageMessage,
  pong,
  guests,
  guest,
  'guest-refused': guestRefused,
  'hand-over': handOver,
  left,
  beat,
  control,
  'control-answer': answer,
  refused,
})
export type AgentDown = Infer<typeof agentDown>
