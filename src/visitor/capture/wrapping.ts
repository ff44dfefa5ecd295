import { type Stoppable, stopAll } from '../../base/stoppable.ts'

export type Realm = Window & typeof globalThis

/**
 * Natives of the page wrapped so that they tell us after the original ran. A wrapper rethrows nothing of ours, keeps
 * name and length, and is taken out again on stop if nobody wrapped it.
 */
export interface Wrapping extends Stoppable {
  afterMethod<T>(prototype: object | undefined, name: string, tell: (self: T, result: unknown) => void): void
  afterSetter<T>(prototype: object | undefined, name: string, tell: (self: T) => void): void
  /** Runs `fn` unless stopped; its errors go nowhere. */
  guarded(fn: () => void): void
}

type Callable = (...args: never[]) => unknown

export function createWrapping(): Wrapping {
  const undo: Stoppable[] = []
  let isOn = true

  function guarded(fn: () => void): void {
    if (!isOn) return
    try {
      fn()
    } catch {
      // Ours must never surface in the page's call (EM-5).
    }
  }

  function replace(
    prototype: object,
    name: string,
    make: (descriptor: PropertyDescriptor) => PropertyDescriptor | null,
  ): void {
    const before = Object.getOwnPropertyDescriptor(prototype, name)
    if (!before?.configurable) return
    const after = make(before)
    if (!after) return
    Object.defineProperty(prototype, name, after)
    undo.push({
      stop() {
        const now = Object.getOwnPropertyDescriptor(prototype, name)
        if (now && now.value === after.value && now.set === after.set)
          Object.defineProperty(prototype, name, before)
      },
    })
  }

  function dress(wrapper: Callable, original: Callable): Callable {
    Object.defineProperty(wrapper, 'name', { value: original.name, configurable: true })
    Object.defineProperty(wrapper, 'length', { value: original.length, configurable: true })
    return wrapper
  }

  function afterMethod<T>(
    prototype: object | undefined,
    name: string,
    tell: (self: T, result: unknown) => void,
  ): void {
    if (!prototype) return
    replace(prototype, name, (before) => {
      const original = before.value as Callable | undefined
      if (typeof original !== 'function') return null
      const wrapper = function (this: T, ...args: never[]): unknown {
        const result = Reflect.apply(original, this, args)
        guarded(() => tell(this, result))
        return result
      }
      return { ...before, value: dress(wrapper, original) }
    })
  }

  function afterSetter<T>(prototype: object | undefined, name: string, tell: (self: T) => void): void {
    if (!prototype) return
    replace(prototype, name, (before) => {
      const original = before.set
      if (!original) return null
      const wrapper = function (this: T, value: never): void {
        Reflect.apply(original, this, [value])
        guarded(() => tell(this))
      }
      return { ...before, set: dress(wrapper, original) as (value: unknown) => void }
    })
  }

  return {
    afterMethod,
    afterSetter,
    guarded,
    stop() {
      isOn = false
      stopAll(undo)
      undo.length = 0
    },
  }
}
