import { type Stoppable, stopAll } from '../../base/stoppable.ts'

export type Realm = Window & typeof globalThis

/**
 * Natives of the page wrapped so that they tell us after the original ran. A wrapper rethrows nothing of ours, keeps
 * name and length, and is taken out again on stop if nobody wrapped it.
 */
export interface Wrapping extends Stoppable {
  afterMethod<T>(
    prototype: object | undefined,
    name: string,
    tell: (self: T, result: unknown, first: unknown) => void,
  ): void
  afterSetter<T>(prototype: object | undefined, name: string, tell: (self: T) => void): void
  /** The page gets what `tell` returns, unless that is nothing. */
  afterGetter<T, R extends object>(
    prototype: object | undefined,
    name: string,
    tell: (self: T, result: R) => R | undefined,
  ): void
  /** Runs `fn` unless stopped; its errors go nowhere. */
  guarded<R>(fn: () => R): R | undefined
}

type Callable = (...args: never[]) => unknown

export function createWrapping(): Wrapping {
  const undo: Stoppable[] = []
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
    prototype: object | undefined,
    name: string,
    key: 'value' | 'get' | 'set',
    tell: (self: never, result: never, first: never) => unknown,
  ): void {
    const before = prototype && Object.getOwnPropertyDescriptor(prototype, name)
    const original = before?.[key] as Callable | undefined
    if (!prototype || !before?.configurable || typeof original !== 'function') return
    const wrapper = function (this: unknown, ...args: never[]): unknown {
      const result = Reflect.apply(original, this, args)
      const told = guarded(() => tell(this as never, result as never, args[0] as never))
      return key === 'get' ? (told ?? result) : result
    }
    for (const own of ['name', 'length'] as const)
      Object.defineProperty(wrapper, own, { value: original[own], configurable: true })
    Object.defineProperty(prototype, name, { ...before, [key]: wrapper })
    undo.push({
      stop() {
        const now = Object.getOwnPropertyDescriptor(prototype, name)
        if (now?.[key] === wrapper) Object.defineProperty(prototype, name, { ...now, [key]: original })
      },
    })
  }

  return {
    afterMethod: (prototype, name, tell) => wrap(prototype, name, 'value', tell),
    afterSetter: (prototype, name, tell) => wrap(prototype, name, 'set', tell),
    afterGetter: (prototype, name, tell) => wrap(prototype, name, 'get', tell),
    guarded,
    stop() {
      isOn = false
      stopAll(undo)
      undo.length = 0
    },
  }
}
