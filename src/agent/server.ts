import { object, optional, ParseError, type Parser, parseJson, text } from '../base/parse.ts'
import { SidelongAgentError } from './errors.ts'
import { AGENT_LIMITS } from './limits.ts'
import type { ServerOptions } from './public.ts'

/** Where calls go. Without `getToken`: to what needs none. */
type Server = Pick<ServerOptions, 'baseUrl'> & Partial<Pick<ServerOptions, 'getToken'>>

const problem = object({ code: optional(text(64)) })

/** Asks with the agent's token, if there is one. Throws {@link SidelongAgentError}; `network` if there was no answer of the API. */
export async function ask(
  { baseUrl, getToken }: Server,
  path: string,
  { body, signal }: { readonly body?: object; readonly signal?: AbortSignal } = {},
): Promise<Response> {
  const token = await getToken?.()
  const answer = await fetch(new URL(path, baseUrl), {
    method: body ? 'POST' : 'GET',
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    // The token is all that counts, and it goes to this server alone.
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'error',
    ...(body && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch(() => {
    throw new SidelongAgentError('network')
  })
  if (answer.ok) return answer
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN)
  throw new SidelongAgentError(codeIn(await answer.text()), Number.isNaN(seconds) ? undefined : seconds)
}

function codeIn(answer: string): string {
  try {
    return parseJson(answer, AGENT_LIMITS.maxAnswerLength, problem).code ?? 'network'
  } catch {
    // A proxy's page.
    return 'network'
  }
}

/** The same, for JSON of this form. */
export async function call<T>(server: Server, path: string, body: object, parser: Parser<T>): Promise<T> {
  const answer = await ask(server, path, { body })
  try {
    return parseJson((await answer.text()) || 'null', AGENT_LIMITS.maxAnswerLength, parser)
  } catch (error) {
    throw new SidelongAgentError(error instanceof ParseError ? 'internal' : 'network')
  }
}
