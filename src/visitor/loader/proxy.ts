import type { Handlers } from './handlers.ts'
import type { Implementation } from './link.ts'
import type { TagConfig } from './tag-config.ts'

type Call = { name: string; args: unknown[]; resolve?: (value: unknown) => void; reject?: (error: unknown) => void }

export type Proxy = {
  /** `window.Sidelong`. */
  readonly api: Record<string, unknown>
  /** Calls a method by its name, as a declarative element does. */
  call(name: string, ...args: unknown[]): Promise<unknown>
  attach(implementation: Implementation): void
  /** Loading failed: what waits is rejected, and a later call tries again. */
  fail(error: unknown): void
  /** How many promises wait. */
  waiting(): number
}

type ProxyOptions = {
  tag: TagConfig | null
  version: string
  ready: Promise<void>
  handlers: Handlers
  /** Fetches the visitor script unless it is on its way. */
  load: () => void
  isLoading: () => boolean
  error: (code: string) => unknown
}

/** The public object: keeps calls until the visitor script takes over. */
export function createProxy(options: ProxyOptions): Proxy {
  const { tag, handlers } = options
  let target: Implementation | null = null
  let calls: Call[] = []

  /** Needs the visitor script, and fetches it. */
  const call = (name: string, ...args: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (target) resolve(target[name]?.(...(args as never[])))
      else if (!tag) reject(options.error('bad-config'))
      else {
        calls.push({ name, args, resolve, reject })
        options.load()
      }
    })
  /** Waits for the visitor script without fetching it; `loads` for what must be seen. */
  const later =
    (name: string, loads = false) =>
    (...args: unknown[]): void => {
      if (target) target[name]?.(...(args as never[]))
      else if (tag) {
        calls.push({ name, args })
        if (loads) options.load()
      }
    }
  const read = (name: string, otherwise: unknown) => (target ? target[name]?.() : otherwise)

  const api = Object.freeze({
    version: options.version,
    ready: options.ready,
    tag: tag ?? Object.freeze({}),
    get state() {
      return read('state', 'idle')
    },
    get session() {
      return read('session', null)
    },
    start: (params?: unknown) => call('start', params),
    showTerms: (params?: unknown) => call('showTerms', params),
    end: () =>
      target || options.isLoading() ? call('end') : Promise.reject(options.error('not-in-session')),
    setStartParams: later('setStartParams'),
    setIdentity: later('setIdentity'),
    inSession: () => read('inSession', false),
    getKey: () => read('getKey', null),
    pause: later('pause'),
    resume: later('resume'),
    isPaused: () => read('isPaused', false),
    on: handlers.on,
    once: handlers.once,
    off: handlers.off,
    ui: Object.freeze({
      get loaded() {
        return target !== null
      },
      showButton: later('ui.showButton', true),
      toggleButton: later('ui.toggleButton', true),
      openPanel: later('ui.openPanel'),
    }),
  })

  return {
    api,
    call,
    attach(implementation) {
      target = implementation
      const kept = calls
      calls = []
      for (const { name, args, resolve, reject } of kept) {
        const made = call(name, ...args)
        made.then(resolve, reject ?? (() => {}))
      }
    },
    fail(error) {
      const kept = calls
      calls = kept.filter((entry) => !entry.reject)
      for (const { reject } of kept) reject?.(error)
    },
    waiting: () => calls.filter((entry) => entry.reject).length,
  }
}
