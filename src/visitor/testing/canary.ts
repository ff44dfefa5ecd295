import type { MirrorHarness } from './mirror-harness.ts'

export const CANARY = 'Qz7canaryXw'

/** Waits until all is sent, and looks for the canary and any six characters of it in every byte; in which forms it is there. */
export async function canaryIn(h: MirrorHarness): Promise<string[]> {
  await h.quiet()
  const sent = h.sentText()
  const pieces = Array.from({ length: CANARY.length - 5 }, (_, i) => CANARY.slice(i, i + 6))
  const forms = [[...CANARY].reverse().join(''), btoa(CANARY).slice(0, 12), encodeURIComponent(CANARY)]
  return [...forms, ...pieces].filter((form) => sent.includes(form))
}
