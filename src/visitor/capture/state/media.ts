import { OP } from '../../../protocol/codec/ops.ts'
import type { SectionWriter } from '../../../protocol/codec/section-writer.ts'
import { type Masked, numerals } from '../../privacy/masked.ts'
import type { Listener } from '../listeners.ts'

/** What changes what a video shows, beside time, which passes at the stage, too. */
const EVENTS = [
  'play',
  'playing',
  'pause',
  'waiting',
  'seeked',
  'ratechange',
  'ended',
  'loadeddata',
  'emptied',
]

/** Where video and audio stand: told when that changes by more than the time that passed. */
export interface Media {
  readonly listeners: readonly Listener[]
  note(target: EventTarget | null): void
  flush(): void
}

export function createMedia(parts: {
  readonly writer: SectionWriter<Masked>
  readonly openId: (element: Element) => number
  readonly schedule: () => void
}): Media {
  const { writer } = parts
  const dirty = new Set<HTMLMediaElement>()
  const sent = new WeakMap<HTMLMediaElement, string>()

  function note(target: EventTarget | null): void {
    if (!isMedia(target)) return
    dirty.add(target)
    parts.schedule()
  }

  function send(media: HTMLMediaElement): void {
    const id = parts.openId(media)
    if (!id) return
    const isPlaying = !media.paused && !media.ended && media.readyState > 2
    const state = numerals([isPlaying ? 1 : 0, media.currentTime, media.playbackRate])
    const before = sent.get(media) ?? '0 0 1'
    if (state === before) return
    sent.set(media, state)
    writer.op(OP.media, id)
    writer.text(state)
  }

  return {
    listeners: EVENTS.map((type) => [type, ({ target }) => note(target)]),
    note,
    flush() {
      for (const media of dirty) send(media)
      dirty.clear()
    },
  }
}

function isMedia(target: EventTarget | null): target is HTMLMediaElement {
  return /^(video|audio)$/.test((target as Partial<Element> | null)?.localName ?? '')
}
