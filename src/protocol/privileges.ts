import { list, oneOf } from '../base/parse.ts'

/** What a participant may do inside a session (FEATURES section 17). The order is that of the signed bytes. */
export const PRIVILEGES = [
  'view',
  'point',
  'draw',
  'scroll',
  'click',
  'type',
  'navigate',
  'share-screen',
  'request-screen',
  'video',
  'invite-guest',
  'end',
] as const
export type Privilege = (typeof PRIVILEGES)[number]

export const privileges = list(oneOf(...PRIVILEGES), PRIVILEGES.length)
