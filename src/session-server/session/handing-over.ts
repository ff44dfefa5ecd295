import type { Clock } from '../../base/clock.ts'
import type { HandOverNews, HandOverOrder } from '../../protocol/handing-over.ts'
import { SERVER_LIMITS } from '../limits.ts'
import type { Actor } from './agent-actions.ts'
import { TokenBucket } from './token-bucket.ts'

const MINUTE_SECONDS = 60

/** What agents order about handing the session over (VW-6) goes to a web server: it knows who may, and to whom. */
export function createHandingOver(
  clock: Clock,
  hooks: {
    /** False: no web server is connected. */
    ask(agentId: string, order: HandOverOrder): boolean
    tell(agentId: string, news: HandOverNews): void
  },
): (actor: Actor, order: HandOverOrder) => void {
  const perMinute = SERVER_LIMITS.handOversPerMinute
  const buckets = new WeakMap<Actor, TokenBucket>()
  return (actor, order) => {
    const { agentId } = actor
    const orders = buckets.get(actor) ?? new TokenBucket(perMinute / MINUTE_SECONDS, perMinute, clock.now())
    buckets.set(actor, orders)
    if (orders.take(1, clock.now()) && hooks.ask(agentId, order)) return
    // Viewers ask for colleagues by themselves: nobody waits for an answer.
    if (order.type !== 'colleagues') hooks.tell(agentId, { type: 'state', state: 'unavailable', name: '' })
  }
}
