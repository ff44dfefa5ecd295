import type { PublicObject } from './proxy.ts'
import type { TagConfig } from './tag.ts'

type Call = PublicObject['call']

const ATTRIBUTES = ['data-sidelong-start', 'glance_button', 'data-glancebutton']

/** What the names mean is known to the visitor script (api/implementation.ts). */
function act(call: Call, name: unknown, element?: Element): void {
  // Lets the site style a spinner until something is there to see (EM-10).
  const mark = (isBusy: boolean) => {
    element?.toggleAttribute('data-sidelong-busy', isBusy)
    // Becomes the text of the same name.
    element?.setAttribute('aria-busy', isBusy as unknown as string)
  }
  const done = () => mark(false)
  mark(true)
  call('act', [name]).then(done, done)
}

/** One listener for the clicks on all elements that start something, also those added later. */
export function listenToClicks(call: Call): void {
  const onClick = (event: Event) => {
    for (const element of event.composedPath() as Element[])
      for (const attribute of ATTRIBUTES) {
        const name = element.getAttribute?.(attribute)
        if (name != null) return act(call, name, element)
      }
  }
  addEventListener('click', onClick, true)
}

/** The tag's key map: `ctrl+enter`, or the older `ctrl-13` with a key code. */
export function listenToKeys(keys: TagConfig['inputEvents'], call: Call): void {
  const onKey = (event: KeyboardEvent) => {
    for (const combination in keys) {
      const parts = combination.toLowerCase().split(/[+-](?=.)/)
      const held = (name: string) => event[`${name}Key` as 'altKey']
      const isPressed = (part: string) =>
        part === event.key?.toLowerCase() || +part === event.keyCode || held(part)
      if (parts.every(isPressed) && parts.length > ['alt', 'ctrl', 'meta', 'shift'].filter(held).length)
        return act(call, keys[combination])
    }
  }
  addEventListener('keydown', onKey, true)
}
