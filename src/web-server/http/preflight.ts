import type { FastifyInstance } from 'fastify'

const PREFLIGHT_SECONDS = 600

/** Answers what a browser asks before a call from another origin; whether that one may is for the hooks before. */
export function answerPreflight(
  app: FastifyInstance,
  path: string,
  { methods, headers }: { readonly methods: string; readonly headers: string },
): void {
  app.options(path, { schema: { hide: true } }, (_request, reply) =>
    reply
      .headers({
        'access-control-allow-methods': methods,
        'access-control-allow-headers': headers,
        'access-control-max-age': String(PREFLIGHT_SECONDS),
      })
      .code(204)
      .send(),
  )
}
