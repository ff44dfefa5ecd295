import type { Stoppable } from '../../base/stoppable.ts'
import { Refusal, type ShellCommand } from '../embed-commands.ts'
import { type ShellDown, type ShellUp, shellUp } from '../embed-messages.ts'
import type { Found } from './hand-over.ts'

/** The shell in a frame of this page. */
export interface ViewFrame extends Stoppable {
  send(message: ShellDown): void
  /** Resolves when the shell has carried it out; rejects with a {@link Refusal}. */
  order(command: ShellCommand): Promise<void>
}

const FRAME_NAME = 'sidelong-view'
const SHELL_MS = 15_000

/**
 * Hands the agent over to the session server in a frame: by form, since no cookie of ours reaches it there (JN-9), with
 * the credential in the body. `failed`: no shell of ours answers there.
 */
export function openViewFrame(
  root: Element,
  { location, token }: Found,
  hooks: {
    readonly message: (message: Exclude<ShellUp, { type: 'answer' }>) => void
    /** A page has loaded and got the port. It may be one before the shell, which hears nothing: said again for the next. */
    readonly connected: () => void
    readonly failed: () => void
  },
): ViewFrame {
  const { origin } = new URL(location)
  const frame = document.createElement('iframe')
  // A name of its own: a form that is sent while an older frame goes away must not find that one.
  frame.name = `${FRAME_NAME}-${token.slice(-8)}`
  frame.title = 'Sidelong'
  frame.allow = ''
  root.replaceChildren(frame)

  const form = document.createElement('form')
  form.method = 'post'
  form.action = location
  form.target = frame.name
  form.hidden = true
  const field = document.createElement('input')
  field.type = 'hidden'
  field.name = 'token'
  field.value = token
  form.append(field)
  root.append(form)
  form.submit()
  form.remove()

  let port: MessagePort | null = null
  const orders = new Map<number, (code: string | null) => void>()
  let lastOrder = 0
  const timer = setTimeout(hooks.failed, SHELL_MS)

  function receive(data: unknown): void {
    clearTimeout(timer)
    try {
      const message = shellUp(data)
      if (message.type !== 'answer') return hooks.message(message)
      orders.get(message.id)?.(message.code)
      orders.delete(message.id)
    } catch {
      // A newer shell says more.
    }
  }

  // Its first pages are the answer to the form, which goes on to the shell: whichever is there takes the port.
  frame.addEventListener('load', () => {
    const channel = new MessageChannel()
    port = channel.port1
    port.onmessage = ({ data }) => receive(data)
    frame.contentWindow?.postMessage({ type: 'sidelong-shell-port' }, origin, [channel.port2])
    hooks.connected()
  })
  const send = (message: ShellDown) => port?.postMessage(message)
  return {
    send,
    order(command) {
      const id = ++lastOrder
      return new Promise((resolve, reject) => {
        orders.set(id, (code) => (code === null ? resolve() : reject(new Refusal(code))))
        send({ type: 'command', id, command })
      })
    },
    stop() {
      clearTimeout(timer)
      for (const settle of orders.values()) settle('cancelled')
      orders.clear()
      port?.close()
      frame.remove()
    },
  }
}
