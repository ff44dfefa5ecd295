import { type Infer, object, text } from '../base/parse.ts'
import { LIMITS } from './limits.ts'

export const messageName = text(64, { min: 1, pattern: /^[a-z0-9.-]+$/ })
/** The payload as JSON text. */
export const messageJson = text(LIMITS.maxMessageBytes, { min: 1 })

/** What the visitor's page and agents tell each other (AP-3); nobody between reads the JSON. */
export const pageMessage = object({ name: messageName, json: messageJson })
export type PageMessage = Infer<typeof pageMessage>
