/** Named limits of the console. */

/** An API call that has not answered by then counts as `network`. */
export const REQUEST_TIMEOUT_MS = 20_000
/** How long the server may hold a look-up back that waits for a session; the answer has to come within the time above more. */
export const LOOKUP_WAIT_SECONDS = 25
/** Pause before a waiting page asks again after an answer that came at once, or a failure. */
export const WAIT_PAUSE_MS = 2_000
/** How long a page waits for a session when the server does not say. */
export const WAIT_MAX_MINUTES = 30
/** Longest answer that is parsed, in UTF-16 units: 1,000 session summaries with room to spare. */
export const MAX_ANSWER_LENGTH = 4_000_000
/** How often the live list is asked for while the page is visible. */
export const LIVE_REFRESH_MS = 3_000
/** How often "3 min" is counted on. */
export const CLOCK_TICK_MS = 5_000
/** Longest wait that an answer can impose on the live list. */
export const MAX_RETRY_AFTER_MS = 300_000
/** Longest entry in the key field; a key has up to 63 characters, pasted ones may have spaces. */
export const MAX_KEY_ENTRY_LENGTH = 128
export const MAX_EMAIL_LENGTH = 127
export const MAX_PASSWORD_LENGTH = 128
/** How often a call that failed on the way is tried again before the failure is shown. */
export const MAX_RETRIES = 2
export const MIN_PASSWORD_LENGTH = 8
export const MAX_CODE_LENGTH = 32
export const MAX_PASSKEY_NAME_LENGTH = 63
/** Visitors on the page about who is there; more are found by searching. */
export const VISITORS_SHOWN = 100
/** How often the list of visitors is asked for while the server says what changes. */
export const TOLD_REFRESH_MS = 60_000
/** How often is asked what becomes of an invitation. */
export const INVITATION_REFRESH_MS = 1_000
