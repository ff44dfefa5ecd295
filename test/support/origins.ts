import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { injectMarkup, tagMarkup } from '../../src/cli/site-tag.ts'

/** Pages of several origins, `http://NAME.localhost:PORT`, each a site of its own; browsers find them without a resolver. */
export interface Origins {
  /** Origin of a name. */
  of(name: string): string
  /** From now on pages whose name is among `tagged` and whose path does not begin with `/plain` carry the tag, with `attributes` more. */
  tag(loaderUrl: string, groupId: number, tagged: readonly string[], attributes?: string): void
  stop(): Promise<void>
}

/** `pages`: HTML by name and path, as in `shop/index.html`. `@NAME@` in it becomes the origin of that name. */
export async function startOrigins(pages: Readonly<Record<string, string>>): Promise<Origins> {
  let markup = ''
  let names: readonly string[] = []
  const server = createServer((request, response) => {
    const name = (request.headers.host ?? '').split('.')[0] ?? ''
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    const html = pages[name + path]
    if (html === undefined) return response.writeHead(404).end()
    const text = html.replace(/@(\w+)@/g, (_, other: string) => of(other))
    const isTagged = names.includes(name) && !path.startsWith('/plain')
    const body = Buffer.from(text, 'utf8')
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' })
    return response.end(isTagged ? injectMarkup(body, markup) : body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const of = (name: string) => `http://${name}.localhost:${port}`
  return {
    of,
    tag(loaderUrl, groupId, tagged, attributes = '') {
      markup = tagMarkup({ loaderUrl, groupId }).replace('<script', `<script ${attributes}`)
      names = tagged
    },
    stop() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
