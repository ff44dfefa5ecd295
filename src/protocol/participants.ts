import {
  type Infer,
  integer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  type Parser,
  text,
} from '../base/parse.ts'
import { participantId } from './ids.ts'
import type { Privilege } from './privileges.ts'

/** A participant's number among those of its session: names them in headers, and chooses their color (agent-colors.ts). */
export const participantNumber = integer(0, 255)

/** An agent or guest inside one session, as both sides may see them. */
export const participant = object({
  id: participantId,
  kind: oneOf('agent', 'guest'),
  name: text(127),
  role: nullable(text(63)),
  /** RFC 3339, UTC. */
  joinedAt: text(32),
  /** A later server may have others, which mean nothing here. */
  privileges: list(text(32), 64) as Parser<Privilege[]>,
  number: optional(participantNumber),
})
export type Participant = Infer<typeof participant>
export const participants = list(participant, 64)
