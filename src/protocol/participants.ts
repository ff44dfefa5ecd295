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
import { type Privilege, privileges } from './privileges.ts'

/** A participant's number among those of its session: names them in headers, and chooses their color (agent-colors.ts). */
export const participantNumber = integer(0, 255)

const shape = {
  id: participantId,
  kind: oneOf('agent', 'guest'),
  name: text(127),
  role: nullable(text(63)),
  /** RFC 3339, UTC. */
  joinedAt: text(32),
  number: optional(participantNumber),
}

/** An agent or guest inside one session. */
export const participant = object({ ...shape, privileges })
export type Participant = Infer<typeof participant>

/** As both ends are told of them: a later server may know more privileges, which mean nothing here. */
export const participants = list(
  object({ ...shape, privileges: list(text(32), 64) as Parser<Privilege[]> }),
  64,
)
