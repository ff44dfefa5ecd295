import type { Stoppable } from '../../base/stoppable.ts'
import { FLAG } from '../../protocol/envelope.ts'
import type { Participant } from '../../protocol/participants.ts'
import type { VisitorSettings } from '../../protocol/visitor-settings.ts'
import type { Capture, CaptureSink } from '../capture/sink.ts'
import type { FrameHost, FrameHostParts } from '../frames/host.ts'
import { createLazyHost } from '../frames/lazy-host.ts'
import type { MaskRules } from '../privacy/rules.ts'
import type { Uplink } from '../transport/uplink.ts'
import { inForce } from './in-force.ts'
import { floorOf, isSameFloor, type MaskFloor, stricter } from './mask-floor.ts'
import { createHookLayer } from './mask-hook.ts'
import type { SessionDeps, SessionOrigin } from './session-types.ts'

export type MaskedCaptureParts = {
  readonly deps: SessionDeps
  readonly settings: VisitorSettings
  readonly groupId: number
  readonly carried: SessionOrigin['floor']
  readonly uplink: CaptureSink & Pick<Uplink, 'sent' | 'discard' | 'nextGeneration'>
  /** Number of the document. */
  readonly number: number
  readonly allot: FrameHostParts['allot']
  readonly isPaused: () => boolean
  /** Other masks are in force; `reason`: the whole page is hidden (MK-18). */
  readonly onMasks: (reason: string | null, count: number) => void
  readonly onFault: () => void
}

/** The capture of this page under the masks of the session, which only ever become stricter. */
export interface MaskedCapture extends Stoppable {
  floor(): MaskFloor
  /** Asks the page's hook for these people. */
  ask(people: readonly Participant[]): Promise<void>
  /** Adds the rules for whom we have not seen yet; they stay for the rest of the session (MK-15). True if there are any. */
  tighten(settings: VisitorSettings, seen: readonly Participant[]): boolean
  isOn(): boolean
  /** The newest masks cannot be had: nothing is shown (MK-18). */
  hide(isHidden: boolean): void
  /** The first generation that the masks in force count for. */
  from(): number
  /** Why the whole page is hidden. */
  closed(): string | null
  /** Begins anew under the rules of this moment; `isStricter`: what was sent before must be seen no longer. */
  begin(isStricter: boolean): void
  checkpoint(): void
  node(id: number): Node | undefined
  wake(): void
}

export function createMaskedCapture({
  deps,
  settings,
  groupId,
  carried,
  uplink,
  number,
  allot,
  isPaused,
  onMasks,
  onFault,
}: MaskedCaptureParts): MaskedCapture {
  const { window, clock } = deps
  const { trustedOrigins: trusted } = settings
  let capture: Capture | null = null
  let people: readonly Participant[] = []
  let rules: MaskRules
  let from = 0
  /** Bits: 1 the newest settings cannot be had, 2 what their mode masks by. */
  let missing = 0
  let floor = inForce(floorOf(settings, []), carried)
  const hook = createHookLayer(
    window,
    clock,
    deps.maskHook,
    deps.tag.maskingHook === 'required',
    settings.masking.hookTimeoutMs,
    () => {
      if (capture) begin(true)
    },
  )

  const host: FrameHost | null = trusted.includes(window.origin)
    ? createLazyHost(deps.loadFrames, {
        window,
        groupId,
        trusted,
        sink: uplink,
        // As text, so that it may cross to another origin.
        rules() {
          const { hook, ...plain } = rules
          return { ...plain, selectors: [...plain.selectors, ...(hook?.selectors ?? [])] }
        },
        people: () => people,
        allot,
        changed: (frame) => capture?.noteFrame(frame),
        again: (isStricter) => checkpoint(isStricter ? FLAG.supersede : 0),
      })
    : null

  /** `samePage`: something of this page has been sent before. */
  function checkpoint(flags = 0): void {
    capture?.checkpoint(flags | (uplink.sent() ? FLAG.samePage : 0))
  }

  function miss(what: number, isMissing: boolean): void {
    const before = missing
    missing = isMissing ? before | what : before & ~what
    if (!before !== !missing && capture) begin(true)
  }

  function begin(isStricter: boolean): void {
    if (isStricter || !capture) from = uplink.nextGeneration()
    capture?.stop()
    uplink.discard()
    const layer = hook.layer()
    rules = {
      ...floor,
      hook: layer,
      // Why nothing at all may be shown (MK-18).
      closed: isPaused() ? 'paused' : missing ? 'settings-unavailable' : layer.closed,
    }
    capture = deps.startCapture({
      window,
      rules,
      number,
      joined: host,
      sink: uplink,
      canvas: settings.capture.canvas,
      pointer: settings.capture.pointer && !isPaused(),
      clock,
      hide: (isHidden) => miss(2, isHidden),
      onFault,
    })
    checkpoint(isStricter ? FLAG.supersede : 0)
    onMasks(capture.closed, floor.selectors.length + layer.selectors.length)
  }

  return {
    floor: () => floor,
    ask(next) {
      people = next
      host?.ask(next)
      return hook.ask(next)
    },
    tighten(next, seen) {
      const before = floor
      floor = stricter(floorOf(next, seen), floor)
      return !isSameFloor(floor, before)
    },
    isOn: () => capture !== null,
    hide: (isHidden) => miss(1, isHidden),
    from: () => from,
    closed: () => capture?.closed ?? null,
    begin,
    checkpoint: () => checkpoint(),
    node: (id) => capture?.node(id),
    wake: () => capture?.wake(),
    stop() {
      capture?.stop()
      capture = null
      host?.stop()
      hook.stop()
    },
  }
}
