import {
  boolean,
  type Infer,
  integer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  text,
  time,
} from '../base/schema.ts'

/* Bodies of `/v1/groups/{g}/webhooks…` (WH-1 to WH-4). */

/** WH-1, and `test`, which one asks for. */
export const WEBHOOK_EVENTS = [
  'session.started',
  'session.active',
  'session.ended',
  'participant.joined',
  'participant.left',
  'control.granted',
  'control.ended',
  'guest.admitted',
  'transfer.completed',
  'presence.connected',
  'presence.disconnected',
  'settings.published',
  'user.changed',
  'audit.head',
] as const
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number]

const types = list(oneOf(...WEBHOOK_EVENTS), WEBHOOK_EVENTS.length)
const id = text(64, { min: 1 })
const url = text(1_000, { min: 1 })

export const webhook = object({
  id,
  url,
  types,
  isEnabled: boolean,
  /** Why it was disabled by us; `null` otherwise. */
  disabledReason: nullable(text(255)),
  /** Two secrets count. */
  isRotating: boolean,
  createdBy: text(255),
  createdAt: time,
  waiting: integer(0, 2_147_483_647),
})
export type Webhook = Infer<typeof webhook>
export const webhooks = object({ items: list(webhook, 100), types: list(text(64), 64) })
export const newWebhook = object({ url, types }, { exact: true })
export const webhookPatch = object(
  { url: optional(url), types: optional(types), isEnabled: optional(boolean) },
  { exact: true },
)
/** The secret is shown here only. */
export const madeWebhook = object({ webhook, secret: text(64) })
export const rotatedWebhook = object({ secret: text(64) })

export const delivery = object({
  id,
  sequence: integer(0, 2_147_483_647),
  type: text(64),
  createdAt: time,
  state: oneOf('waiting', 'delivered', 'failed'),
  attempts: integer(0, 1_000_000),
  /** Of the last attempt: what the receiver answered, or why there was no answer. */
  status: nullable(integer(0, 999)),
  error: nullable(text(255)),
  nextAt: nullable(time),
  deliveredAt: nullable(time),
})
export type Delivery = Infer<typeof delivery>
export const deliveries = object({ items: list(delivery, 1_000), cursor: nullable(text(255)) })
