import type { FastifyReply } from 'fastify'
import { PLAIN_STYLE, plainPage } from '../../node/plain-page.ts'
import type { Language } from '../../protocol/languages.ts'

/** A page that says something, with links at most; `body` is HTML. */
export function sendPlain(
  reply: FastifyReply,
  language: Language,
  title: string,
  body: string,
): FastifyReply {
  return reply
    .header(
      'content-security-policy',
      `default-src 'none'; style-src ${PLAIN_STYLE}; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
    )
    .type('text/html; charset=utf-8')
    .send(plainPage(language, title, body))
}
