import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import type { StageDown, StageMode, StageUp } from '../stage-messages.ts'
import type { Position } from './link.ts'
import type { SessionState } from './session-view.ts'
import { createStageFrame, type StageFrame } from './stage-frame.ts'

type Own = { type: 'applied' } | { type: 'beat' } | { type: 'trouble' }
/** What a stage tells that is for others. */
export type StageNews = Exclude<StageUp, Own>
type ResyncReason = 'stage-replaced' | 'drift' | 'decode'

/** One stage after the other: made anew when one broke, stopped or drifted, but not without end. */
export interface Stages extends Stoppable {
  /** How far the stage is; `null`: it has nothing. */
  readonly applied: Position | null
  /** How often the whole page was asked for again. */
  readonly sentAnew: number
  open(): void
  /** There is a line: a stage that is not there, or could not load without one, is made anew. */
  online(): void
  /** The stage that stopped is replaced, as the agent wants. */
  replace(): void
  post(bytes: Uint8Array<ArrayBuffer>): void
  ask(message: Exclude<StageDown, { type: 'envelope' }>): void
}

export function createStages(parts: {
  readonly container: Element
  /** Where stages lie: their policy is part of the address. */
  readonly path: string
  readonly clock: Clock
  readonly state: () => SessionState
  /** There is a new stage, and nothing in it. */
  readonly opened: () => void
  readonly message: (message: StageNews) => void
  /** It stopped while there was a line. */
  readonly stopped: () => void
  readonly resync: (reason: ResyncReason) => void
}): Stages {
  const { container, path, clock, state, resync } = parts
  let stage: StageFrame | null = null
  let mode: StageMode = 'standards'
  let applied: Position | null = null
  let resyncs = 0
  let sentAnew = 0
  let drifts = 0
  let resyncTimer: Stoppable | null = null

  function close(): void {
    stage?.stop()
    stage = null
    applied = null
  }

  function open(): void {
    close()
    stage = createStageFrame(container, path, mode, clock, { message, stopped })
    parts.opened()
  }

  function stopped(): void {
    close()
    // Without a line nothing loads; with the next one it is made anew.
    if (state().link === 'open') parts.stopped()
  }

  /** A page that breaks again and again must not make the server send it without end. */
  function resyncLater(reason: ResyncReason): void {
    if (resyncTimer) return
    const delayMs =
      resyncs === 0
        ? 0
        : Math.min(VIEWER_LIMITS.maxResyncBackoffMs, VIEWER_LIMITS.resyncBackoffMs * 2 ** (resyncs - 1))
    resyncs++
    sentAnew++
    resyncTimer = clock.after(delayMs, () => {
      resyncTimer = null
      if (state().end || state().isStageStopped) return
      open()
      resync(reason)
    })
  }

  function forgetTroubles(known: number): void {
    clock.after(VIEWER_LIMITS.maxResyncBackoffMs, () => {
      if (resyncs === known) resyncs = 0
    })
  }

  function message(news: StageUp): void {
    switch (news.type) {
      case 'beat':
        return
      case 'applied':
        applied = { generation: news.generation, sequence: news.sequence }
        return
      case 'trouble':
        if (news.reason === 'mode') {
          // No fault: the visitor went to a page of the other kind.
          mode = news.mode
          resyncs = Math.min(resyncs, 1)
        }
        // A page that no stage can show as it is must not be built anew for ever.
        if (news.reason === 'drift' && ++drifts > VIEWER_LIMITS.maxDriftResyncs) return
        return resyncLater(TROUBLE[news.reason])
      case 'shown':
        forgetTroubles(resyncs)
        return parts.message(news)
      default:
        return parts.message(news)
    }
  }

  return {
    get applied() {
      return applied
    },
    get sentAnew() {
      return sentAnew
    },
    open,
    online() {
      if (state().isStageStopped) return
      if (!stage || (state().link === 'reconnecting' && !stage.isReady())) open()
    },
    replace() {
      open()
      resync('stage-replaced')
    },
    post: (bytes) => stage?.post(bytes),
    ask: (question) => stage?.ask(question),
    stop() {
      resyncTimer?.stop()
      close()
    },
  }
}

const TROUBLE = {
  mode: 'stage-replaced',
  part: 'stage-replaced',
  decode: 'decode',
  'frame-lost': 'drift',
  drift: 'drift',
} as const
