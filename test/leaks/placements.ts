import type { Alphabet } from './canaries.ts'
import { ADDRESSES } from './placements-addresses.ts'
import { ATTRIBUTES } from './placements-attributes.ts'
import { EMBEDS } from './placements-embeds.ts'
import { FORMS } from './placements-forms.ts'
import { STYLES } from './placements-styles.ts'
import { TEXTS } from './placements-texts.ts'

/** A place in a page where a value can hide (LEAKS section 1). */
export type Placement = {
  /** `A input type=text, value attribute`: the class first. */
  readonly id: string
  /** One element; `{c}` stands for the canary, `{n}` for a number that occurs once on the page. */
  readonly html: string
  readonly alphabet?: Alphabet
  /** Statements run on the element when it is in place: `el`, `c` (the canary), `doc`, `later`; `@c@` in template strings is the canary. */
  readonly run?: string
  /** Hidden in mode `inputs`, too. */
  readonly isControl?: boolean
  /** Masked by what it is (MK-3 to MK-5); `open` is the same without that, for the positive control. */
  readonly open?: { readonly html: string; readonly run?: string }
  /** Not even sent of a page without masks, for this reason. */
  readonly never?: string
  /** Where the value may be seen although the element itself is masked, as docs/limits.md says. */
  readonly grant?: 'class'
}

export const PLACEMENTS: readonly Placement[] = [
  ...FORMS,
  ...TEXTS,
  ...ATTRIBUTES,
  ...ADDRESSES,
  ...STYLES,
  ...EMBEDS,
]
