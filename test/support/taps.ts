import type { BrowserContext, Page, Request, WebSocket } from 'playwright-core'
import { createCanarySearch, type Finding } from './canaries.ts'
import { createStreamDecoder, type Edge, type StreamDecoder } from './decode-stream.ts'

export type Frame = { readonly edge: Edge; readonly data: string | Buffer; readonly atMs: number }
export type Console = { readonly type: string; readonly text: string; readonly url: string }

/** Everything that goes through a browser context: socket frames, requests, console. */
export interface Tap {
  readonly frames: readonly Frame[]
  readonly requests: readonly Request[]
  readonly console: readonly Console[]
  /** Frames that did not parse, with the reason. */
  readonly parseErrors: readonly string[]
  /** Decoders by edge; a new one for each session. */
  readonly decoders: ReadonlyMap<Edge, StreamDecoder>
  /** Decoded bytes of all frames, and those requests that `isOurs` takes. */
  search(
    canaries: readonly string[],
    options: { pieces?: boolean; isOurs: (url: string) => boolean },
  ): Finding[]
}

export function tapContext(context: BrowserContext, side: 'visitor' | 'agent'): Tap {
  const frames: Frame[] = []
  const requests: Request[] = []
  const messages: Console[] = []
  const parseErrors: string[] = []
  const decoded: { place: string; bytes: Uint8Array | string }[] = []
  const decoders = new Map<Edge, StreamDecoder>()

  function take(edge: Edge, data: string | Buffer): void {
    frames.push({ edge, data, atMs: performance.now() })
    try {
      let decoder = decoders.get(edge)
      if (!decoder) {
        decoder = createStreamDecoder(edge)
        decoders.set(edge, decoder)
      }
      decoded.push({ place: `${edge} frame ${frames.length}`, bytes: decoder.take(data) })
    } catch (error) {
      parseErrors.push(`${edge} frame ${frames.length}: ${error instanceof Error ? error.message : error}`)
    }
    // As it came, too: headers, and what does not decode.
    decoded.push({
      place: `${edge} frame ${frames.length} (raw)`,
      bytes: typeof data === 'string' ? data : new Uint8Array(data),
    })
  }

  function tapSocket(socket: WebSocket): void {
    const name = socket.url().endsWith('/presence') ? 'presence' : side
    // A session of its own begins with a greeting; generations start anew.
    socket.on('framesent', ({ payload }) => {
      if (isFirstGreeting(payload)) decoders.clear()
      take(`${name}-up`, payload)
    })
    socket.on('framereceived', ({ payload }) => take(`${name}-down`, payload))
  }

  function tapPage(page: Page): void {
    page.on('websocket', tapSocket)
    page.on('console', (message) =>
      messages.push({ type: message.type(), text: message.text(), url: message.location().url }),
    )
    page.on('pageerror', (error) =>
      messages.push({ type: 'exception', text: String(error), url: page.url() }),
    )
  }

  context.on('page', tapPage)
  context.on('request', (request) => void requests.push(request))
  return {
    frames,
    requests,
    console: messages,
    parseErrors,
    decoders,
    search(canaries, { isOurs, ...options }) {
      const search = createCanarySearch(canaries, options)
      const ours = requests.filter((request) => isOurs(request.url()))
      return [
        ...decoded.flatMap(({ place, bytes }) => search(place, bytes)),
        ...ours.flatMap((request) =>
          search(`request ${request.method()} ${clean(request.url())}`, textOf(request)),
        ),
      ]
    },
  }
}

/** The visitor's first socket of a session, or the agent's: nothing was sent before. */
function isFirstGreeting(payload: string | Buffer): boolean {
  if (typeof payload !== 'string' || !payload.includes('"hello"')) return false
  return /"(sent|have)":null/.test(payload)
}

function textOf(request: Request): string {
  return [request.url(), JSON.stringify(request.headers()), request.postData() ?? ''].join('\n')
}

function clean(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}
