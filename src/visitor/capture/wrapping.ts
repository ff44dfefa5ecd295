import { type Stoppable, stopAll } from '../../base/stoppable.ts'

export type Realm = Window & typeof globalThis

/**
 * Natives of the page wrapped so that they tell us after the original ran. A wrapper rethrows nothing of ours, keeps
 * name and length, and is taken out again on stop if nobody wrapped it. Several names stand with spaces between.
 */
export interface Wrapping extends Stoppable {
  /**
   * What is wrapped from now on is of this realm. Returns what is stopped at the end if the realm is still there;
   * nothing if it was entered before.
   */
  enter(realm: Realm): Stoppable[] | undefined
  afterMethod<T>(
    prototype: object | undefined,
    names: string,
    tell: (self: T, result: unknown, first: unknown) => void,
  ): void
  afterSetter<T>(prototype: object | undefined, names: string, tell: (self: T) => void): void
  /** The page gets what `tell` returns, unless that is nothing. */
  afterGetter<T, R extends object>(
    prototype: object | undefined,
    names: string,
    tell: (self: T, result: R) => R | undefined,
  ): void
  /** Runs `fn` unless stopped; its errors go nowhere. */
  guarded<R>(fn: () => R): R | undefined
}

type Callable = (...args: never[]) => unknown

export function createWrapping(): Wrapping {
  /** By what each realm has of its own: a frame's window stays the same when it shows another page. */
  const known = new WeakMap<object, Stoppable[]>()
  /** Those of `known`. A frame that is gone must not be kept in memory. */
  let undo: WeakRef<Stoppable[]>[] = []
  let isOn = true

  function guarded<R>(fn: () => R): R | undefined {
    if (!isOn) return undefined
    try {
      return fn()
    } catch {
      // Ours must never surface in the page's call (EM-5).
      return undefined
    }
  }

  function wrap(
    prototype: object = {},
    names: string,
    key: 'value' | 'get' | 'set',
    tell: (self: never, result: never, first: never) => unknown,
  ): void {
    for (const name of names.split(' ')) {
      const before = Object.getOwnPropertyDescriptor(prototype, name)
      const original = before?.[key] as Callable | undefined
      if (!before?.configurable || typeof original !== 'function') continue
      const wrapper = function (this: unknown, ...args: never[]): unknown {
        const result = Reflect.apply(original, this, args)
        const told = guarded(() => tell(this as never, result as never, args[0] as never))
        return key === 'get' ? (told ?? result) : result
      }
      for (const own of ['name', 'length'] as const)
        Object.defineProperty(wrapper, own, { value: original[own], configurable: true })
      Object.defineProperty(prototype, name, { ...before, [key]: wrapper })
      undo
        .at(-1)
        ?.deref()
        ?.push({
          stop() {
            const now = Object.getOwnPropertyDescriptor(prototype, name)
            if (now?.[key] === wrapper) Object.defineProperty(prototype, name, { ...now, [key]: original })
          },
        })
    }
  }

  return {
    afterMethod: (prototype, names, tell) => wrap(prototype, names, 'value', tell),
    afterSetter: (prototype, names, tell) => wrap(prototype, names, 'set', tell),
    afterGetter: (prototype, names, tell) => wrap(prototype, names, 'get', tell),
    guarded,
    enter(realm) {
      const { prototype } = realm.Node
      if (known.has(prototype)) return
      const parts: Stoppable[] = []
      known.set(prototype, parts)
      undo = [...undo.filter((one) => one.deref()), new WeakRef(parts)]
      return parts
    },
    stop() {
      isOn = false
      for (const one of undo) stopAll(one.deref() ?? [])
    },
  }
}
