import type { Clock } from '../../base/clock.ts'
import type { SocketLike } from '../../browser/reconnecting-socket.ts'
import type { EndReason } from '../../protocol/life-cycle.ts'
import type { Participant } from '../../protocol/participants.ts'
import type { StartResponse } from '../../protocol/rest.ts'
import type { VisitorDown } from '../../protocol/visitor-down.ts'
import type { VisitorUp } from '../../protocol/visitor-up.ts'
import type { SidelongError } from '../api/error.ts'
import type { SessionInfo, SessionState } from '../api/events.ts'
import type { Capture, CaptureSink, JoinedFrames } from '../capture/sink.ts'
import type { FramesPart } from '../frames/lazy-host.ts'
import type { TagConfig } from '../loader/tag.ts'
import type { MaskRules } from '../privacy/rules.ts'
import type { Remote, RemoteSession } from '../remote/remote.ts'
import type { MaskHook } from './mask-hook.ts'
import type { CarriedState } from './state-codec.ts'
import type { StateStore } from './state-store.ts'
import type { WebApi } from './web-api.ts'

export type StartCapture = (options: {
  window: Window & typeof globalThis
  rules: MaskRules
  sink: CaptureSink
  canvas: boolean
  pointer: boolean
  clock: Clock
  number: number
  joined: JoinedFrames | null
  hide: (isHidden: boolean) => void
  onFault: (message: string) => void
}) => Capture

/** What a session needs of its surroundings. */
export type SessionDeps = {
  window: Window & typeof globalThis
  clock: Clock
  random: () => number
  version: string
  tag: TagConfig
  api: WebApi
  store: StateStore
  startCapture: StartCapture
  loadFrames: () => Promise<FramesPart | null>
  loadRemote: (...session: RemoteSession) => Promise<Remote | null>
  createSocket?: ((url: string) => SocketLike) | undefined
  /** From now on plain HTTP is tried, too: no WebSocket comes through. */
  fallBack: () => void
  /** The page's hook as it is now. */
  maskHook: () => MaskHook | null
  /** Of this page load. */
  pageId: string
}

export type SessionCallbacks = {
  onChange(): void
  onPeople(before: readonly Participant[], now: readonly Participant[]): void
  onWarning(error: SidelongError): void
  /** Other masks are in force. `count`: of selectors; `reason`: the whole page is hidden. */
  onMasks(reason: string | null, count: number): void
  /** For the page, from an agent (AP-3). */
  onMessage(message: Extract<VisitorDown, { type: 'message' }>): void
  onConnection(isOnline: boolean): void
  onEndingSoon(reason: 'idle' | 'max-duration' | 'wait-expired', seconds: number): void
  /** Over, everywhere. `error`: why, if it was a failure. */
  onEnd(info: SessionInfo, reason: EndReason, error?: SidelongError): void
  /** Another tab is the shown one now. */
  onTakenOver(): void
}

/** What an earlier page left of the session; `isNew`: nothing, it begins here. */
export type SessionOrigin = Pick<CarriedState, 'paused'> & {
  floor: CarriedState['floor'] | null
  isNew: boolean
}

export type Session = {
  /** False if cookies are blocked and only this tab knows of the session (SE-11). */
  readonly isShared: boolean
  info(): SessionInfo
  state(): SessionState
  grant(): StartResponse
  isPaused(): boolean
  pause(isPaused: boolean, message?: string): void
  /** Asks the page's masking hook again. */
  refresh(): Promise<void>
  setVisible(isVisible: boolean): void
  /** False if there is no link right now. */
  tell(message: VisitorUp): boolean
  nudge(): void
  /** Ends the session for everybody (LC-18). */
  end(): void
  /** Our code failed. */
  fail(): void
  /** Stops here and leaves the session to the next page or another tab. */
  leave(): void
}
