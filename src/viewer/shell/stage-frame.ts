import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import { type StageDown, type StageMode, type StageUp, stageUp } from '../stage-messages.ts'
import { h } from './elements.ts'
import { WORDS } from './words.ts'

export interface StageFrameHooks {
  message(message: StageUp): void
  /** Nothing heard for too long, a backlog it does not master, or messages that no stage of ours sends. */
  stopped(): void
}

/** One stage: a frame with an opaque origin, the port to it, and the eye on it. */
export interface StageFrame extends Stoppable {
  readonly element: HTMLIFrameElement
  /** It has loaded, and takes what is posted. */
  isReady(): boolean
  post(bytes: Uint8Array<ArrayBuffer>): void
  /** A question; one for a stage that is not ready is dropped. */
  ask(message: Exclude<StageDown, { type: 'envelope' }>): void
}

const WATCH_MS = 1_000
const PATHS: Readonly<Record<StageMode, string>> = { standards: '', quirks: '/quirks', limited: '/limited' }

export function createStageFrame(
  container: Element,
  stagePath: string,
  mode: StageMode,
  clock: Clock,
  hooks: StageFrameHooks,
): StageFrame {
  const element = h('iframe', {
    class: 'stage',
    attributes: {
      sandbox: 'allow-scripts',
      src: stagePath + PATHS[mode],
      title: WORDS.stage,
      tabindex: '-1',
      scrolling: 'auto',
    },
  })
  let port: MessagePort | null = null
  let isReady = false
  let isOver = false
  let waiting: Uint8Array<ArrayBuffer>[] = []
  let backlogBytes = 0
  /** Sizes of the envelopes handed over and not yet done with, and how many were before them. */
  let sizes: number[] = []
  let taken = 0
  /** Since it was made or last heard, in time that the shell lived through: a machine that stands still is no fault. */
  let silentMs = 0
  let messages = 0

  function fail(): void {
    if (isOver) return
    isOver = true
    hooks.stopped()
  }

  function receive(data: unknown): void {
    if (isOver) return
    silentMs = 0
    if (++messages > VIEWER_LIMITS.maxStageMessagesPerSecond) return fail()
    let message: StageUp
    try {
      message = stageUp(data)
    } catch {
      return fail()
    }
    if (message.type === 'ready') {
      isReady = true
      for (const bytes of waiting) hand(bytes)
      waiting = []
    }
    if (message.type === 'beat' || message.type === 'applied') settle(message.taken)
    hooks.message(message)
  }

  function settle(count: number): void {
    const done = Math.max(0, Math.min(count - taken, sizes.length))
    for (let i = 0; i < done; i++) backlogBytes -= sizes[i] ?? 0
    sizes = sizes.slice(done)
    taken += done
  }

  function hand(bytes: Uint8Array<ArrayBuffer>): void {
    port?.postMessage({ type: 'envelope', bytes: bytes.buffer }, [bytes.buffer])
  }

  function connect(): void {
    const target = element.contentWindow
    // A second load is no work of ours: the frame went elsewhere, and gets no second port.
    if (port || !target) return fail()
    const channel = new MessageChannel()
    port = channel.port1
    port.onmessage = (event) => receive(event.data)
    // Its origin is opaque, so only `*` reaches it; frame-src lets nothing but our stage into the frame.
    target.postMessage({ type: 'sidelong-port', role: 'top', document: 1, depth: 0 }, '*', [channel.port2])
  }

  function watch(): void {
    messages = 0
    // Timers of a hidden tab hardly run, here and there.
    if (document.visibilityState === 'hidden') silentMs = 0
    else silentMs += WATCH_MS
    if (silentMs > (isReady ? LIMITS.stageSilentMs : VIEWER_LIMITS.stageLoadMs)) fail()
  }

  function post(bytes: Uint8Array<ArrayBuffer>): void {
    if (isOver) return
    sizes.push(bytes.length)
    backlogBytes += bytes.length
    if (backlogBytes > VIEWER_LIMITS.maxStageBacklogBytes) return fail()
    if (isReady) hand(bytes)
    else waiting.push(bytes)
  }

  element.addEventListener('load', connect)
  container.prepend(element)
  const watching = clock.every(WATCH_MS, watch)
  return {
    element,
    isReady: () => isReady,
    post,
    ask(message) {
      if (isReady && !isOver) port?.postMessage(message)
    },
    stop() {
      isOver = true
      watching.stop()
      port?.close()
      waiting = []
      element.remove()
    },
  }
}
