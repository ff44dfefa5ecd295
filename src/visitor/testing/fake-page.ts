import type { SocketLike } from '../../browser/reconnecting-socket.ts'
import type { StartResponse } from '../../protocol/rest.ts'
import type { VisitorDown } from '../../protocol/visitor-down.ts'
import type { VisitorUp } from '../../protocol/visitor-up.ts'
import type { CarriedState } from '../boot/state-codec.ts'
import type { StateStore } from '../boot/state-store.ts'
import type { Capture, CaptureSink } from '../capture/sink.ts'
import type { TagConfig } from '../loader/tag.ts'
import type { MaskRules } from '../privacy/rules.ts'
import { settingsFor } from './settings.ts'

/** The part of a window that boot/ touches, without a browser. */
export function createFakeWindow(): Window & typeof globalThis & { hasFocus: boolean } {
  const document = Object.assign(new EventTarget(), {
    visibilityState: 'visible',
    adoptedStyleSheets: [],
    hasFocus: () => window.hasFocus,
    // Selectors are tried on it; every one is fine here but this.
    createDocumentFragment: () => ({
      querySelector(selector: string) {
        if (/^<|[)\]]$/.test(selector)) throw new SyntaxError('no selector')
      },
    }),
  })
  const window = Object.assign(new EventTarget(), {
    document,
    hasFocus: true,
    location: { hostname: 'shop.example.com' },
    navigator: { userAgent: 'test' },
    // Of a document whose root stays.
    MutationObserver: class {
      observe(): void {}
    },
  })
  // Of no frame.
  return Object.assign(window, { parent: window }) as never
}

export const tagFor = (more: Partial<TagConfig> = {}): TagConfig => ({
  groupId: 4711,
  additionalGroupIds: [12],
  site: 'production',
  visitorId: null,
  ui: 'none',
  button: null,
  termsUrl: null,
  locale: null,
  cookieDomain: null,
  inputEvents: null,
  maskingHook: null,
  startPaused: null,
  presence: null,
  compat: null,
  metrics: null,
  server: 'https://help.example.com',
  scriptUrl: 'https://help.example.com/visitor/',
  ...more,
})

export function grantFor(more: Partial<StartResponse> = {}): StartResponse {
  return {
    sessionId: '4711:123456:BBBBBBBBBBBBBBBBBBBBBA',
    key: '123456',
    isRandomKey: true,
    credential: 'AAAAAAAAAAAAAAAAAAAAAA',
    sessionServer: 'https://s1.example.com',
    startedAt: '2026-01-01T00:00:00Z',
    settings: settingsFor(),
    ...more,
  } as StartResponse
}

/** A jar that all tabs of a test share; what a tab keeps to itself is per store. */
export type Jar = { state: CarriedState | null }

export function createFakeStore(jar: Jar = { state: null }): StateStore {
  let isShown = false
  return {
    read: () => jar.state,
    write(state) {
      jar.state = state
      return true
    },
    clear() {
      jar.state = null
      isShown = false
    },
    isShown: () => isShown,
    setShown(next) {
      isShown = next
    },
  }
}

/** Notes what capture is asked for; writes a small checkpoint at once when the sink takes it. */
export function createFakeCapture(log: string[]) {
  const rules: MaskRules[] = []
  const faults: ((message: string) => void)[] = []
  const hides: ((isHidden: boolean) => void)[] = []
  return {
    rules,
    /** What the mode masks by cannot be had, or can again. */
    hide: (isHidden: boolean) => hides.at(-1)?.(isHidden),
    fault: (message: string) => faults.at(-1)?.(message),
    startCapture(options: {
      rules: MaskRules
      sink: CaptureSink
      hide: (isHidden: boolean) => void
      onFault: (message: string) => void
    }): Capture {
      rules.push(options.rules)
      hides.push(options.hide)
      faults.push(options.onFault)
      let wanted: number | null = null
      let isStopped = false
      const work = () => {
        if (wanted === null || isStopped || !options.sink.isReady()) return
        options.sink.begin(wanted)
        options.sink.complete()
        wanted = null
      }
      log.push(`capture${options.rules.closed ? ` closed:${options.rules.closed}` : ''}`)
      return {
        isIdle: true,
        closed: options.rules.closed,
        checkpoint(flags) {
          log.push(`checkpoint ${flags}`)
          wanted = (wanted ?? 0) | flags
          work()
        },
        node: () => undefined,
        noteFrame() {},
        wake() {
          log.push('wake')
          work()
        },
        stop() {
          if (!isStopped) log.push('capture stopped')
          isStopped = true
        },
      }
    },
  }
}

export type FakeSocket = SocketLike & {
  url: string
  isClosed: boolean
  /** Messages sent, parsed; envelopes by their size. */
  sent: (VisitorUp | number)[]
  open(): void
  say(message: VisitorDown): void
  drop(code: number): void
}

export function createFakeSockets(log: string[]) {
  const sockets: FakeSocket[] = []
  return {
    sockets,
    last: () => sockets.at(-1) as FakeSocket,
    createSocket(url: string): SocketLike {
      const socket: FakeSocket = {
        url,
        isClosed: false,
        sent: [],
        binaryType: '',
        bufferedAmount: 0,
        onopen: null,
        onmessage: null,
        onclose: null,
        onerror: null,
        send(data) {
          const entry = typeof data === 'string' ? (JSON.parse(data) as VisitorUp) : data.length
          socket.sent.push(entry)
          log.push(typeof entry === 'number' ? 'envelope' : `up ${entry.type}`)
        },
        close() {
          socket.isClosed = true
          log.push('socket closed')
        },
        open: () => socket.onopen?.(undefined as never),
        say: (message) => socket.onmessage?.({ data: JSON.stringify(message) }),
        drop: (code) => socket.onclose?.({ code }),
      }
      sockets.push(socket)
      log.push(`connect ${url}`)
      return socket
    },
  }
}

export const welcome = (more: Partial<Extract<VisitorDown, { type: 'welcome' }>> = {}): VisitorDown => ({
  type: 'welcome',
  resume: false,
  generation: 0,
  sequence: 0,
  status: 'J',
  participants: [],
  ...more,
})
