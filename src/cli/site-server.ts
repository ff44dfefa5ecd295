import { createReadStream } from 'node:fs'
import { readFile, realpath, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { pipeline } from 'node:stream/promises'
import { escapeHtml } from '../node/plain-page.ts'
import { CliError } from './cli-error.ts'
import { closeServer, listen } from './listening.ts'
import { mediaTypeOf } from './media-types.ts'
import { findFile } from './site-files.ts'
import { injectMarkup, pushedOutCharset, type Tag, tagMarkup } from './site-tag.ts'

export type SiteOptions = {
  /** The folder to serve. */
  readonly folder: string
  /** Loopback port; 0 for a free one. */
  readonly port: number
  /** `null`: the pages as they are. */
  readonly tag: Tag | null
  /** Answers that are made, by path: JSON. */
  readonly json?: Readonly<Record<string, () => unknown>>
  /** Files from elsewhere, by path. */
  readonly files?: Readonly<Record<string, string>>
  /** Over TLS: PEM texts, and the host names that it answers to, the first one its own. */
  readonly tls?: {
    readonly cert: string
    readonly key: string
    readonly names: readonly [string, ...string[]]
  }
}

export interface SiteServer {
  /** `http://127.0.0.1:PORT`: another site than the servers on `localhost`, as in life; over TLS the first of its names. */
  readonly origin: string
  stop(): Promise<void>
}

const HOST = '127.0.0.1'

/** Serves a folder as the customer's site, with the tag put into every HTML answer. Nothing may be cached. */
export async function startSiteServer(options: SiteOptions): Promise<SiteServer> {
  const root = await readableFolder(options.folder)
  const { tls } = options
  const isOwn = (host: string | undefined) => isLoopback(host) || isNamed(host, tls?.names ?? [])
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    answer(root, options, isOwn, request, response).catch(() => {
      // The file went away or the browser did; the answer has either begun or not.
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  }
  const server = tls ? createTlsServer({ cert: tls.cert, key: tls.key }, handle) : createServer(handle)
  const port = await listen(server, HOST, options.port)
  const origin = tls ? `https://${tls.names[0]}:${port}` : `http://${HOST}:${port}`
  return { origin, stop: () => closeServer(server) }
}

/** Throws a {@link CliError} unless `folder` can be served; returns its real path. */
export async function readableFolder(folder: string): Promise<string> {
  try {
    const path = await realpath(folder)
    if ((await stat(path)).isDirectory()) {
      await findFile(path, '/')
      return path
    }
  } catch (error) {
    throw new CliError(`cannot read the site's folder ${folder}: ${reasonOf(error)}`)
  }
  throw new CliError(`cannot read the site's folder ${folder}: it is not a folder`)
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'it does not exist'
  return code === 'EACCES' ? 'permission denied' : String(code)
}

async function answer(
  root: string,
  { tag, json = {}, files = {} }: Pick<SiteOptions, 'tag' | 'json' | 'files'>,
  isOwn: (host: string | undefined) => boolean,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('Cache-Control', 'no-cache')
  if (!isOwn(request.headers.host))
    return sendText(response, 421, 'This server answers to its own name only.')
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD')
    return sendText(response, 405, 'This site is made of files: GET and HEAD only.')
  }
  const [path = '/', query] = (request.url ?? '/').split('?', 2)
  const made = Object.hasOwn(json, path) ? json[path] : undefined
  if (made) {
    const body = JSON.stringify(await made())
    response.writeHead(200, { 'Content-Type': 'application/json' })
    response.end(body)
    return
  }
  const file = Object.hasOwn(files, path) ? files[path] : undefined
  if (file !== undefined) return sendFile(request, response, file, (await stat(file)).size, null)
  const found = await findFile(root, path)
  if (!found) return sendHtml(response, 404, Buffer.from(messagePage('Not found', [])), tag)
  switch (found.kind) {
    case 'redirect':
      response.writeHead(302, {
        Location: query === undefined ? found.location : `${found.location}?${query}`,
      })
      response.end()
      return
    case 'folder':
      return sendHtml(response, 200, Buffer.from(messagePage(decodeURIComponent(path), found.names)), tag)
    case 'file':
      return sendFile(request, response, found.path, found.bytes, tag)
  }
}

// Without this, a hostile page could read the folder through a host name that resolves to 127.0.0.1.
function isLoopback(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host ?? '')
}

function isNamed(host: string | undefined, names: readonly string[]): boolean {
  return names.some((name) => host === name || host?.startsWith(`${name}:`))
}

async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  bytes: number,
  tag: Tag | null,
): Promise<void> {
  const type = mediaTypeOf(path)
  if (type === 'text/html') return sendHtml(response, 200, await readFile(path), tag)
  if (type === 'application/xhtml+xml') {
    const document = injectMarkup(await readFile(path), tag ? tagMarkup(tag, true) : '')
    response.writeHead(200, { 'Content-Type': type, 'Content-Length': document.length })
    response.end(document)
    return
  }
  const range = rangeOf(request.headers.range, bytes)
  response.setHeader('Content-Type', type)
  response.setHeader('Accept-Ranges', 'bytes')
  // Browsers load fonts of another origin, which the agent's view is, only from sites that allow it.
  if (type.startsWith('font/')) response.setHeader('Access-Control-Allow-Origin', '*')
  if (range === 'unsatisfiable') {
    response.writeHead(416, { 'Content-Range': `bytes */${bytes}` })
    response.end()
    return
  }
  const { start, end } = range ?? { start: 0, end: bytes - 1 }
  if (range) response.setHeader('Content-Range', `bytes ${start}-${end}/${bytes}`)
  response.writeHead(range ? 206 : 200, { 'Content-Length': end - start + 1 })
  if (request.method === 'HEAD' || bytes === 0) {
    response.end()
    return
  }
  await pipeline(createReadStream(path, { start, end }), response)
}

/** A single byte range; several or other ones are answered with the whole file, as RFC 9110 allows. */
function rangeOf(
  header: string | undefined,
  bytes: number,
): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return null
  const start = match[1] === '' ? Math.max(0, bytes - Number(match[2])) : Number(match[1])
  const end = match[1] === '' || match[2] === '' ? bytes - 1 : Math.min(Number(match[2]), bytes - 1)
  return start > end ? 'unsatisfiable' : { start, end }
}

function sendHtml(response: ServerResponse, status: number, document: Buffer, tag: Tag | null): void {
  const markup = tag ? tagMarkup(tag) : ''
  const body = injectMarkup(document, markup)
  const charset = pushedOutCharset(document, markup.length)
  const type = charset === null ? 'text/html' : `text/html; charset=${charset}`
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': body.length })
  response.end(body)
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' })
  response.end(`${text}\n`)
}

function messagePage(title: string, names: readonly string[]): string {
  const links = names
    .map((name) => `<li><a href="./${encodeName(name)}">${escapeHtml(name)}</a></li>`)
    .join('\n')
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>
<body>
<h1>${escapeHtml(title)}</h1>
<ul>
${links}
</ul>
</body>
</html>
`
}

function encodeName(name: string): string {
  return name.endsWith('/') ? `${encodeURIComponent(name.slice(0, -1))}/` : encodeURIComponent(name)
}
