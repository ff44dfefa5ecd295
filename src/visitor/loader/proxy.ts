import type { AddScript } from './add-script.ts'
import { guard } from './guard.ts'
import type { Handler, Implementation, Link, PageConfig } from './link.ts'
import type { TagConfig } from './tag.ts'

export type PublicObject = {
  /** `window.Sidelong`. */
  readonly api: Readonly<Record<string, unknown>>
  /** Calls a method of the visitor script by its name. */
  call(name: string, args?: unknown[]): Promise<unknown>
}

/** Kept until the visitor script is there; all others fetch it. */
const WAITS = /^set/
const NEEDS_SESSION = /^(end|pause|re[sv]|send|cross|prom|exp)/
const ignore = () => {}

/**
 * The public object: keeps calls until the visitor script takes over. `isWanted`: the tag asks for
 * the script, or an earlier page has left a session for this one; `code`: a page of another domain has (NV-9). `integrity`: of the visitor script.
 */
export function createProxy(
  tag: TagConfig | null,
  version: string,
  config: PageConfig,
  isWanted: unknown,
  code: string | undefined,
  add: AddScript,
  integrity: string,
): PublicObject {
  const handlers = new Set<Handler>()
  const control: Link['control'] = { state: 'off', rights: [], by: null }
  let target: Implementation | undefined
  let setAttached!: () => void
  const attached = new Promise<void>((resolve) => {
    setAttached = resolve
  })
  /** The fetch under way or done; a failed one is forgotten, so that a later call tries again. */
  let loaded: Promise<void> | undefined

  const load = () =>
    new Promise<void>((resolve, reject) => {
      const fail = (code: string, directive?: string) => {
        const error = failure(code, directive)
        loaded = undefined
        reject(error)
        for (const { event, handler } of handlers) if (event === 'error') guard(() => handler(error as never))
      }
      const link: Link = {
        tag: tag as TagConfig,
        config,
        handlers,
        control,
        code,
        attach(implementation) {
          target = implementation
          // First what was called before the fetch began.
          setAttached()
          resolve()
        },
        add,
        fail,
      }
      add('visitor.js', integrity, link, fail)
    })

  function call(name: string, args: unknown[] = []): Promise<unknown> {
    const run = async () => {
      if (!tag) throw failure('bad-config')
      if (!loaded && NEEDS_SESSION.test(name)) throw failure('not-in-session')
      if (!WAITS.test(name)) loaded ??= load()
      await (loaded ?? attached)
      return (target as Implementation)(name, args)
    }
    const made = run()
    // Unhandled, it would reach the page's error handlers (EM-5).
    made.catch(ignore)
    return made
  }
  const read = (name: string, initial: unknown) => (target ? target(name, []) : initial)
  /** An object that has a method for each name that it is asked for: a list of all has no room here (docs/decisions/0018). */
  const space = (own: Record<string, unknown>, live = own) =>
    new Proxy(Object.freeze(own), {
      get: (_, name: string) =>
        name in live
          ? live[name]
          : // Or it would pass for a promise.
            name !== 'then' && ((...args: unknown[]) => (target ?? call)(name, args)),
    })

  const handle = (isOnce?: boolean) => (event: string, handler: Handler['handler']) => {
    const entry = { event, handler, isOnce }
    handlers.add(entry)
    return () => handlers.delete(entry)
  }
  const on = handle()
  const api = space({
    version,
    tag,
    // What it refuses with is told as an event.
    ready: isWanted ? call('ready').catch(ignore) : Promise.resolve(),
    get state() {
      return read('state', 'idle')
    },
    get session() {
      return read('session', null)
    },
    inSession: () => read('inSession', false),
    getKey: () => read('getKey', null),
    isPaused: () => read('isPaused', false),
    once: handle(true),
    on,
    off(event: string, handler: unknown) {
      for (const entry of handlers)
        if (entry.event === event && entry.handler === handler) handlers.delete(entry)
    },
    ui: space({
      get loaded() {
        return !!target
      },
    }),
    messages: space({ on: (name: string, fn: Handler['handler']) => on(`message ${name}`, fn) }),
    masking: space({}),
    control: space({}, control),
    navigation: space({}),
    presence: space({
      get state() {
        return read('presence', 'off')
      },
    }),
  })
  return { api, call }
}

/** The class of protocol/errors.ts brings all its texts; the loader's few errors only look like it. */
function failure(code: string, directive?: string): Error {
  return Object.assign(new Error(code), { name: 'SidelongError', code, detail: { directive } })
}
