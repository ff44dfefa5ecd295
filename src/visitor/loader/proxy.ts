import type { AddScript } from './add-script.ts'
import { guard } from './guard.ts'
import type { Handler, Implementation, Link, PageConfig } from './link.ts'
import type { TagConfig } from './tag.ts'

export type PublicObject = {
  /** `window.Sidelong`. */
  readonly api: Readonly<Record<string, unknown>>
  /** Calls a method of the visitor script by its name; `loads`: fetches the script for it. */
  call(name: string, loads?: boolean, args?: unknown[]): Promise<unknown>
}

const ignore = () => {}

/**
 * The public object: keeps calls until the visitor script takes over. `isContinued`: an earlier page has left a session
 * for this one. `integrity`: of the visitor script.
 */
export function createProxy(
  tag: TagConfig | null,
  version: string,
  config: PageConfig,
  isContinued: unknown,
  add: AddScript,
  integrity: string,
): PublicObject {
  const handlers = new Set<Handler>()
  let target: Implementation | undefined
  let setAttached: () => void = ignore
  const attached = new Promise<void>((resolve) => {
    setAttached = resolve
  })
  /** The fetch under way or done; a failed one is forgotten, so that a later call tries again. */
  let loaded: Promise<void> | undefined

  function load(): Promise<void> {
    loaded ??= new Promise((resolve, reject) => {
      const attach = (implementation: Implementation) => {
        target = implementation
        // First what was called before the fetch began.
        setAttached()
        resolve()
      }
      const fail = (code: string, directive?: string) => {
        const error = failure(code, directive)
        loaded = undefined
        reject(error)
        for (const one of handlers) if (one.event === 'error') guard(() => one.handler(error as never))
      }
      const link: Link = { tag: tag as TagConfig, config, handlers, attach, add, fail }
      add('visitor.js', integrity, link, fail)
    })
    return loaded
  }

  async function run(name: string, loads: boolean | undefined, args: unknown[]): Promise<unknown> {
    if (!tag) throw failure('bad-config')
    if (name === 'end' && !loaded) throw failure('not-in-session')
    await (loads || loaded ? load() : attached)
    return target?.[name]?.(...(args as never[]))
  }
  function call(name: string, loads?: boolean, args: unknown[] = []): Promise<unknown> {
    const made = run(name, loads, args)
    // Unhandled, it would reach the page's error handlers (EM-5).
    made.catch(ignore)
    return made
  }
  const read = (name: string) => target?.[name]?.() ?? null

  const api: Record<string, unknown> = {
    version,
    tag,
    ready: Promise.resolve(isContinued ? call('ready', true) : null).catch(ignore),
    get state() {
      return read('state') ?? 'idle'
    },
    get session() {
      return read('session')
    },
    inSession: () => !!read('inSession'),
    getKey: () => read('getKey'),
    isPaused: () => !!read('isPaused'),
    on: subscribe(),
    once: subscribe(true),
    off(event: string, handler: unknown) {
      for (const entry of handlers)
        if (entry.event === event && entry.handler === handler) handlers.delete(entry)
    },
  }
  const ui: Record<string, unknown> = {
    get loaded() {
      return !!target
    },
  }
  define(api, 'start showTerms', true)
  define(api, 'end setStartParams setIdentity pause resume')
  define(ui, 'showButton toggleButton', true)
  define(ui, 'openPanel')
  api.ui = Object.freeze(ui)

  function define(on: Record<string, unknown>, names: string, loads?: boolean): void {
    for (const name of names.split(' '))
      on[name] = (...args: unknown[]) =>
        target ? target[name]?.(...(args as never[])) : call(name, loads, args)
  }
  function subscribe(isOnce?: boolean): (event: string, handler: Handler['handler']) => () => void {
    return (event, handler) => {
      const entry = { event, handler, isOnce }
      handlers.add(entry)
      return () => handlers.delete(entry)
    }
  }

  return { api: Object.freeze(api), call }
}

/** The class of protocol/errors.ts brings all its texts; the loader's few errors only look like it. */
function failure(code: string, directive?: string): Error {
  return Object.assign(new Error(code), { name: 'SidelongError', code, detail: directive && { directive } })
}
