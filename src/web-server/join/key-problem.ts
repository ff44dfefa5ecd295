import type { FastifyReply } from 'fastify'
import type { LoginKeyProblem } from '../accounts/login-keys.ts'

const WORDS: Readonly<Record<LoginKeyProblem, string>> = {
  refused:
    'This link does not let you in: it was used before, is too old, or your account is not known here. Please open it anew where you found it, or ask an administrator.',
  'other-user':
    'Somebody else is logged in in this browser. Please log out in the console, and open the link again.',
}

/** Why a login key let nobody in (JN-7). */
export function sendKeyProblem(reply: FastifyReply, problem: LoginKeyProblem): FastifyReply {
  return reply
    .code(problem === 'refused' ? 401 : 409)
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
        `<title>Not logged in</title></head><body><main><h1>Not logged in</h1><p>${WORDS[problem]}</p>` +
        `<p><a href="/agent/">Go to the console</a></p></main></body></html>`,
    )
}
