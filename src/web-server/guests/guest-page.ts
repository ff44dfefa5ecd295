import type { Language } from '../../protocol/languages.ts'
import { pageHtml } from '../http/page-files.ts'

/** The page speaks with us alone, and leads nowhere but to us. */
export const GUEST_PAGE_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    'img-src data:',
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  // Under `no-referrer` browsers send `Origin: null` with the form.
  'referrer-policy': 'strict-origin',
}

/** Where guests begin (GU-2); its script takes what the link has behind its `#`, which no server sees. */
export function guestHtml(language: Language, hashes: { readonly js: string; readonly css: string }): string {
  // Without it browsers ask for /favicon.ico.
  const icon = '<link rel="icon" href="data:,">'
  return pageHtml('/guest', 'guest', language, hashes, '<main id="app"></main>', [icon])
}
