import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Intake = {
  readonly origin: string
  /** All that was posted, with its address: a browser shows its tools no bodies made of blobs. */
  readonly posted: (string | Uint8Array)[]
  stop(): Promise<void>
}

/** Serves pages and takes whatever recorders post. */
export async function startIntake(files: Readonly<Record<string, string>>): Promise<Intake> {
  const posted: (string | Uint8Array)[] = []
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (request.method === 'POST') {
      const parts: Buffer[] = []
      posted.push(request.url ?? '')
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        posted.push(Buffer.concat(parts))
        response.writeHead(202, { 'content-type': 'application/json' }).end('{}')
      })
      return
    }
    const content = files[pathname.slice(1)]
    const type = pathname.endsWith('.js')
      ? 'text/javascript'
      : pathname.endsWith('.css')
        ? 'text/css'
        : 'text/html'
    if (content === undefined) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(content)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posted,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
