import { ParseError, type Parser } from '../../base/parse.ts'
import {
  type ContinueRequest,
  problem,
  type StartRequest,
  type StartResponse,
  settingsResponse,
  startResponse,
} from '../../protocol/rest.ts'
import type { VisitorSettings } from '../../protocol/visitor-settings.ts'
import { answerCode, createError } from '../api/error.ts'
import type { CarriedState } from './state-codec.ts'

const TIMEOUT_MS = 15_000
const MAX_LOCALES = 20

export type WebApi = {
  /** Any endpoint for visitors. */
  post<T>(path: string, body: object, parse: Parser<T>): Promise<T>
  /** `locale`: wanted before those of page and browser. */
  settings(groupId: number, site: string, locale?: string): Promise<VisitorSettings>
  start(request: StartRequest, locale?: string): Promise<StartResponse>
  continue(request: ContinueRequest): Promise<StartResponse>
  /** Also while the page is going away; a failure is not reported. */
  end(session: Pick<CarriedState, 'sessionId' | 'credential'>): void
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** The web server's endpoints for visitors. Every failure is a SidelongError. */
export function createWebApi(
  server: string,
  fetch: Fetch,
  languages: () => readonly (string | null)[],
): WebApi {
  const send = (path: string, body: object, more: RequestInit) =>
    fetch(`${server}/v1/visitor/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      body: JSON.stringify(body),
      ...more,
    })

  async function post<T>(path: string, body: object, parse: Parser<T>, locale?: string): Promise<T> {
    const locales = [locale, ...languages()].filter((tag) => tag).slice(0, MAX_LOCALES)
    let response: Response
    let answer: unknown
    try {
      response = await send(path, { ...body, locales }, { signal: AbortSignal.timeout(TIMEOUT_MS) })
      answer = await response.json()
    } catch {
      throw createError('network')
    }
    try {
      if (response.ok) return parse(answer)
      const { code, retryAfterSeconds } = problem(answer)
      throw createError(answerCode(code), undefined, retryAfterSeconds)
    } catch (error) {
      throw error instanceof ParseError ? createError('network') : error
    }
  }

  return {
    post,
    settings: async (groupId, site, locale) =>
      (await post('settings', { groupId, site }, settingsResponse, locale)).settings,
    start: (request, locale) => post('sessions', request, startResponse, locale),
    continue: (request) => post('sessions/continue', request, startResponse),
    end({ sessionId, credential }) {
      send('sessions/end', { sessionId, credential }, { keepalive: true }).catch(() => {})
    },
  }
}
