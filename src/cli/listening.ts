import { randomInt } from 'node:crypto'
import type { Server as HttpServer } from 'node:http'
import { createServer, type Server } from 'node:net'
import { CliError } from './cli-error.ts'

/** Resolves to the port once `server` listens; a taken or forbidden port is a {@link CliError}. */
export function listen(server: Server | HttpServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(takenPort(port))
      else if (error.code === 'EACCES') reject(new CliError(`port ${port} is not allowed for this user`))
      else reject(error)
    })
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

export function takenPort(port: number): CliError {
  return new CliError(`port ${port} is taken; end what uses it, or choose others with --port`)
}

/** Stops listening and cuts every connection, so that nothing can hold the process. */
export function closeServer(server: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

// Below the range from which systems take the ports of outgoing connections, so that none of those gets in between
// this look and the server's own listening.
const FIRST_FREE = 20_000
const LAST_FREE = 32_000
const MAX_TRIES = 500

/** `count` different loopback ports that are free now. They are needed before anything listens: the servers' addresses name each other. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  for (let i = 0; ports.size < count; i++) {
    if (i > MAX_TRIES) throw new CliError('no free ports were found')
    const port = randomInt(FIRST_FREE, LAST_FREE)
    if (!ports.has(port) && (await isFree(port))) ports.add(port)
  }
  return [...ports]
}

/** Checks that nothing listens on `port`, on either loopback address: browsers try both for `localhost`. */
export async function isFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', '::1']) {
    const code = await listenBriefly(host, port)
    if (code === 'EACCES') throw new CliError(`port ${port} is not allowed for this user`)
    // Machines without IPv6 say EADDRNOTAVAIL or EAFNOSUPPORT.
    if (code === 'EADDRINUSE') return false
  }
  return true
}

function listenBriefly(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
    server.listen(port, host, () => server.close(() => resolve(undefined)))
  })
}
