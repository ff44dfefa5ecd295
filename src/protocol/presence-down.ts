import { type Infer, nullable, object, oneOf, tagged, text } from '../base/parse.ts'
import { groupId, sessionKey } from './ids.ts'

const id = text(22, { min: 8, pattern: /^[A-Za-z0-9_-]+$/ })

/** What an agent may ask a page to do (PR-6); the visitor always confirms. */
export const INVITE_CALLS = ['showTerms', 'start', 'showButton'] as const

/** The link stands. `code`: by which agents find a page without visitor id. */
const welcome = object({ code: nullable(text(8)) })

/** For the page's own code. */
const signal = object({ id, data: (value: unknown) => value })

const invite = object({ id, call: oneOf(...INVITE_CALLS), groupId, key: nullable(sessionKey) })

/** Answer to a sign of life. */
const beat = object({})

/** JSON messages of the web server to a page's presence link. */
export const presenceDown = tagged({ welcome, signal, invite, beat })
export type PresenceDown = Infer<typeof presenceDown>
