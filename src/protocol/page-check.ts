/** What `sidelong lint` learns from a page that it opened (MK-29); made by the check script, read by the command. */
export type PageCheck = {
  readonly fields: readonly OpenField[]
  /** Lines of text that agents can read, each as long as 2,000 characters. */
  readonly texts: readonly string[]
  readonly selectors: readonly Coverage[]
  /** Areas that are hidden now. */
  readonly masked: number
  /** A limit was reached: the page has more. */
  readonly isCut: boolean
}

/** A form control that agents can read, with all that tells people and programs what it is for. Never its value. */
export type OpenField = {
  readonly where: string
  readonly type: string
  readonly name: string
  readonly id: string
  readonly autocomplete: string
  readonly label: string
}

/** What a mask selector covers on a page. */
export type Coverage = {
  readonly selector: string
  readonly isValid: boolean
  readonly elements: number
  /** Of the page's text, in characters: 0 to 1. */
  readonly share: number
}

/** The mask rules to check a page under. */
export type CheckRules = {
  readonly mode: 'listed' | 'inputs' | 'all'
  readonly selectors: readonly string[]
  readonly unmaskSelectors: readonly string[]
}
