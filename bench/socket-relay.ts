import type { Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'

const MAX_MESSAGE_BYTES = 256 * 1_048_576

/** Hands each message to all other sockets of the same address below `/relay/`: the least that a server can do. */
export function addSocketRelay(server: Server): { stop(): void } {
  const channels = new Map<string, Set<WebSocket>>()
  const sockets = new WebSocketServer({ server, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false })
  sockets.on('connection', (socket, request) => {
    const name = request.url ?? ''
    const members = channels.get(name) ?? new Set()
    channels.set(name, members.add(socket))
    socket.on('message', (data, isBinary) => {
      for (const other of members) if (other !== socket) other.send(data, { binary: isBinary })
    })
    socket.on('close', () => members.delete(socket))
    socket.on('error', () => socket.terminate())
  })
  return {
    stop() {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
    },
  }
}
