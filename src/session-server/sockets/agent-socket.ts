import { parseJson } from '../../base/parse.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { agentUp } from '../../protocol/agent-up.ts'
import type { ParticipantId } from '../../protocol/ids.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { isServed } from '../../protocol/version.ts'
import type { Door } from '../session/follow.ts'
import type { Session } from '../session/session.ts'
import type { Wire, WireHandler } from './wire.ts'

/** Drives an agent's socket whose cookie, Origin and session were checked before the upgrade; it ends with the cookie's life. */
export function acceptAgent(
  agent: { session: Session; id: ParticipantId; door: Door; expiry: (expired: () => void) => Stoppable },
  wire: Wire,
  settled: () => void,
): WireHandler {
  const { session, id, door } = agent
  let isAttached = false
  const expiry = agent.expiry(() => wire.close('revoked'))
  return {
    text(text) {
      const message = parseJson(text, LIMITS.maxJsonBytes, agentUp)
      if (isAttached) return session.agents.onMessage(id, wire, message)
      if (message.type !== 'hello') return wire.close('protocol')
      if (!isServed(message.protocol)) return wire.close('version')
      settled()
      isAttached = true
      session.attachAgent(id, wire, message.have, door)
    },
    bytes(bytes) {
      if (isAttached) session.agents.onBytes(id, wire, bytes)
      else wire.close('protocol')
    },
    closed: () => {
      expiry.stop()
      session.detachAgent(id, wire)
    },
  }
}
