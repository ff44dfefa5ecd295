import type { components, paths } from './schema.d.ts'

export type { components, paths } from './schema.d.ts'

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
type Operation<P extends keyof paths, M extends Method> = paths[P] extends { [K in M]: infer O } ? O : never
/** The paths that have this method. */
export type PathsWith<M extends Method> = {
  [P in keyof paths]: [Operation<P, M>] extends [never | undefined] ? never : P
}[keyof paths]

type Parameters<O> = O extends { parameters: infer All } ? All : never
type PathPart<O> = Parameters<O> extends { path: infer V } ? { path: V } : { path?: never }
type QueryPart<O> =
  Parameters<O> extends { query: infer V }
    ? { query: V }
    : Parameters<O> extends { query?: infer V }
      ? { query?: V }
      : unknown
type BodyPart<O> = O extends { requestBody: { content: { 'application/json': infer B } } }
  ? { body: B }
  : O extends { requestBody?: { content: { 'application/json': infer B } } }
    ? { body?: B }
    : { body?: never }

/** Parts of a request: what the path and the query hold, the body, more headers. */
export type RequestOf<P extends keyof paths, M extends Method> = PathPart<Operation<P, M>> &
  QueryPart<Operation<P, M>> &
  BodyPart<Operation<P, M>> & {
    /** `If-Match` for settings, `Idempotency-Key` for a POST that may be repeated. */
    headers?: Record<string, string>
    signal?: AbortSignal
  }
type Arguments<P extends keyof paths, M extends Method> =
  Record<never, never> extends RequestOf<P, M> ? [request?: RequestOf<P, M>] : [request: RequestOf<P, M>]

type Content<R> = R extends { content: { 'application/json': infer J } }
  ? J
  : R extends { content: { [type: string]: infer T } }
    ? T
    : undefined
/** What the call gives: JSON as an object, other kinds as text, nothing as `undefined`. */
export type AnswerOf<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { responses: infer R }
    ? { [S in keyof R]: S extends number ? Content<R[S]> : never }[keyof R]
    : never

type Call<M extends Method> = <P extends PathsWith<M>>(
  path: P,
  ...request: Arguments<P, M>
) => Promise<AnswerOf<P, M>>

export interface SidelongClient {
  get: Call<'get'>
  post: Call<'post'>
  put: Call<'put'>
  patch: Call<'patch'>
  delete: Call<'delete'>
  /** Every item of a list, page by page, as they are asked for. */
  all<P extends PathsWith<'get'>>(
    path: P,
    ...request: Arguments<P, 'get'>
  ): AsyncGenerator<AnswerOf<P, 'get'> extends { items: (infer I)[] } ? I : never, void, undefined>
}

/** Problem details of a call that was refused (RFC 9457). */
export type Problem = components['schemas']['def-0']
export declare class SidelongApiError extends Error {
  readonly name: 'SidelongApiError'
  /** `network` if there was no answer of the API. */
  readonly code: Problem['code'] | 'network'
  readonly status: number
  /** Seconds, of `Retry-After`. */
  readonly retryAfterSeconds: number | undefined
  readonly problem: Problem | undefined
}

/**
 * A client of one server. `token`: a text, or a function that is asked before each call.
 *
 * @example
 * const client = createClient({ baseUrl: 'https://co.shop.example', token: process.env.SIDELONG_TOKEN })
 * for await (const user of client.all('/v1/groups/{group}/users', { path: { group: '4711' } })) console.log(user.email)
 */
export declare function createClient(options: {
  baseUrl: string
  token: string | (() => string | Promise<string>)
  fetch?: typeof fetch
}): SidelongClient
