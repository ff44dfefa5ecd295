import { unreachable } from '../../base/assert.ts'
import type { PageMessage } from '../../protocol/page-message.ts'
import { type ChosenTools, Refusal, type ShellCommand } from '../embed-commands.ts'
import { type ShellUp, shellDown, shellPort, type ViewState } from '../embed-messages.ts'

/** The frame around an embedded shell (AE-1). */
export interface Embedder {
  tell(view: ViewState): void
  /** What the visitor's page says to that one (AP-3). */
  message(message: PageMessage): void
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
    readonly tools: (tools: ChosenTools) => void
    /** Rejects with a {@link Refusal}. */
    readonly command: (command: ShellCommand) => Promise<void>
  },
): Embedder {
  let port: MessagePort | null = null
  let last: ViewState | null = null
  const send = (message: ShellUp) => port?.postMessage(message)

  function receive(data: unknown): void {
    try {
      const message = shellDown(data)
      switch (message.type) {
        case 'tools':
          return hooks.tools(message.tools)
        case 'command':
          return void answer(message.id, hooks.command(message.command))
        default:
          return unreachable(message)
      }
    } catch {
      // Not from our page.
    }
  }

  async function answer(id: number, done: Promise<void>): Promise<void> {
    const code = await done.then(
      () => null,
      (error: unknown) => (error instanceof Refusal ? error.code : 'internal'),
    )
    send({ type: 'answer', id, code })
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
    message: ({ name, json }) => send({ type: 'message', name, json }),
    rejoin: () => send({ type: 'rejoin' }),
  }
}
