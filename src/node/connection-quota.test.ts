import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { createClientAddress } from './client-address.ts'
import { limitConnections } from './connection-quota.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

async function listen(proxies: string[]): Promise<() => Promise<Socket>> {
  const server = createServer((socket) => socket.on('error', () => {}).pipe(socket))
  limitConnections(server, { maxPerAddress: 2, clients: createClientAddress(proxies) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  stops.push(() => server.close())
  return async () => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    stops.push(() => socket.destroy())
    socket.on('error', () => {}).write('hello')
    await Promise.race([once(socket, 'data'), once(socket, 'close')])
    return socket
  }
}

it('SA-28: one address has only so many connections, and gets a place back for each that it closes', async () => {
  const dial = await listen([])
  const [one, two, three] = [await dial(), await dial(), await dial()]
  expect([one.destroyed, two.destroyed, three.destroyed]).toEqual([false, false, true])
  one.destroy()
  for (;;) if (!(await dial()).destroyed) break
})

it('a trusted proxy stands for many', async () => {
  const dial = await listen(['loopback'])
  for (let i = 0; i < 4; i++) expect((await dial()).destroyed).toBe(false)
})
