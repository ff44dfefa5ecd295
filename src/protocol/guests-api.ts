import { type Infer, integer, nullable, object, oneOf, tagged, text } from '../base/parse.ts'

/* How a guest comes in (GU-2): `POST /v1/guests…`. Secrets are in bodies alone; every refusal is the same `not-found`. */

/** 128 random bits, base64url. */
const secret = text(22, { min: 22, pattern: /^[A-Za-z0-9_-]{22}$/ })

/** What the guest tells the agent. */
export const admitCode = text(6, { pattern: /^\d{6}$/ })
export const guestName = text(63, { min: 1, pattern: /\S/ })

/** `POST /v1/guests/page`: where a guest with this link begins; `null`: on our own page. */
export const guestLink = object({ link: secret })
export const guestPage = object({ url: nullable(text(2_000)) })
/** Before the link, in the fragment of the customer's guest page (GU-5). */
export const GUEST_FRAGMENT = '#sidelong-guest='

/** `POST /v1/guests`: `link` is what the guest link has behind its `#`. */
export const guestRequest = object({ link: secret, name: guestName })
export type GuestRequest = Infer<typeof guestRequest>

const waiting = object({ code: admitCode, expiresInSeconds: integer(0, 3_600) })

/** `guest`: proves in the other calls that it is the same one. */
export const guestResponse = object({ guest: secret, code: admitCode, expiresInSeconds: integer(0, 3_600) })
export type GuestResponse = Infer<typeof guestResponse>

/** `POST /v1/guests/state`, and `…/more-time`, which begins the code's time anew. */
export const guestCall = object({ guest: secret })

/** `admitted`: the form at `/guest/enter` leads into the session. */
export const guestState = tagged({ waiting, expired: object({}), admitted: object({}) })
export type GuestState = Infer<typeof guestState>

/** What an agent is told of the code that they entered; `full`: as many guests as the group permits are inside. */
export const guestOutcome = oneOf('admitted', 'unknown', 'full', 'limited', 'unavailable')
export type GuestOutcome = ReturnType<typeof guestOutcome>
