type Handler = (payload: never) => void

export type Handlers = {
  on(event: string, handler: Handler): () => void
  once(event: string, handler: Handler): () => void
  off(event: string, handler: Handler): void
  emit(event: string, payload: unknown): number
}

/** The page's event handlers: called in the order in which they were added, each guarded (AP-2). */
export function createHandlers(): Handlers {
  let entries: { event: string; handler: Handler; isOnce: boolean; hasFailed?: boolean }[] = []

  function add(event: string, handler: Handler, isOnce: boolean): () => void {
    if (typeof handler !== 'function') throw new TypeError('Sidelong: a handler must be a function')
    const entry = { event, handler, isOnce }
    entries.push(entry)
    return () => {
      entries = entries.filter((other) => other !== entry)
    }
  }

  return {
    on: (event, handler) => add(event, handler, false),
    once: (event, handler) => add(event, handler, true),
    off(event, handler) {
      entries = entries.filter((entry) => entry.event !== event || entry.handler !== handler)
    },
    emit(event, payload) {
      const called = entries.filter((entry) => entry.event === event)
      entries = entries.filter((entry) => !(entry.isOnce && called.includes(entry)))
      for (const entry of called) {
        try {
          entry.handler(payload as never)
        } catch (error) {
          if (!entry.hasFailed) console.error('Sidelong: a handler failed', error)
          entry.hasFailed = true
        }
      }
      return called.length
    },
  }
}
