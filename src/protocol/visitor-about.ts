import { type Infer, object, text } from '../base/parse.ts'

/** With what the visitor is there, for agents: as their browser says of itself, and the release of our script on the page. */
export const visitorAbout = object({ browser: text(64), platform: text(64), script: text(32) })
export type VisitorAbout = Infer<typeof visitorAbout>
