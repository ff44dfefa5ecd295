import type { Clock } from '../../base/clock.ts'
import type { QualityFacts } from '../embed-messages.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import { h, icon, setText } from './elements.ts'
import { formatElapsed } from './format.ts'
import { qualityDetail, qualityLabel, WORDS } from './words.ts'

const GOOD_BELOW_MS = 150

/** The session's key, how long it runs, and how good the line is. */
export interface Facts {
  readonly elements: readonly HTMLElement[]
  begin(key: string, startedMs: number): void
  /** `script`: the release of our script at the visitor. */
  quality(quality: QualityFacts, silentMs: number, script: string): void
  /** The session is over; its time stands still. */
  stop(): void
}

/** `roundTripMs`: `null` if it is not known. `resyncs`: how often the whole page was sent anew. */
export function qualityOf(roundTripMs: number | null, silentMs: number, resyncs: number): QualityFacts {
  const known = roundTripMs === null ? 'none' : roundTripMs < GOOD_BELOW_MS ? 'good' : 'fair'
  return { level: silentMs > VIEWER_LIMITS.lateAfterMs ? 'bad' : known, roundTripMs, resyncs }
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
    quality(now, silentMs, script) {
      quality.dataset.level = now.level
      quality.title = qualityDetail(now, silentMs, script)
      setText(label, qualityLabel(now, silentMs))
      if (runsSinceMs !== null) setText(elapsed, formatElapsed(clock.now() - runsSinceMs))
    },
    stop() {
      runsSinceMs = null
    },
  }
}
