import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { escapeHtml, PLAIN_STYLE, plainPage } from '../../node/plain-page.ts'
import type { Language } from '../../protocol/languages.ts'
import type { HandOver } from './hand-over.ts'
import { PAGE_WORDS } from './page-words.ts'

const SCRIPT = 'document.forms[0].submit()'
const SCRIPT_HASH = createHash('sha256').update(SCRIPT).digest('base64')

/**
 * Hands the agent over to a session server under an unrelated domain, which no cookie of ours reaches (JN-9): a form
 * that submits itself. The credential is in its body, never in an address.
 */
export function sendHandOverPage(
  reply: FastifyReply,
  { location, token }: HandOver,
  language: Language,
): FastifyReply {
  const words = PAGE_WORDS[language]
  const { origin } = new URL(location)
  return reply
    .headers({
      'content-security-policy': `default-src 'none'; script-src 'sha256-${SCRIPT_HASH}'; style-src ${PLAIN_STYLE}; img-src data:; form-action ${origin}; base-uri 'none'; frame-ancestors 'none'`,
      // Under `no-referrer` browsers send `Origin: null`, and the session server takes credentials from us only.
      'referrer-policy': 'origin',
    })
    .type('text/html; charset=utf-8')
    .send(
      plainPage(
        language,
        words.opening,
        // The token is base64url: nothing that HTML would read differently.
        `<form method="post" action="${escapeHtml(location)}"><input type="hidden" name="token" value="${token}">` +
          `<noscript><button>${words.open}</button></noscript></form><script>${SCRIPT}</script>`,
      ),
    )
}
