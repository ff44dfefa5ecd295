import type { ErrorCode, SidelongError } from './public.ts'

export type { SidelongError } from './public.ts'

/** The class of protocol/errors.ts would bring the texts of all codes, which the visitor script has no room for. */
export function createError(
  code: ErrorCode,
  detail?: SidelongError['detail'],
  retryAfterSeconds?: number,
): SidelongError {
  const more = { ...(detail && { detail }), ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) }
  return Object.assign(new Error(code), { name: 'SidelongError' as const, code, ...more })
}

/** What was thrown, as an error of ours. */
export function toError(thrown: unknown): SidelongError {
  return thrown instanceof Error && thrown.name === 'SidelongError'
    ? (thrown as SidelongError)
    : createError('script-error')
}

/** Codes with which the web server answers visitors; another one is as good as no answer. */
const ANSWERS: readonly ErrorCode[] = [
  'bad-params',
  'bad-key',
  'key-not-allowed',
  'version-too-old',
  'origin-not-allowed',
  'group-suspended',
  'key-in-use',
  'key-exhausted',
  'rate-limited',
  'quota-exceeded',
  'no-server',
  'session-expired',
  'resume-refused',
  'settings-unavailable',
  'handover-refused',
  'handover-expired',
  'presence-disabled',
]
const RETRY: readonly ErrorCode[] = [
  'network',
  'no-server',
  'rate-limited',
  'quota-exceeded',
  'key-exhausted',
  'settings-unavailable',
]

export function answerCode(code: string): ErrorCode {
  return ANSWERS.find((known) => known === code) ?? 'network'
}

/** Is it worth trying again later? */
export function mayRetry({ code }: SidelongError): boolean {
  return RETRY.includes(code)
}
