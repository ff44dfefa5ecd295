import { createHash } from 'node:crypto'
import { escapeHtml, plainPage } from '../../node/plain-page.ts'
import type { Language } from '../../protocol/languages.ts'
import { PAGE_WORDS } from './page-words.ts'
import type { StageParts } from './stage-parts.ts'

/** What the viewer's build gives this server; read once at the start. */
export type ViewerFiles = {
  /** The shell's script, by language; where one is missing, that in English serves. */
  readonly shells: Readonly<Partial<Record<Language, string>>>
  readonly shellCss: string
  readonly stageJs: string
  readonly stageParts: StageParts
}

/** The body of one page or asset with its content hash. */
export type StaticBody = { readonly body: string; readonly hash: string }

export function staticBody(body: string): StaticBody {
  return { body, hash: createHash('sha256').update(body).digest('base64url').slice(0, 22) }
}

/** The script of the stage in the spelling that the HTML parser will see, and its CSP hash. */
export function stageScript(source: string): { text: string; cspHash: string } {
  const text = source.replace(/\r\n?/g, '\n')
  if (/<\/script|<script|<!--|\0/i.test(text))
    throw new Error('the stage script has a piece that would end its element')
  return { text, cspHash: `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}` }
}

/** `path`: its end says which document mode the browser is to choose. */
export function stageHtml(script: string, path: string): string {
  const name = path.endsWith('limited') ? 'html public "-//W3C//DTD XHTML 1.0 Transitional//EN"' : 'html'
  return `${path.endsWith('quirks') ? '' : `<!doctype ${name}>`}<html><head><script>${script}</script></head></html>`
}

export function shellHtml(options: {
  language: Language
  nonce: string
  consoleUrl: string
  /** `consoleUrl` is the page on which guests begin. */
  isGuest: boolean
  /** Where a guest goes at the end. */
  endUrl: string | null
  /** Path and hash of its script. */
  js: string
  cssHash: string
  stage: string
  /** Not over plain HTTP (HF-3). */
  isPrivate: boolean
}): string {
  return [
    '<!doctype html>',
    `<html lang="${options.language}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<title>Sidelong</title>',
    '<meta name="viewport" content="width=device-width">',
    // Without it browsers ask for /favicon.ico.
    '<link rel="icon" href="data:,">',
    `<meta name="sidelong-console" content="${escapeHtml(options.consoleUrl)}">`,
    ...(options.isGuest ? ['<meta name="sidelong-guest" content="yes">'] : []),
    ...(options.endUrl === null
      ? []
      : [`<meta name="sidelong-end" content="${escapeHtml(options.endUrl)}">`]),
    `<meta name="sidelong-stage" content="${escapeHtml(options.stage)}">`,
    ...(options.isPrivate ? [] : ['<meta name="sidelong-private" content="no">']),
    `<link rel="stylesheet" href="/assets/shell.css?v=${options.cssHash}">`,
    `<script nonce="${options.nonce}" src="${options.js}" defer></script>`,
    '</head>',
    '<body><div id="app"></div></body>',
    '</html>',
    '',
  ].join('\n')
}

/** Between the join and the viewer; seen only where a browser does not go on by itself. */
export function joinedHtml(view: string, language: Language): string {
  return plainPage(
    language,
    'Sidelong',
    `<p><a href="${escapeHtml(view)}">${PAGE_WORDS[language].open}</a></p>`,
  )
}

/** A sentence and, for agents, the way back. */
export function messageHtml(sentence: string, consoleUrl: string | null, language: Language): string {
  const link =
    consoleUrl === null
      ? ''
      : `<p><a href="${escapeHtml(consoleUrl)}">${PAGE_WORDS[language].toConsole}</a></p>`
  return plainPage(language, 'Sidelong', `<h1>Sidelong</h1><p>${escapeHtml(sentence)}</p>${link}`)
}
