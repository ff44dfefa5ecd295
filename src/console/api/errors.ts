import { parseJson } from '../../base/parse.ts'
import { type ErrorCode, isErrorCode } from '../../protocol/errors.ts'
import { problem } from '../../protocol/rest.ts'
import { MAX_ANSWER_LENGTH } from '../limits.ts'
import { texts } from '../texts.ts'

/** An API call that failed. `status` is 0 when no answer came. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode
  readonly status: number
  readonly retryAfterSeconds: number | undefined
  readonly requestId: string | undefined
  /** The server's words, in English, for a code that has none here. */
  readonly title: string | undefined
  /** In English, for those who set things up. */
  readonly detail: string | undefined
  /** By place, of a form. */
  readonly fields: Readonly<Record<string, string>>
  constructor(
    code: ErrorCode,
    options: {
      status?: number
      retryAfterSeconds?: number | undefined
      requestId?: string | undefined
      title?: string | undefined
      detail?: string | undefined
      fields?: Readonly<Record<string, string>>
    } = {},
  ) {
    super(code)
    this.code = code
    this.status = options.status ?? 0
    this.retryAfterSeconds = options.retryAfterSeconds
    this.requestId = options.requestId
    this.title = options.title
    this.detail = options.detail
    this.fields = options.fields ?? {}
  }
}

export function isApiError(error: unknown, code?: ErrorCode): error is ApiError {
  return error instanceof ApiError && (code === undefined || error.code === code)
}

/** The error that an answer other than 2xx stands for, whether or not its body is a problem of ours. */
export function errorFromAnswer(status: number, body: string, retryAfter: string | null): ApiError {
  const parsed = parseProblem(body)
  const code = parsed && isErrorCode(parsed.code) ? parsed.code : codeOfStatus(status)
  const retryAfterSeconds = parsed?.retryAfterSeconds ?? parseRetryAfter(retryAfter)
  const fields = Object.fromEntries(parsed?.errors?.map(({ path, message }) => [path, message]) ?? [])
  const { requestId, detail } = parsed ?? {}
  const title = parsed && ownText(parsed.code) === undefined ? parsed.title : undefined
  return new ApiError(code, { status, retryAfterSeconds, requestId, title, detail, fields })
}

/** An error in words for the agent: ours, else those of the server. */
export function errorText(error: unknown): string {
  if (!isApiError(error)) return texts.errors.internal
  return error.title ?? codeText(error.code)
}

/** An error code in words for the agent; a code from an address may be anything. */
export function codeText(code: string): string {
  return ownText(code) ?? texts.errors.internal
}

function ownText(code: string): string | undefined {
  const known: Readonly<Record<string, string>> = texts.errors
  return Object.hasOwn(known, code) ? known[code] : undefined
}

function parseProblem(body: string) {
  try {
    return parseJson(body, MAX_ANSWER_LENGTH, problem)
  } catch {
    return undefined // a proxy's or library's own error page: the status has to do
  }
}

function parseRetryAfter(value: string | null): number | undefined {
  return value !== null && /^[0-9]{1,5}$/.test(value) ? Number(value) : undefined
}

function codeOfStatus(status: number): ErrorCode {
  switch (status) {
    case 401:
      return 'not-logged-in'
    case 403:
      return 'not-permitted'
    case 404:
      return 'not-found'
    case 413:
      return 'too-large'
    case 429:
      return 'rate-limited'
    case 502:
    case 503:
    case 504:
      return 'network'
    default:
      return status >= 400 && status < 500 ? 'bad-params' : 'internal'
  }
}
