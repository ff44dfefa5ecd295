import { createHash } from 'node:crypto'
import type { Language } from '../protocol/languages.ts'

/* Pages without script that say something, on the way into a session and out of it. */

const STYLE = [
  ':root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}',
  'body{box-sizing:border-box;max-width:36rem;margin:0 auto;padding:12vh 24px 48px;overflow-wrap:anywhere}',
  'h1{margin:0 0 16px;font-size:24px;line-height:1.25}',
  'ul{padding:0;list-style:none}',
  'a{display:inline-block;padding:8px 0;color:light-dark(#2456d6,#8fb0ff)}',
].join('')
/** For `style-src`. */
export const PLAIN_STYLE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`

/** `body` is HTML. */
export function plainPage(language: Language, title: string, body: string): string {
  return [
    '<!doctype html>',
    `<html lang="${language}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<title>${escapeHtml(title)}</title>`,
    '<meta name="viewport" content="width=device-width">',
    // Without it browsers ask for /favicon.ico.
    '<link rel="icon" href="data:,">',
    `<style>${STYLE}</style>`,
    '</head>',
    `<body><main>${body}</main></body>`,
    '</html>',
    '',
  ].join('\n')
}

/** Text for HTML, in content and in attributes with quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
