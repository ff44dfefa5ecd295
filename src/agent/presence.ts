import type { Clock } from '../base/clock.ts'
import { list, nullable, object, parseJson, text } from '../base/parse.ts'
import { delivered, invited, presenceVisitor } from '../protocol/presence-api.ts'
import { followEvents } from './events.ts'
import { AGENT_LIMITS } from './limits.ts'
import type { Presence, PresenceEvent, ServerOptions } from './public.ts'
import { call } from './server.ts'

const snapshot = object({ visitors: list(presenceVisitor, 2_000) })
const change = object({ visitorId: text(63), visitor: nullable(presenceVisitor) })
const CHANGES = ['connected', 'page', 'focus', 'terms', 'session', 'invitation', 'data'] as const

/** Who is on a group's pages (PR-10), and the way to them. */
export function followPresence(
  groupId: number,
  server: Omit<ServerOptions, 'groupId'>,
  clock: Clock,
): Presence {
  const base = `/v1/groups/${groupId}/presence`
  const pathOf = (visitorId: string, verb: string) =>
    `${base}/visitors/${encodeURIComponent(visitorId)}/${verb}`
  return {
    subscribe(listener, { visitorIds } = {}) {
      const query = visitorIds ? `?${new URLSearchParams({ visitors: visitorIds.join(',') })}` : ''
      return followEvents(server, `${base}/events${query}`, clock, {
        event(type, data) {
          const event = eventOf(type, data)
          if (event) listener(event)
        },
        error: (code) => listener({ type: 'error', code }),
      })
    },
    async signal(visitorId, data) {
      await call(server, pathOf(visitorId, 'signal'), { data }, delivered)
    },
    async invite(visitorId, { call: how = 'start', ...more } = {}) {
      const { id } = await call(server, pathOf(visitorId, 'invite'), { call: how, ...more }, invited)
      return { id }
    },
  }
}

/** `null` for what a newer server tells. */
function eventOf(type: string, data: string): PresenceEvent | null {
  if (type === 'snapshot') return { type, ...parseJson(data, AGENT_LIMITS.maxEventLength, snapshot) }
  const { visitorId, visitor } = parseJson(data, AGENT_LIMITS.maxEventLength, change)
  const changed = CHANGES.find((one) => one === type)
  if (changed && visitor) return { type: changed, visitorId, visitor }
  if (type === 'disconnected' || type === 'unlisted') return { type, visitorId, visitor: null }
  return null
}
