import { LIMITS } from '../../protocol/limits.ts'
import type { VisitorDown } from '../../protocol/visitor-down.ts'
import { createError } from '../api/error.ts'
import type { Session } from '../boot/session-types.ts'
import { guard } from '../loader/guard.ts'
import type { Core } from './core.ts'

const NAME = /^[a-z0-9.-]{1,64}$/
const SECOND_MS = 1_000
const MAX_NOTE = 200

type Received = Extract<VisitorDown, { type: 'message' }>

/** Messages between the page and the agents (AP-3), and the announcement of an absence (NV-6). */
export function createMessages({ deps, link, visitor }: Core) {
  const { clock } = deps
  /** When the last ones were sent. */
  let sentAtMs: number[] = []

  function running(): Session {
    const session = visitor.current()
    if (!session) throw createError('not-in-session')
    return session
  }

  return {
    async send(name: unknown, payload: unknown): Promise<void> {
      const session = running()
      if (typeof name !== 'string' || !NAME.test(name)) throw createError('bad-params', { field: 'name' })
      const json = toJson(payload)
      if (new TextEncoder().encode(json).length > LIMITS.maxMessageBytes)
        throw createError('message-too-large')
      const nowMs = clock.now()
      sentAtMs = sentAtMs.filter((atMs) => nowMs - atMs < SECOND_MS)
      if (sentAtMs.length >= LIMITS.pageMessagesPerSecond) throw createError('rate-limited', undefined, 1)
      sentAtMs.push(nowMs)
      if (!session.tell({ type: 'message', name, json })) throw createError('server-lost')
    },
    /** One for the page. */
    receive({ name, json, from }: Received): void {
      const agent = visitor.session()?.participants.find(({ id }) => id === from)
      if (!agent) return
      let payload: unknown
      try {
        payload = JSON.parse(json)
      } catch {
        return
      }
      for (const { event, handler } of link.handlers)
        if (event === `message ${name}`)
          guard(() => (handler as (...args: unknown[]) => void)(payload, agent))
    },
    async expectAbsence(options: unknown): Promise<void> {
      const session = running()
      const { seconds, note } = (options ?? {}) as { seconds?: unknown; note?: unknown }
      if (!Number.isInteger(seconds) || !(Number(seconds) > 0) || Number(seconds) > LIMITS.maxAbsenceSeconds)
        throw createError('bad-params', { field: 'seconds' })
      if (note !== undefined && (typeof note !== 'string' || note.length > MAX_NOTE))
        throw createError('bad-params', { field: 'note' })
      const words = note === undefined ? {} : { note }
      if (!session.tell({ type: 'absence', seconds: Number(seconds), ...words }))
        throw createError('server-lost')
    },
  }
}

function toJson(payload: unknown): string {
  try {
    const json: unknown = JSON.stringify(payload)
    if (typeof json === 'string') return json
  } catch {
    // In a circle, or of a kind that JSON does not know.
  }
  throw createError('bad-params', { field: 'payload' })
}
