import type { Clock } from '../../base/clock.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import { h, icon, setText } from './elements.ts'
import { formatElapsed } from './format.ts'
import { qualityDetail, qualityLabel, WORDS } from './words.ts'

const GOOD_BELOW_MS = 150

/** The session's key, how long it runs, and how good the line is. */
export interface Facts {
  readonly elements: readonly HTMLElement[]
  begin(key: string, startedMs: number): void
  /** `roundTripMs`: `null` if it is not known. `sentAnew`: how often the whole page was. */
  quality(roundTripMs: number | null, silentMs: number, sentAnew: number): void
  /** The session is over; its time stands still. */
  stop(): void
}

export function createFacts(clock: Clock): Facts {
  const key = h('span', { class: 'key-text' })
  const elapsed = h('span', { class: 'elapsed-text', text: '0:00' })
  const label = h('span', { class: 'quality-text' })
  const quality = h('div', { class: 'quality', attributes: { title: WORDS.quality } }, [
    h('span', { class: 'bars', attributes: { 'aria-hidden': 'true' } }, [h('i'), h('i'), h('i')]),
    label,
  ])
  let runsSinceMs: number | null = null

  return {
    elements: [
      h('div', { class: 'chip', attributes: { title: WORDS.sessionKey } }, [icon('key'), key]),
      h('div', { class: 'chip', attributes: { title: WORDS.elapsed, role: 'timer' } }, [
        icon('clock'),
        elapsed,
      ]),
      quality,
    ],
    begin(text, startedMs) {
      setText(key, text)
      runsSinceMs = startedMs
    },
    quality(roundTripMs, silentMs, sentAnew) {
      const isLate = silentMs > VIEWER_LIMITS.lateAfterMs
      const known = roundTripMs === null ? 'none' : roundTripMs < GOOD_BELOW_MS ? 'good' : 'fair'
      quality.dataset.level = isLate ? 'bad' : known
      quality.title = qualityDetail(roundTripMs, silentMs, sentAnew)
      setText(label, qualityLabel(roundTripMs, silentMs, isLate))
      if (runsSinceMs !== null) setText(elapsed, formatElapsed(clock.now() - runsSinceMs))
    },
    stop() {
      runsSinceMs = null
    },
  }
}
