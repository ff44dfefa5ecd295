import { boolean, type Infer, list, nullable, object, oneOf, optional, text, time } from '../base/schema.ts'
import { MAX_NOTE_LENGTH } from './handing-over.ts'

/* Bodies of `/v1/groups/{g}/transfers…` (VW-6). */

const id = text(64, { min: 1 })
const name = text(127)
const note = text(MAX_NOTE_LENGTH)

/** `POST …/transfers`: to a member, or to whoever of a role is first. */
export const newTransfer = object(
  { sessionId: text(96), toUser: optional(id), toRole: optional(text(63, { min: 1 })), note: optional(note) },
  { exact: true },
)

export const TRANSFER_STATES = ['open', 'accepted', 'declined', 'withdrawn', 'expired'] as const
/** An offer that one has made, or may accept. */
export const transfer = object({
  id,
  sessionId: text(96),
  key: text(63),
  /** Made by the caller. */
  isOwn: boolean,
  from: name,
  /** A member's name, or a role's title. */
  to: name,
  isToRole: boolean,
  note,
  state: oneOf(...TRANSFER_STATES),
  takenBy: nullable(name),
  expiresAt: time,
})
export type Transfer = Infer<typeof transfer>
export const transfers = object({ items: list(transfer, 100) })

/** `GET …/transfers/targets`: who may view sessions of the group, without the caller. */
export const transferTargets = object({
  people: list(object({ id, name, role: text(63) }), 1_000),
  roles: list(object({ name: text(63), title: text(63) }), 1_000),
})
export type TransferTargets = Infer<typeof transferTargets>

/** `POST …/transfers/{id}/accept`: where the session is joined. */
export const acceptedTransfer = object({ joinUrl: text(2_000) })
