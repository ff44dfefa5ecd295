import { unreachable } from '../../base/assert.ts'
import { type ChosenTools, type ShellUp, shellDown, shellPort, type ViewState } from '../embed-messages.ts'

/** The frame around an embedded shell (AE-1). */
export interface Embedder {
  tell(view: ViewState): void
  /** Only a new join through the web server helps. */
  rejoin(): void
}

/**
 * Takes one port from the window around this one, which `frame-ancestors` holds to be the web server's page; its origin is
 * checked all the same. What was said before the port came is said again.
 */
export function listenToEmbedder(
  consoleOrigin: string,
  hooks: {
    readonly leave: () => void
    readonly end: () => void
    readonly tools: (tools: ChosenTools) => void
  },
): Embedder {
  let port: MessagePort | null = null
  let last: ViewState | null = null
  const send = (message: ShellUp) => port?.postMessage(message)

  function receive(data: unknown): void {
    try {
      const message = shellDown(data)
      switch (message.type) {
        case 'leave':
          return hooks.leave()
        case 'end':
          return hooks.end()
        case 'tools':
          return hooks.tools(message.tools)
        default:
          return unreachable(message)
      }
    } catch {
      // Not from our page.
    }
  }

  window.addEventListener('message', (event) => {
    if (port || event.source !== window.parent || event.origin !== consoleOrigin) return
    const [given] = event.ports
    try {
      shellPort(event.data)
    } catch {
      return
    }
    if (!given || event.ports.length !== 1) return
    port = given
    port.onmessage = ({ data }) => receive(data)
    if (last) send({ type: 'state', view: last })
  })
  return {
    tell(view) {
      last = view
      send({ type: 'state', view })
    },
    rejoin: () => send({ type: 'rejoin' }),
  }
}
