import { type Infer, integer, list, nullable, object, oneOf, tagged } from '../base/parse.ts'
import { assetHost } from './assets.ts'
import { admitCode } from './guests-api.ts'
import { handOverOrder } from './handing-over.ts'
import { participantId } from './ids.ts'
import { LIMITS } from './limits.ts'
import { pageMessage } from './page-message.ts'

const counter = integer(0, 0xffff_ffff)

/** First message of an agent's socket: the last durable envelope that its stage holds, `null` for none. */
const hello = object({
  protocol: integer(1, 1_000),
  have: nullable(object({ generation: counter, sequence: counter })),
})

/** The stage was replaced or differs: send the checkpoint and its tail again, or a new one (`drift`). */
const resync = object({ reason: oneOf('stage-replaced', 'drift', 'decode') })

/** Leave on purpose; the session goes on (VW-5). */
const leave = object({})

/** End the session for everybody; needs the privilege `end`. */
const end = object({})

/** Input of the agent, at most one every 30 s, for the idle limit. */
const activity = object({})

/** The code that a guest has told this agent lets the guest in; needs the privilege `invite-guest` (GU-2). */
const admit = object({ code: admitCode })

/** Sends a guest away (GU-4); needs the same. */
const eject = object({ participant: participantId })

/** Handing the session over; needs the permission `transfer` (VW-6). */
const handOver = object({ order: handOverOrder })

/** Round-trip measure: the server echoes `id`. */
const ping = object({ id: counter })

const hosts = list(assetHost, LIMITS.maxAssetHostsTold)

/** Hosts, without paths, that the page's resources were asked of, and that the group's list does not allow. */
const assetHosts = object({ asked: hosts, blocked: hosts })

/** JSON messages from the viewer to the session server. */
export const agentUp = tagged({
  hello,
  resync,
  leave,
  end,
  activity,
  message: pageMessage,
  admit,
  eject,
  'hand-over': handOver,
  ping,
  'asset-hosts': assetHosts,
})
export type AgentUp = Infer<typeof agentUp>
