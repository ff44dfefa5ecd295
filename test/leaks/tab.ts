import type { BrowserContext, Page, Request, WebSocket } from 'playwright-core'
import { createStreamDecoder, type StreamDecoder } from '../support/decode-stream.ts'
import type { Planter } from './planter.ts'
import type { Find } from './search.ts'

/** Something that left the tab, or that could be read outside of it. */
export type Outgoing = { readonly place: string; readonly bytes: Uint8Array | string }

/** Collects everything that leaves the visitor's tab, or the agent's. */
export interface TabTap {
  readonly out: readonly Outgoing[]
  readonly parseErrors: readonly string[]
  /** What was sent up, as its receiver understands it. */
  readonly stream: StreamDecoder
  readonly frameSizes: readonly number[]
  /** Resolves when something sent from now on holds `text`. */
  untilSent(text: string, timeoutMs?: number): Promise<void>
  /** Takes in requests with all headers, cookies, storage and messages between windows. */
  finish(page: Page, isOurs: (url: string) => boolean): Promise<void>
}

type Wait = { readonly needle: Buffer; readonly resolve: () => void }

/** `direction`: which frames are searched. The agent's side receives what the visitor's sent. */
export function tapTab(context: BrowserContext, side: 'visitor' | 'agent'): TabTap {
  const out: Outgoing[] = []
  const parseErrors: string[] = []
  const requests: Request[] = []
  const frameSizes: number[] = []
  const up = createStreamDecoder(`${side}-up`)
  const down = createStreamDecoder(`${side}-down`)
  let waits: Wait[] = []

  function take(decoder: StreamDecoder, place: string, payload: string | Buffer): void {
    out.push({
      place: `${place} (raw)`,
      bytes: typeof payload === 'string' ? payload : new Uint8Array(payload),
    })
    try {
      const bytes = decoder.take(payload)
      out.push({ place, bytes })
      const buffer = Buffer.from(bytes as Uint8Array)
      for (const wait of waits) if (buffer.includes(wait.needle)) wait.resolve()
    } catch (error) {
      parseErrors.push(`${place}: ${error instanceof Error ? error.message : error}`)
    }
  }

  function onSocket(socket: WebSocket): void {
    out.push({ place: 'address of a socket', bytes: socket.url() })
    socket.on('framesent', ({ payload }) => {
      frameSizes.push(payload.length)
      take(up, `${side} sent frame ${frameSizes.length}`, payload)
    })
    socket.on('framereceived', ({ payload }) => take(down, `${side} received a frame`, payload))
  }

  context.on('page', (page) => {
    page.on('websocket', onSocket)
    page.on('console', (message) => out.push({ place: `${side} console`, bytes: message.text() }))
    page.on('pageerror', (error) => out.push({ place: `${side} page error`, bytes: String(error) }))
  })
  context.on('request', (request) => void requests.push(request))

  return {
    out,
    parseErrors,
    stream: side === 'visitor' ? up : down,
    frameSizes,
    async untilSent(text, timeoutMs = 20_000) {
      const needle = Buffer.from(text)
      let timer: NodeJS.Timeout | undefined
      await new Promise<void>((resolve, reject) => {
        timer = setTimeout(() => reject(new Error(`"${text}" was not sent`)), timeoutMs)
        waits.push({ needle, resolve })
      }).finally(() => clearTimeout(timer))
      waits = waits.filter((wait) => wait.needle !== needle)
    },
    async finish(page, isOurs) {
      for (const request of requests) {
        if (!isOurs(request.url())) continue
        const headers = await request.allHeaders().catch(() => request.headers())
        const text = [request.url(), JSON.stringify(headers), request.postData() ?? ''].join('\n')
        out.push({ place: `${side} request ${new URL(request.url()).pathname}`, bytes: text })
      }
      out.push({ place: `${side} cookies`, bytes: JSON.stringify(await context.cookies()) })
      const inPage = await page.evaluate(() => ({
        storage: JSON.stringify([{ ...localStorage }, { ...sessionStorage }, window.name]),
        messages: (globalThis as unknown as { leaks?: Planter }).leaks?.messages.join('\n') ?? '',
      }))
      out.push({ place: `${side} storage`, bytes: inPage.storage })
      out.push({ place: `${side} messages between windows`, bytes: inPage.messages })
    },
  }
}

export function searchAll(
  out: readonly Outgoing[],
  search: (place: string, bytes: Uint8Array | string) => Find[],
): { finds: Find[]; byteCount: number } {
  const finds = new Map<string, Find>()
  let byteCount = 0
  for (const { place, bytes } of out) {
    byteCount += bytes.length
    for (const find of search(place, bytes)) if (!finds.has(find.id)) finds.set(find.id, find)
  }
  return { finds: [...finds.values()], byteCount }
}
