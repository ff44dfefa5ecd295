import { boolean, type Infer, object, oneOf } from '../base/parse.ts'

/** What a page must know before it tells that its visitor is there. */
export const presenceSettings = object({ enabled: boolean, urlDetail: oneOf('path', 'full', 'origin') })
export type PresenceSettings = Infer<typeof presenceSettings>
