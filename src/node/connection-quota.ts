import type { Server, Socket } from 'node:net'
import { addressKey, type ClientAddress } from './client-address.ts'

/**
 * Refuses connections beyond `maxPerAddress` open ones of one address, so that one peer cannot take all places of a
 * server (T8). A trusted proxy stands for many and is not counted.
 */
export function limitConnections(
  server: Server,
  options: { readonly maxPerAddress: number; readonly clients: ClientAddress },
): void {
  const open = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const peer = socket.remoteAddress
    if (peer === undefined || options.clients.isProxy(peer)) return
    const key = addressKey(peer)
    const count = open.get(key) ?? 0
    if (count >= options.maxPerAddress) return void socket.destroy()
    open.set(key, count + 1)
    socket.once('close', () => {
      const left = (open.get(key) ?? 1) - 1
      if (left > 0) open.set(key, left)
      else open.delete(key)
    })
  })
}
