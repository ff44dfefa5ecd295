import type { FastifyReply } from 'fastify'
import type { Language } from '../../protocol/languages.ts'
import type { LoginKeyProblem } from '../accounts/login-keys.ts'
import { PAGE_WORDS } from './page-words.ts'

/** Why a login key let nobody in (JN-7). */
export function sendKeyProblem(
  reply: FastifyReply,
  problem: LoginKeyProblem,
  language: Language,
): FastifyReply {
  const words = PAGE_WORDS[language]
  return reply
    .code(problem === 'refused' ? 401 : 409)
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
        `<title>${words.notLoggedIn}</title></head><body><main><h1>${words.notLoggedIn}</h1><p>${words[problem]}</p>` +
        `<p><a href="/agent/">${words.toConsole}</a></p></main></body></html>`,
    )
}
