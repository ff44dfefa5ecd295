/** Why something is hidden (FEATURES section 5, `MaskReason`). */
export type MaskReason = 'always' | 'settings' | 'role' | 'mode' | 'hook' | 'fail-closed'

/** The masks in force on a page: union of settings fetched and carried in the cookie (MK-17). */
export type MaskRules = {
  readonly mode: 'listed' | 'inputs' | 'all'
  readonly selectors: readonly string[]
  readonly unmaskSelectors: readonly string[]
  readonly urlDetail: 'path' | 'full' | 'origin'
  readonly title: 'show' | 'hide'
  /** Not null: the whole page is hidden, for this reason (MK-18). */
  readonly closed: string | null
  /** What one answer of the page's hook adds. Only a later answer takes it back (MK-16). */
  readonly hook?: HookMasks
}

export type HookMasks = {
  readonly selectors: readonly string[]
  /** What this answer has hidden once: it stays hidden as long as the answer counts. */
  readonly nodes: WeakSet<Node>
}
