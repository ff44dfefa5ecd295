import type { Page } from 'playwright-core'
import type { CompareOptions } from '../support/tree/compare.ts'

/** What is counted and compared of a case; a column of the scorecard each. */
export const KINDS = ['nodes', 'properties', 'rules', 'styles', 'boxes', 'animations', 'pixels'] as const
export type Kind = (typeof KINDS)[number]

/** A difference that is known and accepted: what it touches, and why it is so. */
export type Limit = {
  readonly kinds: readonly Kind[]
  /** Only if the steps ran before the agent came, or only if they did not. */
  readonly when?: 'live' | 'before'
  /** Of the element's path; default: everywhere. */
  readonly path?: RegExp
  /** Of the property or attribute (`cursor`, `@title`, `.value`); default: any. */
  readonly what?: RegExp
  /** For pixels: the share that may differ, 0 to 1. */
  readonly maxPixelShare?: number
  readonly reason: string
}

/** A page of the corpus, and what is done with it. One more case is one more of these in `corpus/`. */
export type FidelityCase = {
  /** `area/what`: unique, and what the filter of `npm run fidelity` looks at. */
  readonly name: string
  /** Which site it lies on: the demo, or what `site.ts` puts together of apps, packages and pages. */
  readonly site: 'demo' | 'corpus'
  readonly path: string
  /** What a visitor would do. In the short form while the agent watches; in the full one also before anybody does. */
  readonly steps?: (page: Page) => Promise<void>
  /** Nobody could begin a session after the steps: a modal dialog is open. */
  readonly isLiveOnly?: boolean
  /** Belongs to the short form, in `npm test`. */
  readonly isShort?: boolean
  readonly limits?: readonly Limit[]
  readonly compare?: CompareOptions
  /** Selectors masked besides those that always are. */
  readonly masks?: readonly string[]
  /** Console errors that are the page's own. */
  readonly allowConsole?: readonly RegExp[]
}
