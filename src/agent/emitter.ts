import type { ViewerEvents } from './public.ts'

type Listener<E extends keyof ViewerEvents> = (event: ViewerEvents[E]) => void

/** Listeners of a viewer. One that throws does so in a task of its own. */
export function createEmitter(): {
  on<E extends keyof ViewerEvents>(type: E, listener: Listener<E>): () => void
  tell<E extends keyof ViewerEvents>(type: E, event: ViewerEvents[E]): void
} {
  const listeners = new Map<string, Set<(event: never) => void>>()
  return {
    on(type, listener) {
      const own = listeners.get(type) ?? new Set()
      listeners.set(type, own)
      // Of its own, so that the same function can listen twice.
      const entry = (event: never) => listener(event)
      own.add(entry)
      return () => void own.delete(entry)
    },
    tell(type, event) {
      for (const listener of [...(listeners.get(type) ?? [])]) {
        try {
          listener(event as never)
        } catch (error) {
          setTimeout(() => {
            throw error
          })
        }
      }
    },
  }
}
