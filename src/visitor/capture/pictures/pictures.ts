import type { Clock } from '../../../base/clock.ts'
import type { Stoppable } from '../../../base/stoppable.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import type { Masked } from '../../privacy/masked.ts'
import type { Privacy } from '../../privacy/privacy.ts'
import { createWrapping, type Realm } from '../wrapping.ts'
import { hookDrawing } from './drawing-hooks.ts'
import { pictureOf, snapshot } from './read-canvas.ts'

/** What the capture gives the part that reads pixels. */
export type PicturesParts = {
  readonly clock: Clock
  readonly privacy: Pick<Privacy, 'picture'>
  /** `picture`: a data address, or empty for what cannot be read. */
  readonly send: (canvas: HTMLCanvasElement, picture: Masked) => void
}

/** Pixels of canvases: read after they were drawn on, while they can be seen, at a bounded rate. */
export interface Pictures extends Stoppable {
  /** A canvas was sent to the stage, where it is empty. */
  add(canvas: HTMLCanvasElement): void
}
export type CreatePictures = (parts: PicturesParts) => Pictures

type State = {
  readonly canvas: WeakRef<HTMLCanvasElement>
  isDirty: boolean
  isVisible: boolean
  readAtMs: number
  /** The last pixels of a context that has none any more once they are shown. */
  held: Promise<ImageBitmap> | null
  heldAtMs: number
}

export const createPictures: CreatePictures = ({ clock, privacy, send }) => {
  const states = new WeakMap<HTMLCanvasElement, State>()
  /** Drawn on and visible, waiting to be read. */
  const due = new Set<State>()
  const realms = new WeakSet<Realm>()
  const observers = new Map<Realm, IntersectionObserver>()
  const wrapping = createWrapping()
  let timer: Stoppable | null = null
  let isQueued = false
  let isReading = false
  let isStopped = false
  let notBeforeMs = 0

  function note(canvas: HTMLCanvasElement, isFleeting: boolean): void {
    const state = states.get(canvas)
    if (!state) return
    state.isDirty = true
    // Once the page has drawn, and before the browser shows it.
    if (isFleeting && state.isVisible) queueMicrotask(() => wrapping.guarded(() => hold(state)))
    want(state)
  }

  function hold(state: State): void {
    const canvas = state.canvas.deref()
    const now = clock.now()
    if (!canvas || now - state.heldAtMs < LIMITS.pictureHoldMs || privacy.picture(canvas, '') === null) return
    drop(state)
    state.heldAtMs = now
    state.held = snapshot(canvas)
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
    const canvas = state.canvas.deref()
    // Never a pixel of what may not be seen.
    if (!canvas?.isConnected || privacy.picture(canvas, '') === null) return drop(state)
    if (canvas.width * canvas.height === 0) return
    state.isDirty = false
    state.readAtMs = clock.now()
    const taken = state.held ?? snapshot(canvas)
    state.held = null
    const data = await taken.then(pictureOf).catch(() => '')
    // It may have been masked meanwhile.
    const picture = privacy.picture(canvas, data ?? '')
    if (isStopped || data === null || picture === null) return
    notBeforeMs = clock.now() + (data.length / LIMITS.pictureBytesPerSecond) * 1_000
    send(canvas, picture)
  }

  function observerOf(realm: Realm): IntersectionObserver {
    const known = observers.get(realm)
    if (known) return known
    const observer = new realm.IntersectionObserver((entries) => {
      wrapping.guarded(() => {
        for (const { target, isIntersecting } of entries) {
          const state = states.get(target as HTMLCanvasElement)
          if (!state) continue
          state.isVisible = isIntersecting
          want(state)
        }
      })
    })
    observers.set(realm, observer)
    return observer
  }

  return {
    add(canvas) {
      const realm = canvas.ownerDocument.defaultView as Realm | null
      if (!realm || isStopped) return
      if (!realms.has(realm)) {
        realms.add(realm)
        hookDrawing(wrapping, realm, note)
      }
      if (!states.has(canvas)) {
        const state: State = {
          canvas: new WeakRef(canvas),
          isDirty: true,
          isVisible: false,
          readAtMs: 0,
          held: null,
          heldAtMs: 0,
        }
        states.set(canvas, state)
        // Tells at once, and once more each time that it comes into view.
        observerOf(realm).observe(canvas)
      } else note(canvas, false)
    },
    stop() {
      isStopped = true
      timer?.stop()
      due.clear()
      wrapping.stop()
      for (const observer of observers.values()) observer.disconnect()
      observers.clear()
    },
  }
}
