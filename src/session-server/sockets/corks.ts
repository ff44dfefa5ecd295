import type { Socket } from 'node:net'
import { SERVER_LIMITS } from '../limits.ts'

/**
 * What is sent to several sockets in one turn of the event loop leaves together: messages to one of them in one packet,
 * and all at less cost for both ends, who are woken less often.
 */
export interface Corks {
  /** Holds back what is written to `socket` from now on, for the rest of the turn at most. */
  hold(socket: Socket): void
  release(socket: Socket): void
}

export function createCorks(): Corks {
  const held = new Set<Socket>()
  let isDue = false

  function releaseAll(): void {
    for (const socket of held) socket.uncork()
    held.clear()
  }

  return {
    hold(socket) {
      if (held.has(socket)) return
      // A busy turn is long: nobody waits for the end of it.
      if (held.size >= SERVER_LIMITS.maxCorkedSockets) releaseAll()
      held.add(socket)
      socket.cork()
      if (isDue) return
      isDue = true
      setImmediate(() => {
        isDue = false
        releaseAll()
      })
    },
    release(socket) {
      if (held.delete(socket)) socket.uncork()
    },
  }
}
