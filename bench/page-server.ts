import { readFile } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { rootDir } from '../scripts/paths.ts'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
}
const SITE = join(rootDir, 'demo/site')

export type PageServer = {
  readonly server: Server
  /** `http://127.0.0.1:port` */
  readonly origin: string
  /** Serves `content` at `path`. */
  add(path: string, content: string): void
  stop(): Promise<void>
}

/** Serves what is added to it, and the demo site below `/site/`, on a free loopback port. */
export async function startPageServer(): Promise<PageServer> {
  const added = new Map<string, string>()
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const content = added.get(pathname)
    if (content !== undefined) return answer(response, extname(pathname) || '.html', content)
    if (pathname.startsWith('/site/')) return void sendFile(response, pathname.slice('/site'.length))
    response.writeHead(404).end()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  return {
    server,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add: (path, content) => void added.set(path, content),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function sendFile(response: ServerResponse, path: string): Promise<void> {
  try {
    // An absolute path keeps no `..` above its root when normalized.
    const file = join(SITE, normalize(decodeURIComponent(path)))
    answer(response, extname(file), await readFile(file))
  } catch {
    response.writeHead(404).end()
  }
}

function answer(response: ServerResponse, extension: string, content: string | Buffer): void {
  const type = TYPES[extension] ?? 'application/octet-stream'
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(content)
}
