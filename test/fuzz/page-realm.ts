/**
 * Capture runs in the test's own window here, in a page it is part of that page. The browser makes the object of a node, and
 * may make it anew after a garbage collection, in the realm of whoever is called back with it: our callbacks get a function
 * of the page's around them, or the page would meet nodes with the prototypes of another window, which nobody hooked.
 */
export function keepRealm(window: Window): void {
  const run = Reflect.get(window, 'eval') as (text: string) => (key: string) => void
  run(`(${install})`)('__testRealm')
}

/** Evaluated in the page. */
function install(key: string): void {
  if (key in globalThis) return
  Object.defineProperty(globalThis, key, { value: true })
  const Native = globalThis.MutationObserver
  globalThis.MutationObserver = class extends Native {
    constructor(tell: MutationCallback) {
      super((records, observer) => tell(records, observer))
    }
  }
  const { addEventListener, removeEventListener } = EventTarget.prototype
  const wrappers = new WeakMap<EventListener, EventListener>()
  const wrapped = (listener: EventListener): EventListener => {
    if (typeof listener !== 'function' || Object(listener) instanceof Function) return listener
    const wrapper = wrappers.get(listener) ?? ((event: Event) => listener(event))
    wrappers.set(listener, wrapper)
    return wrapper
  }
  for (const [name, native] of Object.entries({ addEventListener, removeEventListener }))
    Object.defineProperty(EventTarget.prototype, name, {
      configurable: true,
      writable: true,
      value(
        this: EventTarget,
        type: string,
        listener: EventListener,
        options?: AddEventListenerOptions,
      ): void {
        native.call(this, type, wrapped(listener), options)
      },
    })
}
