import type { Clock } from '../../base/clock.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import type { StageDown, StageUp } from '../stage-messages.ts'

export type Hit = Extract<StageUp, { type: 'hit' }>
export type Point = { readonly x: number; readonly y: number }

/** Asks the stage what lies at a place; answers come in order, or `null`. */
export interface Hits {
  at(point: Point): Promise<Hit | null>
  answered(hit: Hit): void
}

export function createHits(clock: Clock, post: (message: StageDown) => void): Hits {
  const waiting = new Map<number, (hit: Hit | null) => void>()
  let last = 0
  return {
    at({ x, y }) {
      const token = ++last
      return new Promise((resolve) => {
        const timer = clock.after(VIEWER_LIMITS.hitTimeoutMs, () => settle(null))
        const settle = (hit: Hit | null): void => {
          timer.stop()
          waiting.delete(token)
          resolve(hit && hit.node > 0 ? hit : null)
        }
        waiting.set(token, settle)
        post({ type: 'hit', token, x: Math.round(x), y: Math.round(y) })
      })
    },
    answered: (hit) => waiting.get(hit.token)?.(hit),
  }
}

/** The place in the hit's box. */
export function spotOf(hit: Hit, point: Point): { node: number; x: number; y: number } {
  return { node: hit.node, x: Math.round(point.x - hit.x), y: Math.round(point.y - hit.y) }
}
