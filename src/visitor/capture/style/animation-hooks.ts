import type { Realm, Wrapping } from '../wrapping.ts'

/** Tells of each animation that script makes, steers or changes. */
export function hookAnimations(
  { afterMethod, afterSetter }: Wrapping,
  { Element, Animation, AnimationEffect, KeyframeEffect }: Realm,
  tell: (animation: Animation) => void,
): void {
  /** Which animation an effect drives: script may change one that it has kept. */
  const users = new WeakMap<AnimationEffect, Animation>()

  function note(animation: Animation): void {
    if (animation.effect) users.set(animation.effect, animation)
    tell(animation)
  }

  function noteEffect(effect: AnimationEffect): void {
    const user = users.get(effect)
    if (user) tell(user)
  }

  afterMethod(Element.prototype, 'animate', (_, animation) => note(animation as Animation))
  afterMethod(Animation.prototype, 'play pause cancel finish reverse updatePlaybackRate', note)
  afterSetter(Animation.prototype, 'currentTime startTime playbackRate effect', note)
  afterMethod(AnimationEffect.prototype, 'updateTiming', noteEffect)
  afterMethod(KeyframeEffect.prototype, 'setKeyframes', noteEffect)
  afterSetter(KeyframeEffect.prototype, 'composite target pseudoElement', noteEffect)
}
