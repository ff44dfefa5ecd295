type Call = (name: string, ...args: unknown[]) => Promise<unknown>

/** What the names in attributes and key maps call (EM-9). */
const ACTIONS: Readonly<Record<string, string>> = {
  start: 'element.start',
  startSession: 'element.start',
  terms: 'element.showTerms',
  showTerms: 'element.showTerms',
  button: 'ui.toggleButton',
  toggleButton: 'ui.toggleButton',
  showButton: 'ui.showButton',
  togglePause: 'togglePause',
  end: 'end',
}
const ATTRIBUTES = ['data-sidelong-start', 'glance_button', 'data-glancebutton']

function act(call: Call, name: string, element?: Element): void {
  const method = Object.hasOwn(ACTIONS, name) && ACTIONS[name]
  if (!method) return
  mark(element, true)
  // Failures are reported as the event `error` by the visitor script.
  const done = () => mark(element, false)
  call(method).then(done, done)
}

/** Lets the site style a spinner until something is there to see (EM-10). */
function mark(element: Element | undefined, isBusy: boolean): void {
  element?.toggleAttribute('data-sidelong-busy', isBusy)
  if (isBusy) element?.setAttribute('aria-busy', 'true')
  else element?.removeAttribute('aria-busy')
}

/** One listener for the clicks on all elements that start something, also those added later. */
export function listenToClicks(window: Window, call: Call): void {
  window.addEventListener(
    'click',
    (event) => {
      for (const target of event.composedPath()) {
        if (!(target as Partial<Element>).hasAttribute) continue
        const element = target as Element
        const name = ATTRIBUTES.find((attribute) => element.hasAttribute(attribute))
        if (name) return act(call, element.getAttribute(name) || 'terms', element)
      }
    },
    true,
  )
}

/** The tag's key map: `ctrl+enter`, or the older `ctrl-13` with a key code. */
export function listenToKeys(window: Window, keys: Readonly<Record<string, string>>, call: Call): void {
  const wanted = Object.entries(keys).map(([combination, action]) => {
    const parts = combination.toLowerCase().split(/[+-](?=.)/)
    return { key: parts.pop() ?? '', modifiers: parts.sort().join(), action }
  })
  if (!wanted.length) return
  window.addEventListener(
    'keydown',
    (event) => {
      const modifiers = ['alt', 'ctrl', 'meta', 'shift'].filter((name) => event[`${name}Key` as 'altKey']).join()
      for (const { key, modifiers: needed, action } of wanted) {
        if (needed === modifiers && (key === event.key?.toLowerCase() || key === String(event.keyCode)))
          act(call, action)
      }
    },
    true,
  )
}
