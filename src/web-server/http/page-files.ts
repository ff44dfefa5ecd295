import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { SidelongError } from '../../protocol/errors.ts'
import { LANGUAGES, type Language, type ScriptName, scriptName } from '../../protocol/languages.ts'

const YEAR_SECONDS = 31_536_000

export type PageFile = { readonly body: string; readonly hash: string }

/** A file of the viewer's build with its hash; throws if it has not been built. */
export async function readPageFile(folder: string, name: string): Promise<PageFile> {
  const body = await readFile(join(folder, name), 'utf8').catch(() => null)
  if (body === null) throw new SidelongError('not-found')
  return { body, hash: createHash('sha256').update(body).digest('base64url').slice(0, 22) }
}

/** Serves a page's script, in each language, and its style sheet below `path`. */
export function servePageFiles(app: FastifyInstance, folder: string, path: string, page: ScriptName): void {
  for (const [name, type] of [
    ...LANGUAGES.map((language) => [scriptName(page, language), 'text/javascript'] as const),
    [`${page}.css`, 'text/css'] as const,
  ]) {
    app.get(`${path}/${name}`, { schema: { hide: true } }, async (request, reply) => {
      const file = await readPageFile(folder, name)
      // Only the address with the current hash is kept for ever.
      if ((request.query as { v?: unknown }).v === file.hash)
        reply.header('cache-control', `public, max-age=${YEAR_SECONDS}, immutable`)
      return reply.type(`${type}; charset=utf-8`).send(file.body)
    })
  }
}

/** The page of a script that `servePageFiles` serves; `more`: of its head. */
export function pageHtml(
  folder: string,
  name: ScriptName,
  language: Language,
  hashes: { readonly js: string; readonly css: string },
  main: string,
  more: readonly string[] = [],
): string {
  return [
    '<!doctype html>',
    `<html lang="${language}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<title>Sidelong</title>',
    '<meta name="viewport" content="width=device-width">',
    ...more,
    `<link rel="stylesheet" href="${folder}/${name}.css?v=${hashes.css}">`,
    `<script src="${folder}/${scriptName(name, language)}?v=${hashes.js}" defer></script>`,
    '</head>',
    `<body>${main}</body>`,
    '</html>',
    '',
  ].join('\n')
}
