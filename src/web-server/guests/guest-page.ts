import type { Language } from '../../protocol/languages.ts'
import { scriptName } from '../../protocol/languages.ts'

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
  return [
    '<!doctype html>',
    `<html lang="${language}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<title>Sidelong</title>',
    '<meta name="viewport" content="width=device-width">',
    // Without it browsers ask for /favicon.ico.
    '<link rel="icon" href="data:,">',
    `<link rel="stylesheet" href="/guest/guest.css?v=${hashes.css}">`,
    `<script src="/guest/${scriptName('guest', language)}?v=${hashes.js}" defer></script>`,
    '</head>',
    '<body><main id="app"></main></body>',
    '</html>',
    '',
  ].join('\n')
}
