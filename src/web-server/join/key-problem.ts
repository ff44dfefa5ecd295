import type { FastifyReply } from 'fastify'
import type { Language } from '../../protocol/languages.ts'
import type { LoginKeyProblem } from '../accounts/login-keys.ts'
import { PAGE_WORDS } from './page-words.ts'
import { sendPlain } from './plain.ts'

/** Why a login key let nobody in (JN-7). */
export function sendKeyProblem(
  reply: FastifyReply,
  problem: LoginKeyProblem,
  language: Language,
): FastifyReply {
  const words = PAGE_WORDS[language]
  reply.code(problem === 'refused' ? 401 : 409)
  const back = `<p><a href="/agent/">${words.toConsole}</a></p>`
  return sendPlain(
    reply,
    language,
    words.notLoggedIn,
    `<h1>${words.notLoggedIn}</h1><p>${words[problem]}</p>${back}`,
  )
}
