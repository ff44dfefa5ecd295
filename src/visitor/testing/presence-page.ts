import { createClock } from '../../base/clock.ts'
import type { SocketLike } from '../../browser/reconnecting-socket.ts'
import type { PresenceDown } from '../../protocol/presence-down.ts'
import type { PresenceUp } from '../../protocol/presence-up.ts'
import type { VisitorSettings } from '../../protocol/visitor-settings.ts'
import { createEmit } from '../api/events.ts'
import type { StartParams } from '../boot/start-params.ts'
import type { Handler } from '../loader/link.ts'
import type { TagConfig } from '../loader/tag.ts'
import type { Core } from '../more/core.ts'
import { createMore } from '../more/more.ts'
import { createPresence } from '../presence/presence.ts'
import { tagFor } from './fake-page.ts'
import { settingsFor } from './settings.ts'

type Options = {
  readonly tag?: Partial<TagConfig>
  readonly settings?: Partial<VisitorSettings>
  /** What `visitor.start` does. */
  readonly start?: (params: StartParams) => Promise<unknown>
  readonly floor?: object | null
  /** Selectors that the page's title matches. */
  readonly titleMatches?: readonly string[]
  readonly maskHook?: unknown
}

/** A page with the parts `more` and `presence`, over fakes; the clock is the test's. */
export function createPresencePage(options: Options = {}) {
  const log: string[] = []
  const events: unknown[] = []
  const started: unknown[] = []
  const handlers = new Set<Handler>()
  const sockets: (SocketLike & { url: string; isClosed: boolean; sent: PresenceUp[] })[] = []
  const page = { state: 'idle', status: null as string | null }
  const title = {
    closest: (selector: string) => {
      if (selector === '<') throw new SyntaxError('no selector')
      return options.titleMatches?.includes(selector) ? title : null
    },
  }
  const document = Object.assign(new EventTarget(), {
    visibilityState: 'visible',
    title: 'Cart',
    baseURI: 'https://shop.example.com/',
    isFocused: true,
    hasFocus: () => document.isFocused,
    querySelector: () => title,
  })
  class Socket {
    binaryType = ''
    bufferedAmount = 0
    onopen = null
    onmessage = null
    onclose = null
    onerror = null
    isClosed = false
    sent: PresenceUp[] = []
    url: string
    constructor(url: string) {
      this.url = url
      sockets.push(this as never)
    }
    send(text: string) {
      this.sent.push(JSON.parse(text))
    }
    close() {
      this.isClosed = true
    }
  }
  const window = Object.assign(new EventTarget(), {
    document,
    navigator: { language: 'de-DE' },
    location: { href: 'https://shop.example.com/cart?token=secret#part' },
    WebSocket: Socket,
  })
  Object.assign(window, { parent: window })
  const emit = createEmit(handlers)
  for (const event of ['presence', 'presence-signal', 'error'])
    handlers.add({
      event,
      handler: (payload: { code?: string }) => events.push([event, payload.code ?? payload]),
    })
  const core = {
    deps: {
      window,
      clock: createClock(globalThis, () => Date.now()),
      random: () => 0.5,
      pageId: 'pageid00',
      tag: tagFor({ presence: 'on', visitorId: 'ann', ui: null, ...options.tag }),
      emit,
      store: { read: () => (options.floor ? { floor: options.floor } : null) },
      maskHook: () => options.maskHook ?? null,
      api: {
        async settings() {
          log.push('settings')
          return { ...settingsFor(), ...options.settings }
        },
      },
    },
    link: { handlers, config: {} },
    own: {},
    async loadPart(name: string) {
      log.push(`part ${name}`)
      return name === 'presence' ? createPresence : null
    },
    visitor: {
      setDefaults() {},
      inSession: () => page.status !== null,
      state: () => page.state,
      session: () => (page.status === null ? null : { status: page.status }),
      showButton: async () => void started.push('showButton'),
      start(trigger: string, params: StartParams) {
        started.push([trigger, params])
        return (options.start ?? (async () => ({ key: params.key })))(params)
      },
    },
  }
  const more = createMore(core as unknown as Core)
  const last = () => sockets.at(-1) as (typeof sockets)[number]
  const say = (message: PresenceDown) => last().onmessage?.({ data: JSON.stringify(message) })
  return {
    core: core as unknown as Core,
    call: async (name: string, ...args: unknown[]) => more(name, args),
    emit,
    page,
    window,
    document,
    log,
    events,
    started,
    sockets,
    last,
    say,
    /** Opens the last socket and takes it in. */
    welcome(code: string | null = null) {
      last().onopen?.(undefined as never)
      say({ type: 'welcome', code })
    },
    /** Everything sent over the last socket, without `hello` and signs of life. */
    sent: () => last().sent.filter(({ type }) => type !== 'hello' && type !== 'beat'),
  }
}
