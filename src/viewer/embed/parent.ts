import { toBase64Url } from '../../base/bytes.ts'
import { welcome } from '../embed-messages.ts'

const NONCE_BYTES = 16

/**
 * The handshake of AE-2: says hello to the window around this one, by each origin that may be there (only the right one
 * gets it), and takes one port from it: with the nonce, from that window, from one of these origins, and nothing else.
 */
export function greetParent(parents: readonly string[], connected: (port: MessagePort) => void): void {
  const nonce = toBase64Url(crypto.getRandomValues(new Uint8Array(NONCE_BYTES)))
  const outer = window.parent
  if (outer === window) return

  function listen(event: MessageEvent): void {
    if (event.source !== outer || !parents.includes(event.origin)) return
    try {
      if (welcome(event.data).nonce !== nonce) return
    } catch {
      return
    }
    const [port] = event.ports
    if (!port || event.ports.length !== 1) return
    window.removeEventListener('message', listen)
    connected(port)
  }
  window.addEventListener('message', listen)
  for (const origin of parents) outer.postMessage({ sidelong: 1, type: 'hello', nonce }, origin)
}
