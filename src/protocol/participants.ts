import { type Infer, list, nullable, object, oneOf, text } from '../base/parse.ts'
import { participantId } from './ids.ts'
import { privileges } from './privileges.ts'

/** An agent or guest inside one session, as both sides may see them. */
export const participant = object({
  id: participantId,
  kind: oneOf('agent', 'guest'),
  name: text(127),
  role: nullable(text(63)),
  /** RFC 3339, UTC. */
  joinedAt: text(32),
  privileges,
})
export type Participant = Infer<typeof participant>
export const participants = list(participant, 64)
