import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Parser } from '../../base/parse.ts'
import { type Schema, schemaOf } from '../../base/schema.ts'
import { SidelongError } from '../../protocol/errors.ts'
import type { Context } from '../context.ts'
import { requireStorable } from '../db/storable.ts'
import type { Member } from '../groups/groups.ts'
import type { Permission } from '../groups/roles.ts'
import { type Caller, memberIn, requireCaller } from './caller.ts'
import { type Idempotent, withIdempotency } from './idempotency.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export type Input<Q, B> = {
  readonly caller: Caller
  /** The path's group, in which the caller has what the route needs. */
  readonly member: Member
  readonly params: Readonly<Record<string, string>>
  readonly query: Q
  readonly body: B
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

export type Route<Q, B, A> = {
  readonly method: Method
  /** With `:group` in it. */
  readonly path: string
  readonly tag: string
  readonly summary: string
  /** Permission in the group; also the scope of a token. */
  readonly needs: Permission | null
  readonly query?: Parser<Q>
  readonly body?: Parser<B>
  /** Documents the answer, and is what the console reads it by; absent: 204, or what `handle` sends itself. */
  readonly answer?: Parser<A>
  /** Of an answer that is not JSON. */
  readonly answerType?: string
  readonly maxBodyBytes?: number
  readonly needsIfMatch?: boolean
  /** Answer 201. */
  readonly makes?: boolean
  readonly handle: (input: Input<Q, B>) => Promise<A | FastifyReply>
}

/**
 * A route of the REST API (RS-1 to RS-3) below a group: who calls, what they may do there, query and body checked by the
 * parsers whose schemas are in `/v1/openapi.json`, `Idempotency-Key`.
 */
export type AddRoute = <Q = object, B = object, A = unknown>(route: Route<Q, B, A>) => void

export function routesOf(app: FastifyInstance, context: Context): AddRoute {
  return (route) => {
    const { method, path, query, body, handle, needs } = route
    app.route({
      method,
      url: path,
      exposeHeadRoute: false,
      ...(route.maxBodyBytes !== undefined && { bodyLimit: route.maxBodyBytes }),
      schema: {
        tags: [route.tag],
        summary: route.summary,
        description: needs === null ? 'Any member of the group.' : `Needs \`${needs}\`.`,
        params: paramsOf(path),
        ...(query && { querystring: schemaOf(query) }),
        ...(body && { body: schemaOf(body) }),
        ...headersOf(route),
        response: answersOf(route),
      },
      // The parsers below decide; the schemas are made from them.
      validatorCompiler: () => () => true,
      serializerCompiler: () => (data) => JSON.stringify(data),
      handler: async (request, reply) => {
        const caller = await requireCaller(context, request)
        const params = request.params as Readonly<Record<string, string>>
        const member = memberIn(caller, params.group ?? '', needs)
        const run = async (): Promise<Idempotent> => {
          if (query) requireStorable(request.query, 'query')
          const parsedQuery = query?.(request.query, '') as never
          const parsedBody = body?.(request.body ?? {}, '') as never
          const answer = await handle({
            caller,
            member,
            params,
            query: parsedQuery,
            body: parsedBody,
            request,
            reply,
          })
          // A stream is awaited to its end, also one that the other side has cut, which does not count as sent.
          if (reply.sent || reply.raw.headersSent) return null
          if (route.answer) return { status: route.makes ? 201 : 200, body: answer ?? null }
          return { status: 204, body: null }
        }
        const done = method === 'POST' ? await withIdempotency(context, request, caller, run) : await run()
        if (done === null) return reply
        if (done.status === 204) return reply.code(204).send()
        return reply.code(done.status).type('application/json; charset=utf-8').send(JSON.stringify(done.body))
      },
    })
  }
}

/** The number in `If-Match`; throws `if-match-missing` or `bad-params`. */
export function versionSeen(request: FastifyRequest): number {
  const header = request.headers['if-match']
  if (header === undefined) throw new SidelongError('if-match-missing')
  const [, digits] = /^"([0-9]{1,9})"$/.exec(header) ?? []
  if (digits === undefined)
    throw new SidelongError('bad-params', { detail: { 'If-Match': 'is not an ETag of ours' } })
  return Number(digits)
}

function paramsOf(path: string): Schema {
  const names = [...path.matchAll(/:([A-Za-z]+)/g)].flatMap(([, name]) => name ?? [])
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
    required: names,
  }
}

function headersOf({ method, needsIfMatch }: Pick<Route<never, never, unknown>, 'method' | 'needsIfMatch'>) {
  const properties = {
    ...(needsIfMatch && { 'if-match': { type: 'string', description: 'The `ETag` that was read.' } }),
    ...(method === 'POST' && {
      'idempotency-key': {
        type: 'string',
        maxLength: 255,
        description: 'Repeats are answered alike for 24 h.',
      },
    }),
  }
  if (Object.keys(properties).length === 0) return {}
  return { headers: { type: 'object', properties, ...(needsIfMatch && { required: ['if-match'] }) } }
}

function answersOf(route: Pick<Route<never, never, unknown>, 'answer' | 'answerType' | 'makes'>) {
  const problem = { $ref: 'problem#' }
  const problems = {
    '4xx': {
      description: 'Refused; see `code`.',
      content: { 'application/problem+json': { schema: problem } },
    },
  }
  const isText = route.answerType?.startsWith('text/')
  if (route.answerType !== undefined)
    return {
      200: {
        description: 'Done.',
        content: { [route.answerType]: { schema: isText ? { type: 'string' } : {} } },
      },
      ...problems,
    }
  if (!route.answer) return { 204: { description: 'Done.', type: 'null' }, ...problems }
  const content = { 'application/json': { schema: schemaOf(route.answer) } }
  return { [route.makes ? 201 : 200]: { description: 'Done.', content }, ...problems }
}
