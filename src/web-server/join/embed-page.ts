import { escapeHtml } from '../../node/plain-page.ts'
import type { Language } from '../../protocol/languages.ts'
import { pageHtml } from '../http/page-files.ts'

/** What the frame's script gets (viewer/embed-messages.ts). */
export type EmbedConfig = {
  readonly parents: readonly string[]
  readonly groupId: number | null
  readonly key: string | null
  readonly isWaiting: boolean
  /** As the page around wants it; `null`: as the account or the browser says. */
  readonly language: Language | null
}

/**
 * Who may have the frame: the group's listed origins and nobody else. Its script and style are files of ours, it speaks
 * with us alone, and shows and submits to session servers only.
 */
export function embedHeaders(
  parents: readonly string[],
  sessionServers: readonly string[],
): Record<string, string> {
  const servers = sessionServers.length > 0 ? sessionServers.join(' ') : "'none'"
  const ancestors = parents.length > 0 ? parents.join(' ') : "'none'"
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      `frame-src ${servers}`,
      `form-action ${servers}`,
      "base-uri 'none'",
      `frame-ancestors ${ancestors}`,
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; '),
    // Under `no-referrer` browsers send `Origin: null` with the form, and session servers take credentials from us only.
    'referrer-policy': 'strict-origin',
  }
}

export function embedHtml(
  config: EmbedConfig,
  language: Language,
  hashes: { readonly js: string; readonly css: string },
): string {
  const meta = `<meta name="sidelong-embed" content="${escapeHtml(JSON.stringify(config))}">`
  const main = '<main id="app" role="status"></main>'
  return pageHtml('/agent/embed', 'embed', language, hashes, main, [meta])
}
