import type { FastifyInstance } from 'fastify'
import { ERRORS } from '../../protocol/errors.ts'

/** `/v1/openapi.json`, made from the routes. The bodies are checked by the parsers of protocol/rest.ts. */
export async function openApi(app: FastifyInstance): Promise<void> {
  const { default: swagger } = await import('@fastify/swagger')
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Sidelong',
        version: '1',
        description: 'Errors are problem details (RFC 9457) with a `code`.',
      },
    },
  })
  app.addSchema({
    $id: 'problem',
    type: 'object',
    description: 'Problem details (RFC 9457).',
    properties: {
      code: { enum: Object.keys(ERRORS) },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      requestId: { type: 'string' },
      retryAfterSeconds: { type: 'integer' },
      errors: {
        type: 'array',
        items: {
          type: 'object',
          properties: { path: { type: 'string' }, message: { type: 'string' } },
          required: ['path', 'message'],
        },
      },
    },
    required: ['code', 'title', 'status', 'requestId'],
  })
  app.get('/v1/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    reply.type('application/json; charset=utf-8')
    return JSON.stringify(app.swagger())
  })
}
