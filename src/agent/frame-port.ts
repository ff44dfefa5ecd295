import type { Stoppable } from '../base/stoppable.ts'
import { SidelongAgentError } from './errors.ts'
import { answer, event, type FrameEvent, hello } from './messages.ts'
import type { ViewerState } from './public.ts'

/** The way to a viewer's frame. */
export interface FramePort extends Stoppable {
  /** Resolves to the state after it; rejects with a {@link SidelongAgentError}. */
  request(type: string, payload?: object): Promise<ViewerState>
}

/** Answers each hello of the frame (it comes once more after a log-in) with a port, to that origin alone (AE-2). */
export function openFramePort(
  frame: HTMLIFrameElement,
  origin: string,
  hooks: { readonly connected: () => void; readonly event: (event: FrameEvent) => void },
): FramePort {
  const waiting = new Map<number, { resolve: (state: ViewerState) => void; reject: (error: Error) => void }>()
  let port: MessagePort | null = null
  let nextId = 1

  function listen({ data, source, origin: from }: MessageEvent): void {
    const { contentWindow } = frame
    if (from !== origin || contentWindow === null || source !== contentWindow) return
    const channel = new MessageChannel()
    try {
      const { nonce } = hello(data)
      contentWindow.postMessage({ sidelong: 1, type: 'welcome', nonce }, origin, [channel.port2])
    } catch {
      return
    }
    port?.close()
    port = channel.port1
    port.onmessage = (message) => receive(message.data)
    hooks.connected()
  }

  function receive(data: unknown): void {
    try {
      if (typeof data === 'object' && data !== null && 're' in data) settle(data)
      else hooks.event(event(data))
    } catch {
      // A newer frame says more.
    }
  }

  function settle(data: unknown): void {
    const { re, ok, code, payload } = answer(data)
    const request = waiting.get(re)
    waiting.delete(re)
    if (ok && payload) request?.resolve(payload)
    else request?.reject(new SidelongAgentError(code ?? 'internal'))
  }

  window.addEventListener('message', listen)
  return {
    request(type, payload = {}) {
      return new Promise((resolve, reject) => {
        if (!port) return reject(new SidelongAgentError('network'))
        const id = nextId++
        try {
          port.postMessage({ id, type, payload })
          waiting.set(id, { resolve, reject })
        } catch {
          // Something that cannot leave this page: a function, an element.
          reject(new SidelongAgentError('bad-params'))
        }
      })
    },
    stop() {
      window.removeEventListener('message', listen)
      port?.close()
      for (const { reject } of waiting.values()) reject(new SidelongAgentError('closed'))
      waiting.clear()
    },
  }
}
