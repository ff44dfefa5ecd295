import type { AnimationDescription } from '../../../protocol/codec/tree-target.ts'
import { createPictures } from '../pictures/pictures.ts'
import { createCustomStates } from '../state/custom-states.ts'
import { setFiles } from '../state/form-state.ts'
import { createMediaState } from '../state/media.ts'
import { showSelection } from '../state/selection.ts'
import { closeDialog, setTopLayer } from '../state/top-layer.ts'
import { createAnimations } from '../style/animations.ts'

export { isAnimatable } from '../tree/animated-attributes.ts'

/** What neither the tree nor the sheets of one document say. `atMs`: when it was told. */
export interface Looks {
  picture(element: Element, picture: string): void
  animation(number: number, description: AnimationDescription<Element> | null, atMs: number): void
  files(input: HTMLInputElement, names: string): void
  media(media: HTMLMediaElement, state: string, atMs: number): void
  states(element: HTMLElement, states: readonly string[]): void
  select(anchor: Node | null, anchorOffset: number, focus: Node | null, focusOffset: number): void
  topLayer(element: HTMLElement, bits: number): void
  closeDialog(element: Element): void
  settle(): void
}

export function createLooks(document: Document, now: () => number): Looks {
  const animations = createAnimations(document, now)
  return {
    picture: createPictures().show,
    animation: animations.show,
    media: createMediaState(now).show,
    states: createCustomStates().set,
    select: (...ends) => showSelection(document, ...ends),
    topLayer: setTopLayer,
    closeDialog,
    files: setFiles,
    settle: animations.settle,
  }
}
