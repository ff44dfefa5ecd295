import { ANIMATION, OP } from '../../../protocol/codec/ops.ts'
import type { SectionWriter } from '../../../protocol/codec/section-writer.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import { constant, type Masked, numerals } from '../../privacy/masked.ts'
import type { Privacy, Verdict } from '../../privacy/privacy.ts'

/** Animations that script runs in one document, and where those of its sheets stand. */
export interface Animations {
  /** What runs in it already is told of. */
  addRoot(root: Document | ShadowRoot): void
  /** Script made it, or did something to it. May be of another document. */
  note(animation: Animation): void
  flush(): void
}

const NOT_PROPERTIES = /^(offset|computedOffset|easing|composite)$/

export function createAnimations(parts: {
  readonly writer: SectionWriter<Masked>
  readonly document: Document
  readonly privacy: Privacy
  readonly openId: (element: Element) => number
  readonly verdictOf: (id: number) => Verdict
  readonly schedule: () => void
}): Animations {
  const { writer, document, privacy } = parts
  const dirty = new Set<Animation>()
  /** Of elements that the page has not put anywhere yet, and may have dropped. */
  const early = new Set<WeakRef<Animation>>()
  const numbers = new WeakMap<Animation, number>()
  let count = 0

  function note(animation: Animation): void {
    const target = targetOf(animation)
    if (target?.ownerDocument === document || numbers.has(animation)) dirty.add(animation)
  }

  function end(animation: Animation): void {
    const number = numbers.get(animation)
    numbers.delete(animation)
    if (number) writer.op(OP.animation, number, 0)
  }

  function again(animation: Animation): void {
    dirty.add(animation)
    parts.schedule()
  }

  function send(animation: Animation): void {
    const effect = animation.effect as KeyframeEffect
    const target = targetOf(animation)
    // Script took its effect from it, or the effect its target.
    if (!target) return end(animation)
    if (!target.isConnected && animation.playState !== 'idle') {
      for (const one of early) if (one.deref() === animation) early.delete(one)
      if (early.size < LIMITS.animationsAtOnce) early.add(new WeakRef(animation))
    }
    const id = target.isConnected ? parts.openId(target) : 0
    const time = animation.currentTime
    // Along a scroll position the stage's own scrolling drives it, if a sheet says so.
    const isTimed = time === null || typeof time === 'number'
    const { pseudoElement } = effect
    // In brackets stand names of the page's own.
    const isOver = animation.playState === 'idle' || pseudoElement?.includes('(')
    if (!id || !isTimed || isOver) return end(animation)
    const { animationName: name = '', transitionProperty } = animation as Partial<
      CSSAnimation & CSSTransition
    >
    // A transition follows from the styles; script that steers one is hardly ever met.
    if (transitionProperty) return
    const frames = name ? [] : effect.getKeyframes().slice(0, LIMITS.maxKeyframes)
    const style = (text: string): Masked =>
      privacy.attribute(target, parts.verdictOf(id), 'style', text) ?? constant('')
    const texts = frames.map((frame) => style(declarationsOf(frame)))
    if (texts.some((text) => text.length > LIMITS.maxAttributeLength)) return end(animation)
    // Where it stops is known with the next frame.
    if (animation.pending && animation.playState === 'paused')
      void animation.ready.then(
        () => again(animation),
        () => {},
      )
    let number = numbers.get(animation)
    if (!number) {
      // The numbers are the document's: none is used twice.
      number = ++count
      numbers.set(animation, number)
    }
    writer.op(OP.animation, number, id, texts.length)
    writer.text(numerals([...timingOf(animation, effect), ...frames.map((frame) => frame.computedOffset)]))
    writer.text(privacy.name(name))
    writer.text(privacy.name(pseudoElement ?? ''))
    writer.text(style(`animation-timing-function: ${effect.getComputedTiming().easing}`))
    for (const text of texts) writer.text(text)
  }

  return {
    note,
    addRoot(root) {
      // Made by a transition or a sheet a moment ago, or by script: most pages have none.
      for (const animation of root.getAnimations?.() ?? []) dirty.add(animation)
    },
    flush() {
      for (const one of early) {
        const animation = one.deref()
        if (animation && !targetOf(animation)?.isConnected && animation.playState !== 'idle') continue
        early.delete(one)
        if (animation) dirty.add(animation)
      }
      let left: number = LIMITS.animationsAtOnce
      for (const animation of dirty) {
        if (left-- === 0) return parts.schedule()
        dirty.delete(animation)
        send(animation)
      }
    },
  }
}

function targetOf(animation: Animation): Element | null {
  return (animation.effect as Partial<KeyframeEffect> | null)?.target ?? null
}

/** In the order of docs/protocol.md, "Animations". */
function timingOf(animation: Animation, effect: KeyframeEffect): number[] {
  const timing = effect.getComputedTiming()
  return [
    Number(timing.duration),
    timing.delay ?? 0,
    timing.endDelay ?? 0,
    timing.iterations ?? 1,
    timing.iterationStart ?? 0,
    indexIn(ANIMATION.directions, timing.direction),
    indexIn(ANIMATION.fills, timing.fill),
    indexIn(ANIMATION.composites, effect.composite),
    animation.playbackRate,
    indexIn(ANIMATION.states, animation.playState),
    Number(animation.currentTime ?? 0),
  ]
}

function indexIn(words: readonly string[], word: string | undefined): number {
  return Math.max(0, words.indexOf(word ?? ''))
}

/** As CSS text, so that it goes through the masks and the browser's parser as any inline style does. */
function declarationsOf(frame: ComputedKeyframe): string {
  let text = `animation-timing-function: ${frame.easing}; animation-composition: ${frame.composite}; `
  for (const [name, value] of Object.entries(frame))
    if (!NOT_PROPERTIES.test(name)) text += `${cssName(name)}: ${value}; `
  return text
}

function cssName(name: string): string {
  if (name.startsWith('--')) return name
  if (name === 'cssFloat' || name === 'cssOffset') return name.slice(3).toLowerCase()
  return name.replace(/^(?=webkit)|(?=[A-Z])/g, '-').toLowerCase()
}
