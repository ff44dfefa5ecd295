import { type Infer, integer, list, object, oneOf, text } from '../base/parse.ts'

const selectors = list(text(1_000, { min: 1 }), 1_000)

/** Settings `control.*` of a group, as the visitor's side needs them (FEATURES section 16). */
export const controlSettings = object({
  scope: oneOf('page', 'marked'),
  submit: oneOf('ask', 'allow', 'deny'),
  requestTimeoutMs: integer(15_000, 300_000),
  allowedSelectors: selectors,
  blockedSelectors: selectors,
})
export type ControlSettings = Infer<typeof controlSettings>
