import { decodeEnvelope, isDurable } from '../../src/protocol/envelope.ts'
import type { Scenario } from '../support/scenario.ts'
import type { Tap } from '../support/taps.ts'

/** The same complaints for so long, with nothing under way, are final. */
const CERTAIN_MS = 1_500
const SETTLE_TIMEOUT_MS = 30_000
const PAUSE_MS = 200

/**
 * Repeats `look` until it finds nothing to complain about (an empty text from `complaint`), or until it is certain that
 * it will not: both ends with equal sequence numbers, and the same complaint as before. Returns what it found last.
 */
export async function untilSettled<T>(
  scenario: Scenario,
  look: () => Promise<T>,
  complaint: (found: T) => string,
): Promise<T> {
  const until = performance.now() + SETTLE_TIMEOUT_MS
  let since = { complaint: '', atMs: 0 }
  for (;;) {
    const startedMs = performance.now()
    const found = await look()
    const text = complaint(found)
    const isSame = text === since.complaint && isNothingUnderWay(scenario)
    if (text === '' || startedMs > until || (isSame && startedMs - since.atMs > CERTAIN_MS)) return found
    if (!isSame) since = { complaint: text, atMs: startedMs }
    // Looking at a large page takes both sides' main threads; they need some for themselves.
    await new Promise((resolve) => setTimeout(resolve, Math.max(PAUSE_MS, performance.now() - startedMs)))
  }
}

/** The agent has the last durable envelope that the visitor sent. */
function isNothingUnderWay({ visitorTap, agentTap }: Scenario): boolean {
  return lastEnvelope(visitorTap, 'visitor-up') === lastEnvelope(agentTap, 'agent-down')
}

/** Generation and sequence number, empty before the first. */
function lastEnvelope(tap: Tap, edge: string): string {
  for (let i = tap.frames.length - 1; i >= 0; i--) {
    const frame = tap.frames[i]
    if (!frame || frame.edge !== edge || typeof frame.data === 'string') continue
    const envelope = decodeEnvelope(new Uint8Array(frame.data))
    if (envelope && isDurable(envelope.type)) return `${envelope.generation}/${envelope.sequence}`
  }
  return ''
}
