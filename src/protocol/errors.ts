/** Error codes that reach a customer's page or a caller of the REST API (FEATURES section 6). `retry`: may succeed later. */
export const ERRORS = {
  'bad-config': { status: 400, retry: false, title: 'The Sidelong tag is incomplete or malformed.' },
  'bad-params': { status: 400, retry: false, title: 'A parameter was refused.' },
  'bad-key': { status: 400, retry: false, title: 'The session key has a form that is not allowed.' },
  'key-not-allowed': { status: 403, retry: false, title: 'This group does not accept given keys.' },
  'unsupported-browser': { status: 400, retry: false, title: 'This browser is too old for co-browsing.' },
  'version-too-old': { status: 410, retry: false, title: 'This script release is no longer served.' },
  'group-not-allowed': {
    status: 403,
    retry: false,
    title: 'The page does not allow sessions of this group.',
  },
  'origin-not-allowed': { status: 403, retry: false, title: 'The group does not list this page’s origin.' },
  'group-suspended': { status: 403, retry: false, title: 'The group is suspended.' },
  'key-in-use': { status: 409, retry: false, title: 'A live session has this key.' },
  'key-exhausted': { status: 503, retry: true, title: 'No free session code was found.' },
  'already-in-session': { status: 409, retry: false, title: 'Another session is running on this page.' },
  'terms-declined': { status: 403, retry: false, title: 'The visitor declined.' },
  'consent-required': { status: 403, retry: false, title: 'The visitor was asked and did not answer.' },
  cancelled: { status: 409, retry: false, title: 'Ended while starting.' },
  'rate-limited': { status: 429, retry: true, title: 'Too many requests. Please wait a moment.' },
  'quota-exceeded': {
    status: 429,
    retry: true,
    title: 'The group has as many live sessions as it may have.',
  },
  'no-server': { status: 503, retry: true, title: 'No session server has room right now.' },
  network: { status: 503, retry: true, title: 'The server cannot be reached.' },
  'csp-blocked': { status: 400, retry: false, title: 'The page’s content security policy blocks Sidelong.' },
  'integrity-failed': { status: 400, retry: false, title: 'The visitor script was altered on its way.' },
  'storage-blocked': {
    status: 400,
    retry: false,
    title: 'Cookies are blocked; the session stays in this tab.',
  },
  'not-in-session': { status: 409, retry: false, title: 'No session is running.' },
  'session-expired': { status: 410, retry: false, title: 'The session is over.' },
  'resume-refused': { status: 403, retry: false, title: 'The session cannot be continued from here.' },
  'server-lost': { status: 503, retry: true, title: 'The session server was lost.' },
  'settings-unavailable': {
    status: 503,
    retry: true,
    title: 'The masking rules could not be loaded; everything is hidden.',
  },
  'selector-invalid': {
    status: 400,
    retry: false,
    title: 'A masking selector is invalid; everything is hidden.',
  },
  'hook-failed': {
    status: 400,
    retry: false,
    title: 'The page’s masking hook failed; everything is hidden.',
  },
  'message-too-large': { status: 413, retry: false, title: 'The message is larger than 16 KiB.' },
  'handover-refused': {
    status: 403,
    retry: false,
    title: 'The group does not trust this domain, or the page that leaves.',
  },
  'handover-expired': {
    status: 410,
    retry: false,
    title: 'The code is used, older than a minute, or of another page.',
  },
  'popup-blocked': { status: 400, retry: false, title: 'The browser did not open the window.' },
  'presence-disabled': { status: 403, retry: false, title: 'Presence is off for this group.' },
  'presence-unavailable': { status: 503, retry: true, title: 'The presence link cannot be had right now.' },
  'visitor-not-present': { status: 404, retry: false, title: 'The visitor is not there.' },
  'not-permitted': { status: 403, retry: false, title: 'This is not permitted.' },
  'script-error': { status: 500, retry: false, title: 'Our script failed and ended the session.' },

  // REST and agent side.
  'not-logged-in': { status: 401, retry: false, title: 'Please log in.' },
  'login-refused': { status: 401, retry: false, title: 'E-mail address or password is wrong.' },
  'code-refused': { status: 403, retry: false, title: 'This proof is not right, or not any more.' },
  'confirm-first': { status: 403, retry: false, title: 'Please confirm that it is you first.' },
  'second-factor-first': { status: 403, retry: false, title: 'Please set up a second factor first.' },
  'no-session': { status: 404, retry: false, title: 'No session with this key is running in your groups.' },
  'window-closed': {
    status: 410,
    retry: false,
    title: 'The page that opened this window has closed it.',
  },
  'not-found': { status: 404, retry: false, title: 'There is nothing here.' },
  'version-conflict': {
    status: 412,
    retry: false,
    title: 'Somebody has changed this meanwhile. Please load it again.',
  },
  'if-match-missing': {
    status: 428,
    retry: false,
    title: 'If-Match with the ETag that was read is missing.',
  },
  'request-running': { status: 409, retry: true, title: 'A request with this Idempotency-Key is under way.' },
  'too-large': { status: 413, retry: false, title: 'The request is too large.' },
  'cross-site': { status: 403, retry: false, title: 'The request came from another site.' },
  'join-refused': {
    status: 401,
    retry: false,
    title: 'This join link is not valid (any more). Please join again from the console.',
  },
  internal: { status: 500, retry: true, title: 'Something went wrong on our side.' },
} as const

export type ErrorCode = keyof typeof ERRORS

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERRORS, value)
}

/** An error with one of the codes above; `detail` is for logs, English, free of content. */
export class SidelongError extends Error {
  override readonly name = 'SidelongError'
  readonly code: ErrorCode
  readonly detail: Readonly<Record<string, string | number | boolean>> | undefined
  readonly retryAfterSeconds: number | undefined
  constructor(
    code: ErrorCode,
    options: { detail?: Record<string, string | number | boolean>; retryAfterSeconds?: number } = {},
  ) {
    super(ERRORS[code].title)
    this.code = code
    this.detail = options.detail
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}
