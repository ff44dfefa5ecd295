import { type Infer, text } from '../base/parse.ts'

/** Why a whole page is hidden (MK-18), as {@link HIDDEN_REASONS} has it; unknown words are shown as a fault. */
export const hiddenReason = text(32, { pattern: /^[a-z-]+$/ })
export type HiddenReason = Infer<typeof hiddenReason>
