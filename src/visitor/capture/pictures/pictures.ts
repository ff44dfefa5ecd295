import type { Clock } from '../../../base/clock.ts'
import type { Stoppable } from '../../../base/stoppable.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import type { Masked } from '../../privacy/masked.ts'
import type { Privacy } from '../../privacy/privacy.ts'
import { createWrapping, type Realm } from '../wrapping.ts'
import { hookDrawing } from './drawing-hooks.ts'
import { createPaints, type Painted } from './paints.ts'
import { pictureOf, type Source, sizeOf, snapshot } from './read-pixels.ts'

/** What the capture gives the part that reads pixels. */
export type PicturesParts = {
  readonly clock: Clock
  readonly privacy: Pick<Privacy, 'picture' | 'added' | 'blobs'>
  /** `picture`: a data address, or empty for what cannot be read. */
  readonly send: (source: Source, picture: Masked) => void
  readonly schedule: () => void
}

/** Pixels of canvases, and of images that nobody else can load: read when they changed, while they can be seen, at a bounded rate. */
export interface Pictures extends Stoppable {
  /** It was sent to the stage, where it is empty. */
  add(source: Source): void
  /** Of pictures in the styles of these documents, what is known already; true if it was one. What is missing follows. */
  paint(mirrors: Iterable<Painted>): boolean
}
export type CreatePictures = (parts: PicturesParts) => Pictures

type State = {
  readonly source: WeakRef<Source>
  isDirty: boolean
  isVisible: boolean
  readAtMs: number
  /** The last pixels of a context that has none any more once they are shown. */
  held: Promise<ImageBitmap> | null
  heldAtMs: number
}

/** Of pictures that were sent, for the next checkpoint. */
const MAX_KEPT_BYTES = 4_194_304

export const createPictures: CreatePictures = ({ clock, privacy, send, schedule }) => {
  const states = new WeakMap<Source, State>()
  /** Drawn on and visible, waiting to be read. */
  const due = new Set<State>()
  /** What was sent last, the oldest first. */
  const kept = new Map<State, { readonly address: string; readonly data: string }>()
  let keptBytes = 0
  /** By what each realm has of its own. */
  const observers = new WeakMap<object, IntersectionObserver>()
  const wrapping = createWrapping()
  const paints = createPaints(clock, privacy, schedule, wrapping.guarded)
  let timer: Stoppable | null = null
  let isQueued = false
  let isReading = false
  let isStopped = false
  let notBeforeMs = 0

  function note(source: Source, isFleeting: boolean): void {
    const state = states.get(source)
    if (!state) return
    state.isDirty = true
    // Once the page has drawn, and before the browser shows it.
    if (isFleeting && state.isVisible) queueMicrotask(() => wrapping.guarded(() => hold(state)))
    want(state)
  }

  function hold(state: State): void {
    const source = state.source.deref()
    const now = clock.now()
    if (!source || now - state.heldAtMs < LIMITS.pictureHoldMs || privacy.picture(source, '') === null) return
    drop(state)
    state.heldAtMs = now
    state.held = snapshot(source)
    state.held.catch(() => {})
  }

  function drop(state: State): void {
    state.held?.then((bitmap) => bitmap.close()).catch(() => {})
    state.held = null
  }

  function want(state: State): void {
    if (!state.isDirty || !state.isVisible) return
    due.add(state)
    if (isQueued || isReading || isStopped) return
    isQueued = true
    queueMicrotask(() => {
      isQueued = false
      wrapping.guarded(readDue)
    })
  }

  function readDue(): void {
    if (isReading || isStopped) return
    timer?.stop()
    const now = clock.now()
    let waitMs = Number.POSITIVE_INFINITY
    for (const state of due) {
      const left = Math.max(notBeforeMs, state.readAtMs + LIMITS.pictureIntervalMs) - now
      if (left <= 0) {
        due.delete(state)
        isReading = true
        void read(state).finally(() => {
          isReading = false
          if (due.size > 0 && !isStopped) timer = clock.after(0, () => wrapping.guarded(readDue))
        })
        return
      }
      waitMs = Math.min(waitMs, left)
    }
    if (due.size > 0) timer = clock.after(waitMs, () => wrapping.guarded(readDue))
  }

  async function read(state: State): Promise<void> {
    const source = state.source.deref()
    // Never a pixel of what may not be seen.
    if (!source?.isConnected || privacy.picture(source, '') === null) return drop(state)
    const { width, height } = sizeOf(source)
    if (width * height === 0) return
    const address = addressOf(source)
    state.isDirty = false
    state.readAtMs = clock.now()
    const taken = state.held ?? snapshot(source)
    state.held = null
    const data = await taken.then(pictureOf).catch(() => '')
    // It may have been masked meanwhile, or be another image.
    const picture = privacy.picture(source, data ?? '')
    if (isStopped || data === null || picture === null || addressOf(source) !== address) return
    notBeforeMs = clock.now() + (data.length / LIMITS.pictureBytesPerSecond) * 1_000
    keep(state, address, data)
    send(source, picture)
  }

  function keep(state: State, address: string, data: string): void {
    keptBytes += data.length - (kept.get(state)?.data.length ?? 0)
    kept.delete(state)
    kept.set(state, { address, data })
    for (const [oldest, { data }] of kept) {
      if (keptBytes <= MAX_KEPT_BYTES) return
      kept.delete(oldest)
      keptBytes -= data.length
    }
  }

  /**
   * It is part of a new checkpoint: what was read before goes into that. Read anew and sent after it, pictures could be
   * more than the checkpoint itself, for which the next one would be asked at once.
   */
  function sendKept(state: State, source: Source): void {
    const { address, data } = kept.get(state) ?? {}
    const picture = address === addressOf(source) && data ? privacy.picture(source, data) : null
    if (picture !== null) send(source, picture)
    if (picture === null || state.isDirty) note(source, false)
  }

  function install(realm: Realm): void {
    const parts = wrapping.enter(realm)
    if (!parts) return
    hookDrawing(wrapping, realm, note)
    const observer = new realm.IntersectionObserver((entries) => {
      wrapping.guarded(() => {
        for (const { target, isIntersecting } of entries) {
          const state = states.get(target as Source)
          if (!state) continue
          state.isVisible = isIntersecting
          want(state)
        }
      })
    })
    observers.set(realm.Node.prototype, observer)
    parts.push({ stop: () => observer.disconnect() })
  }

  const pictures: Pictures = {
    add(source) {
      const realm = source.ownerDocument.defaultView as Realm | null
      if (!realm || isStopped) return
      install(realm)
      // Until it is there, there is nothing to read.
      if ('decode' in source && !source.complete) {
        source.addEventListener('load', () => wrapping.guarded(() => pictures.add(source)), { once: true })
        return
      }
      const known = states.get(source)
      if (known) sendKept(known, source)
      else {
        const state: State = {
          source: new WeakRef(source),
          isDirty: true,
          isVisible: false,
          readAtMs: 0,
          held: null,
          heldAtMs: 0,
        }
        states.set(source, state)
        // Tells at once, and once more each time that it comes into view.
        observers.get(realm.Node.prototype)?.observe(source)
      }
    },
    paint: paints.note,
    stop() {
      isStopped = true
      paints.stop()
      timer?.stop()
      due.clear()
      wrapping.stop()
    },
  }
  return pictures
}

/** Of an image: a canvas has none. */
function addressOf(source: Source): string {
  return (source as Partial<HTMLImageElement>).currentSrc ?? ''
}
