import type { MaskRules } from './rules.ts'

/** Takes all words out of CSS text. */
export type WithoutWords = (css: string) => string

/** What was masked once on this page load stays masked (MK-3, MK-4, MK-15), also for the next capture of the page. */
export type MaskMemory = {
  readonly nodes: WeakSet<Node>
  /** Names and ids of fields that were masked by their type or tokens; a replacement is masked too. */
  readonly names: Set<string>
  /** Something is masked, or was: what leaves it, and copies of it, have to be looked at. */
  hasKept: boolean
  /** What the running capture masks by; `null` without one. */
  rules: MaskRules | null
  /** Loaded with the first page in mode `all`. */
  withoutWords: WithoutWords | null
}

export function createMaskMemory(): MaskMemory {
  return { nodes: new WeakSet(), names: new Set(), hasKept: false, rules: null, withoutWords: null }
}
