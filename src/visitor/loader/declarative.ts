import type { PublicObject } from './proxy.ts'
import type { TagConfig } from './tag.ts'

type Call = PublicObject['call']

const ATTRIBUTES = 'data-sidelong-start glance_button data-glancebutton'.split(' ')

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
  call('act', true, [name]).then(done, done)
}

/** One listener for the clicks on all elements that start something, also those added later. */
export function listenToClicks(call: Call): void {
  const onClick = (event: Event) => {
    for (const target of event.composedPath())
      for (const attribute of ATTRIBUTES) {
        const element = target as Element
        const name = element.getAttribute?.(attribute)
        if (name != null) return act(call, name || 'terms', element)
      }
  }
  addEventListener('click', onClick, true)
}

/** The tag's key map: `ctrl+enter`, or the older `ctrl-13` with a key code. */
export function listenToKeys(keys: TagConfig['inputEvents'], call: Call): void {
  const onKey = (event: KeyboardEvent) => {
    const held = 'alt ctrl meta shift'.split(' ').filter((name) => event[`${name}Key` as 'altKey'])
    for (const combination in keys) {
      const parts = combination.toLowerCase().split(/[+-](?=.)/)
      const key = parts.pop()
      const isIt = key === event.key?.toLowerCase() || combination.endsWith(`-${event.keyCode}`)
      if (isIt && `${parts.sort()}` === `${held}`) act(call, keys[combination])
    }
  }
  if (keys) addEventListener('keydown', onKey, true)
}
