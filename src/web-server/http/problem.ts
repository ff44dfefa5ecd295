import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { ParseError } from '../../base/parse.ts'
import type { Log } from '../../node/log.ts'
import { ERRORS, type ErrorCode, SidelongError } from '../../protocol/errors.ts'
import { type FieldError, FieldErrors } from './field-errors.ts'

type Problem = {
  code: ErrorCode
  title: string
  status: number
  detail?: string
  requestId: string
  retryAfterSeconds?: number
  errors?: readonly FieldError[]
}

type ProblemOptions = {
  detail?: string
  retryAfterSeconds?: number | undefined
  errors?: readonly FieldError[]
}

/** Answers with problem details (RFC 9457, RS-1). `detail` names places and rules, never values. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  code: ErrorCode,
  options: ProblemOptions = {},
): FastifyReply {
  const { status, title } = ERRORS[code]
  const body: Problem = { code, title, status, requestId: request.id }
  if (options.detail !== undefined) body.detail = options.detail
  if (options.errors !== undefined) body.errors = options.errors
  if (options.retryAfterSeconds !== undefined) {
    body.retryAfterSeconds = options.retryAfterSeconds
    reply.header('retry-after', options.retryAfterSeconds)
  }
  reply.header('cache-control', 'no-store')
  return reply.code(status).type('application/problem+json; charset=utf-8').send(JSON.stringify(body))
}

/** Turns whatever was thrown into a problem; what we did not foresee is `internal`, and its text stays in the log. */
export function createErrorHandler(log: Log, refused: (code: ErrorCode) => void) {
  const refuse = (
    request: FastifyRequest,
    reply: FastifyReply,
    code: ErrorCode,
    options?: ProblemOptions,
  ) => {
    refused(code)
    return sendProblem(request, reply, code, options)
  }
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (error instanceof SidelongError) {
      const { detail, retryAfterSeconds } = error
      const text = detail ? Object.entries(detail).map(([name, value]) => `${name}: ${value}`) : []
      return refuse(
        request,
        reply,
        error.code,
        text.length ? { detail: text.join('; '), retryAfterSeconds } : { retryAfterSeconds },
      )
    }
    if (error instanceof FieldErrors) return refuse(request, reply, 'bad-params', { errors: error.errors })
    if (error instanceof ParseError) return refuse(request, reply, 'bad-params', { detail: error.message })
    if (error.statusCode === 413) return refuse(request, reply, 'too-large')
    if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
      return refuse(request, reply, 'bad-params', { detail: 'The request cannot be read.' })
    }
    log.error('request failed', {
      requestId: request.id,
      path: request.routeOptions.url ?? '',
      error: error.stack ?? String(error),
    })
    return refuse(request, reply, 'internal')
  }
}
