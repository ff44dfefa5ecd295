/** Listeners of a viewer or guest. One that throws does so in a task of its own. */
export function createEmitter<Events extends object>(): {
  on<E extends keyof Events>(type: E, listener: (event: Events[E]) => void): () => void
  tell<E extends keyof Events>(type: E, event: Events[E]): void
} {
  const listeners = new Map<keyof Events, Set<(event: never) => void>>()
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
