import { type Stoppable, stopAll } from '../../base/stoppable.ts'
import { listen } from './listen.ts'

export type PageLife = {
  /** The page goes, perhaps into the back/forward cache. */
  onHide: () => void
  /** It is back from there. */
  onReturn: () => void
  onFocus: () => void
  onVisibility: (isVisible: boolean) => void
  /** The browser says that there is a network again. */
  onOnline: () => void
}

/** Where the page is in its life, as far as a session cares (NV-1 to NV-4). */
export function trackPageLife(window: Window & typeof globalThis, life: PageLife): void {
  const { document } = window
  let parts: Stoppable[] = []

  function follow(): void {
    stopAll(parts)
    parts = [
      listen(window, ['pagehide'], life.onHide),
      listen(window, ['pageshow'], (event) => {
        if ((event as PageTransitionEvent).persisted) life.onReturn()
      }),
      listen(window, ['focus'], (event) => {
        // Elements inside get focus, too.
        if (event.target === window) life.onFocus()
      }),
      listen(document, ['visibilitychange'], () => life.onVisibility(document.visibilityState === 'visible')),
      listen(window, ['online'], life.onOnline),
    ]
  }

  // document.open() takes the root away, and all listeners of document and window with it.
  new window.MutationObserver(follow).observe(document, { childList: true })
  follow()
}
