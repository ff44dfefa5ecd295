import type { TestServer } from './web-server-support.ts'

export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // Answers are read by tests only.
  readonly json: Record<string, never> & { [name: string]: unknown }
}

/** Calls the API as somebody: with a cookie or a token. */
export function apiOf(server: TestServer, auth: Record<string, string>) {
  return async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const answer = await fetch(server.web.url + path, {
      method,
      headers: {
        ...('authorization' in auth ? {} : { origin: server.web.url }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...auth,
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: 'manual',
    })
    const text = await answer.text()
    const isJson = /json/.test(answer.headers.get('content-type') ?? '')
    return { status: answer.status, headers: answer.headers, text, json: isJson ? JSON.parse(text) : {} }
  }
}
export type Api = ReturnType<typeof apiOf>
