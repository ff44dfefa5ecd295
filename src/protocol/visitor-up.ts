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
  text,
} from '../base/parse.ts'
import { CONTROL_OUTCOMES, REFUSALS } from './actions.ts'
import { scriptFigures } from './figures.ts'
import { hiddenReason } from './hidden-reason.ts'
import { participantId, sessionId, visitorCredential } from './ids.ts'
import { LIMITS } from './limits.ts'
import { pageMessage } from './page-message.ts'
import { participantNumber } from './participants.ts'
import { privileges } from './privileges.ts'

const counter = integer(0, 0xffff_ffff)

/** First message of a visitor's socket: who it is, and what it sent last on this page (`null` on a new page). */
const hello = object({
  protocol: integer(1, 1_000),
  sessionId,
  credential: visitorCredential,
  /** Random id of this page load; the same page reconnecting says the same one. */
  pageId: text(22, { min: 8, pattern: /^[A-Za-z0-9_-]+$/ }),
  sent: nullable(object({ generation: counter, sequence: counter })),
})

/** Pause flag and the visitor's optional words for the agent (UI-8). */
const pause = object({ paused: boolean, message: optional(text(200)) })

/** Whether the tab is in front (NV-3). */
const visibility = object({ visible: boolean })

/** Input of the visitor, at most one every 30 s, for the idle limit (LC-9). */
const activity = object({})

/**
 * The masks in force count for these participants: they may be given what is of generation `from` or later, and
 * nothing older (MK-13). `reason`: why the whole page is hidden (MK-18).
 */
const masks = object({ people: list(participantId, 64), from: counter, reason: nullable(hiddenReason) })

/** Who may act on the page from now on, by number, with the visitor's consent; `null`: nobody. */
const control = object({ by: nullable(participantNumber), rights: privileges })

/** What became of an agent's request for control. */
const answer = object({ to: participantNumber, outcome: oneOf(...CONTROL_OUTCOMES) })

/** Whether somebody who waits may see the page (JN-5). */
const approval = object({ participant: participantId, accept: boolean })

/** An agent's action was not carried out. */
const refused = object({ to: participantNumber, why: oneOf(...REFUSALS) })
/** The visitor goes to a foreign page, to pay for instance, and will be back (NV-6). */
const absence = object({ seconds: integer(1, LIMITS.maxAbsenceSeconds), note: optional(text(200)) })

const end = object({ reason: optional(text(32, { pattern: /^(visitor-ended|script-error)$/ })) })

/** JSON messages from the visitor script to the session server. */
export const visitorUp = tagged({
  hello,
  pause,
  visibility,
  activity,
  masks,
  control,
  'control-answer': answer,
  approval,
  refused,
  message: pageMessage,
  absence,
  figures: scriptFigures,
  end,
})
export type VisitorUp = Infer<typeof visitorUp>
