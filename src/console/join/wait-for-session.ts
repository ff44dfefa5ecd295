import type { GroupId, SessionKey } from '../../protocol/ids.ts'
import type { Api } from '../api/client.ts'
import { isApiError } from '../api/errors.ts'
import { MAX_RETRY_AFTER_MS, WAIT_MAX_MINUTES, WAIT_PAUSE_MS } from '../limits.ts'

export type Waited =
  | { readonly type: 'found'; readonly joinUrl: string }
  | { readonly type: 'over'; readonly minutes: number }

type Parts = {
  readonly api: Pick<Api, 'lookupWaiting'>
  readonly key: SessionKey
  readonly group: GroupId | null
  /** This one's id, if a page of the company's has opened it. */
  readonly window: string | undefined
  readonly now: () => number
  /** Rejects when `signal` aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>
  readonly signal: AbortSignal
  /** Whether the server could be asked. */
  readonly onTrouble: (isInTrouble: boolean) => void
}

/**
 * JN-4: asks until the session is there or the time for it is over; each request is held back by the server. What gets
 * lost on the way, and a server that asks for patience, are waited out; a refusal rejects.
 */
export async function waitForSession(parts: Parts): Promise<Waited> {
  const { api, key, group, window, now, pause, signal, onTrouble } = parts
  const startMs = now()
  let maxMinutes = WAIT_MAX_MINUTES
  for (;;) {
    const askedMs = now()
    let pauseMs = WAIT_PAUSE_MS
    try {
      const answer = await api.lookupWaiting({ key, group, window }, signal)
      onTrouble(false)
      if (answer.joinUrl !== null) return { type: 'found', joinUrl: answer.joinUrl }
      maxMinutes = answer.maxMinutes ?? maxMinutes
    } catch (error) {
      signal.throwIfAborted()
      if (!isPassing(error)) throw error
      onTrouble(!isApiError(error, 'rate-limited'))
      const askedForMs = isApiError(error) ? (error.retryAfterSeconds ?? 0) * 1_000 : 0
      pauseMs = Math.min(Math.max(pauseMs, askedForMs), MAX_RETRY_AFTER_MS)
    }
    if (now() - startMs >= maxMinutes * 60_000) return { type: 'over', minutes: maxMinutes }
    const spentMs = now() - askedMs
    if (spentMs < pauseMs) await pause(pauseMs - spentMs, signal)
  }
}

function isPassing(error: unknown): boolean {
  return isApiError(error, 'network') || isApiError(error, 'rate-limited') || isApiError(error, 'internal')
}

/** A pause that ends early, by rejecting, when `signal` aborts. */
export function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort)
      resolve()
    }, ms)
    signal.addEventListener('abort', abort, { once: true })
  })
}
