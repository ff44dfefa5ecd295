import { type Parser, parseJson } from '../../base/parse.ts'
import type { GroupId, SessionKey } from '../../protocol/ids.ts'
import { lookupResponse, type Me, me, type SessionSummary, sessionList } from '../../protocol/rest.ts'
import { LOOKUP_WAIT_SECONDS, MAX_ANSWER_LENGTH, REQUEST_TIMEOUT_MS } from '../limits.ts'
import { type AccountApi, createAccountApi } from './account-client.ts'
import { ApiError, errorFromAnswer } from './errors.ts'

/** Of the history; an empty text means all. */
export type SessionFilter = { readonly [name: string]: string }
export type SessionPage = { items: SessionSummary[]; cursor: string | null }
/** `joinUrl` is `null` if the session was not there in time; `maxMinutes`: how long to go on asking altogether. */
export type WaitOutcome = { joinUrl: string | null; maxMinutes: number | undefined }

/** The web server, as the console sees it. Every method rejects with an {@link ApiError}, or when `signal` aborts. */
export interface Api {
  readonly account: AccountApi
  /** For the pages that keep their own list of calls. */
  readonly call: Call
  signOut(): Promise<void>
  me(signal?: AbortSignal): Promise<Me>
  /** Address that hands the agent over to the session with this key; `null` if there is none. Not checked here. */
  lookup(key: SessionKey): Promise<string | null>
  /** The same, held back by the server for {@link LOOKUP_WAIT_SECONDS} until the session is there (JN-4). */
  lookupWaiting(
    wanted: { readonly key: SessionKey; readonly group: GroupId | null; readonly window: string | undefined },
    signal: AbortSignal,
  ): Promise<WaitOutcome>
  liveSessions(signal?: AbortSignal): Promise<SessionPage>
  allSessions(cursor: string | null, signal?: AbortSignal, filter?: SessionFilter): Promise<SessionPage>
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>

export function createApi(fetch: Fetch): Api {
  const call = createCall(fetch)
  return {
    account: createAccountApi(call),
    call,
    async signOut() {
      await exchange(fetch, 'POST', '/api/auth/sign-out', {}) // whatever it answers, 2xx is success
    },
    me: (signal) => call('GET', '/v1/me', me, undefined, signal),
    async lookup(key) {
      const answer = await call('POST', '/v1/sessions/lookup', lookupResponse, { key })
      return answer.found ? answer.joinUrl : null
    },
    async lookupWaiting({ key, group, window }, signal) {
      const body = { key, ...(group !== null && { groupId: group }), wait: LOOKUP_WAIT_SECONDS, window }
      const timeoutMs = REQUEST_TIMEOUT_MS + LOOKUP_WAIT_SECONDS * 1_000
      const answer = await call('POST', '/v1/sessions/lookup', lookupResponse, body, signal, timeoutMs)
      return { joinUrl: answer.found ? answer.joinUrl : null, maxMinutes: answer.waitMaxMinutes }
    },
    liveSessions: (signal) => call('GET', '/v1/sessions?status=live', sessionList, undefined, signal),
    allSessions(cursor, signal, filter = {}) {
      const given = Object.entries(filter).filter(([, value]) => value !== '')
      const query = new URLSearchParams({
        status: 'all',
        ...Object.fromEntries(given),
        ...(cursor !== null && { cursor }),
      })
      return call('GET', `/v1/sessions?${query}`, sessionList, undefined, signal)
    },
  }
}

/** One request whose answer has the form that `parser` wants. */
export type Call = <T>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  parser: Parser<T>,
  body?: object,
  signal?: AbortSignal,
  timeoutMs?: number,
  headers?: Readonly<Record<string, string>>,
) => Promise<T>

/** For calls whose answer is 204. */
export const nothing: Parser<undefined> = () => undefined

function createCall(fetch: Fetch): Call {
  return async (method, path, parser, body, signal, timeoutMs, headers) => {
    const { status, text } = await exchange(fetch, method, path, body, signal, timeoutMs, headers)
    try {
      if (status === 204) return parser(undefined)
      return parseJson(text, MAX_ANSWER_LENGTH, parser)
    } catch {
      throw new ApiError('internal', { status })
    }
  }
}

/** One request and its whole answer, within `timeoutMs`. */
async function exchange(
  fetch: Fetch,
  method: string,
  path: string,
  body?: object,
  signal?: AbortSignal,
  timeoutMs: number = REQUEST_TIMEOUT_MS,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; text: string }> {
  const controller = new AbortController()
  const abort = () => controller.abort()
  const timer = setTimeout(abort, timeoutMs)
  signal?.addEventListener('abort', abort)
  try {
    const response = await fetch(path, {
      method,
      headers: {
        accept: 'application/json, application/problem+json',
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: controller.signal,
    })
    const text = await response.text()
    if (response.ok) return { status: response.status, text }
    const retryAfter = response.headers.get('retry-after') ?? response.headers.get('x-retry-after')
    throw errorFromAnswer(response.status, text, retryAfter)
  } catch (error) {
    if (error instanceof ApiError) throw error
    signal?.throwIfAborted()
    throw new ApiError('network')
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}
