import { ANIMATION } from '../../../protocol/codec/ops.ts'
import type { AnimationDescription } from '../../../protocol/codec/tree-target.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import { VIEWER_LIMITS } from '../../limits.ts'
import * as native from '../natives.ts'

type Description = AnimationDescription<Element>
type Timing = {
  readonly options: KeyframeAnimationOptions
  readonly rate: number
  readonly state: string
  readonly timeMs: number
  readonly offsets: readonly number[]
}

/** Runs what script animates at the visitor, and brings CSS animations in step with the visitor's. */
export interface Animations {
  show(number: number, description: Description | null, atMs: number): void
  settle(): void
}

export function createAnimations(document: Document, now: () => number): Animations {
  const running = new Map<number, Animation>()
  /** CSS animations that their sheet has not begun here, with the time since when they are looked for. */
  const wanted = new Map<number, { readonly description: Description; readonly atMs: number }>()
  const scratch = native.styleOf(native.createElementNS(document, native.HTML_NAMESPACE, 'i'))

  function keyframe(text: string, offset: number | undefined): Keyframe {
    const frame: Keyframe = {}
    if (offset !== undefined) frame.offset = Math.min(1, Math.max(0, offset))
    if (!scratch) return frame
    scratch.cssText = text
    for (const name of Array.from(scratch)) {
      const value = scratch.getPropertyValue(name)
      if (name === 'animation-timing-function') frame.easing = value
      else if (name === 'animation-composition') frame.composite = value as CompositeOperation
      else if (value) frame[scriptName(name)] = value
    }
    return frame
  }

  function start(
    number: number,
    { node, timing, pseudo, easing, keyframes }: Description,
    sinceMs: number,
  ): void {
    const { options, offsets, ...place } = timingOf(timing)
    const frames = keyframes.map((text, i) => keyframe(text, offsets[i]))
    const ease = keyframe(easing, undefined).easing
    if (ease) options.easing = ease
    if (pseudo) options.pseudoElement = pseudo
    const animation = native.animate(node, frames, options)
    running.set(number, animation)
    // One that fills goes on to show its end, until the visitor's page takes it off.
    const isKept = options.fill === 'forwards' || options.fill === 'both'
    for (const type of isKept ? ['cancel', 'remove'] : ['cancel', 'remove', 'finish'])
      native.addEventListener(animation, type, () => {
        if (running.get(number) === animation) running.delete(number)
      })
    steer(animation, place, sinceMs)
  }

  /** True when it is there. */
  function step({ node, timing, name, pseudo }: Description, sinceMs: number): boolean {
    const found = native
      .animations(node, { subtree: pseudo !== '' })
      .find(
        (one) =>
          one instanceof CSSAnimation &&
          one.animationName === name &&
          one.effect instanceof KeyframeEffect &&
          one.effect.target === node &&
          (one.effect.pseudoElement ?? '') === pseudo,
      )
    if (found) steer(found, timingOf(timing), sinceMs)
    return found !== undefined
  }

  return {
    show(number, description, atMs) {
      running.get(number)?.cancel()
      running.delete(number)
      wanted.delete(number)
      if (!description) return
      try {
        if (description.name) wanted.set(number, { description, atMs })
        else if (running.size < LIMITS.maxAnimations) start(number, description, now() - atMs)
      } catch {
        // Not the animation of any browser: nothing is shown of it.
      }
    },
    settle() {
      for (const [number, { description, atMs }] of wanted) {
        const sinceMs = now() - atMs
        const isDone = native.isConnected(description.node) && step(description, sinceMs)
        if (isDone || sinceMs > VIEWER_LIMITS.animationSettleMs) wanted.delete(number)
      }
    },
  }
}

function timingOf(text: string): Timing {
  const [
    duration = 0,
    delay = 0,
    endDelay = 0,
    iterations = 1,
    iterationStart = 0,
    direction = 0,
    fill = 0,
    composite = 0,
    rate = 1,
    state = 0,
    timeMs = 0,
    ...offsets
  ] = text.split(' ').map(Number)
  return {
    options: {
      duration,
      delay,
      endDelay,
      iterations,
      iterationStart,
      direction: ANIMATION.directions[direction] ?? 'normal',
      fill: ANIMATION.fills[fill] ?? 'none',
      composite: ANIMATION.composites[composite] ?? 'replace',
    },
    rate,
    state: ANIMATION.states[state] ?? '',
    timeMs,
    offsets,
  }
}

function steer(
  animation: Animation,
  { rate, state, timeMs }: Omit<Timing, 'options' | 'offsets'>,
  sinceMs: number,
): void {
  const isPaused = animation.playState === 'paused'
  if (rate !== animation.playbackRate) animation.playbackRate = rate
  if (state === 'paused' && !isPaused) animation.pause()
  if (state === 'running' && isPaused) animation.play()
  animation.currentTime = state === 'running' ? timeMs + sinceMs * rate : timeMs
}

function scriptName(name: string): string {
  if (name.startsWith('--')) return name
  if (name === 'float' || name === 'offset') return `css${name[0]?.toUpperCase()}${name.slice(1)}`
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()).replace(/^W(?=ebkit)/, 'w')
}
