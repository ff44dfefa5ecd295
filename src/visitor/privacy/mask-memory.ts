import type { Natives } from '../capture/natives.ts'
import type { AttributeContext } from './attributes.ts'
import type { Masked } from './masked.ts'
import type { Verdict } from './privacy.ts'
import type { MaskRules } from './rules.ts'

/** The part that pages in the modes `inputs` and `all` load (MK-8), and those with many selectors. */
export type Modes = {
  judge(rules: MaskRules, natives: Natives): JudgeByMode
  /** What is left of a text that no mask hides. */
  text(node: Node, verdict: Verdict, data: string, natives: Natives): Masked
  /** CSS text without words. */
  css(text: string): string
  /** Whether one of many selectors matches, at less cost than asking for all of them. */
  index(
    selectors: readonly string[],
    natives: Pick<Natives, 'matches' | 'getAttribute' | 'localName'>,
  ): (element: Element) => boolean
  /** An attribute of an element that may show no words. */
  attribute(element: Element, name: string, value: string, context: AttributeContext): Masked | null
}

/** The verdict of the mode on an element that no mask hides. */
export type JudgeByMode = {
  (element: Element, parent: Verdict): Verdict
  /** Something that was let through by the allow-list is not on it any more. */
  hasLostUnmask(): boolean
}

/** What was masked once on this page load stays masked (MK-3, MK-4, MK-15), also for the next capture of the page. */
export type MaskMemory = {
  readonly nodes: WeakSet<Node>
  /** Names and ids of fields that were masked by their type or tokens; a replacement is masked too. */
  readonly names: Set<string>
  /** Something is masked, or was: what leaves it, and copies of it, have to be looked at. */
  hasKept: boolean
  /** Closed shadow roots by their hosts: masks in them hide what is slotted there, also in the next capture. */
  readonly closedRoots: WeakMap<Element, ShadowRoot>
  /** What the running capture masks by; `null` without one. */
  rules: MaskRules | null
  /** `null` until it is loaded: nothing is looked at before; if it cannot be had, its modes mask everything. */
  modes: Modes | null
}

export function createMaskMemory(): MaskMemory {
  return {
    nodes: new WeakSet(),
    names: new Set(),
    closedRoots: new WeakMap(),
    hasKept: false,
    rules: null,
    modes: null,
  }
}
