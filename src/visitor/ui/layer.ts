import { type Stoppable, stopAll } from '../../base/stoppable.ts'
import { listen } from '../boot/listen.ts'

export type Layer = Stoppable & {
  readonly root: ShadowRoot
  /** Adds or removes the element, as there is something to show or not. */
  setShown(isShown: boolean): void
  setAccent(color: string): void
  /** Puts it above what the page has opened since. */
  raise(): void
  /** Is this element of ours what a click on its middle would meet, and not only now and then? */
  isOnTop(element: Element): boolean
  /** BCP 47: how the texts are read out, and which way they run. */
  setLocale(locale: string): void
}

const MAX_RAISES = 6
const FIGHT_MS = 2_000

/** Our one element: closed, above everything else, no part of the page's layout (UI-1). */
export function createLayer(window: Window & typeof globalThis, style: string): Layer {
  const { document } = window
  const host = document.createElement('sidelong-ui')
  const root = host.attachShadow({ mode: 'closed' })
  const sheet = new window.CSSStyleSheet()
  sheet.replaceSync(style)
  root.adoptedStyleSheets = [sheet]
  host.popover = 'manual'
  let parts: Stoppable[] = []
  /** When it was last put on top, newest first. */
  let raises: number[] = []

  /**
   * To the end of `<html>` and of the top layer: over dialogs that the page has opened since. A modal dialog makes all
   * outside of it inert, so while there is one we have to be inside, or nobody could press End (UI-7).
   */
  function raise(): void {
    const parent = [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.documentElement
    if (host.parentNode !== parent) parent.append(host)
    raises = [performance.now(), ...raises].slice(0, MAX_RAISES)
    const focused = root.activeElement as HTMLElement | null
    try {
      if (host.matches(':popover-open')) host.hidePopover()
      host.showPopover()
    } catch {
      // No popovers in this browser: `position: fixed` and the highest z-index have to do.
    }
    focused?.focus()
  }

  function watch(): Stoppable[] {
    const observer = new window.MutationObserver((records) => {
      if (!host.isConnected || records.some(({ attributeName }) => attributeName)) raise()
    })
    observer.observe(document, { subtree: true, attributes: true, attributeFilter: ['open'] })
    observer.observe(document.documentElement, { childList: true })
    const toggled = listen(document, ['toggle', 'fullscreenchange'], ({ target }) => {
      // The preview is a layer like this one: they would raise each other for ever.
      if ((target as Node).nodeName !== host.nodeName) raise()
    })
    return [{ stop: () => observer.disconnect() }, toggled]
  }

  return {
    root,
    setShown(isShown) {
      if (isShown === parts.length > 0) return
      if (isShown) {
        parts = watch()
        raise()
        return
      }
      stopAll(parts)
      parts = []
      host.remove()
    },
    raise,
    isOnTop(element) {
      const { x, y, width, height } = element.getBoundingClientRect()
      // A page that covers it again and again is as good as one that covers it.
      const isFought = performance.now() - (raises[MAX_RAISES - 1] ?? Number.NEGATIVE_INFINITY) < FIGHT_MS
      return (
        !isFought &&
        host.isConnected &&
        width > 0 &&
        document.elementFromPoint(x + width / 2, y + height / 2) === host
      )
    },
    setAccent(color) {
      host.style.setProperty('--accent', color, 'important')
      host.style.setProperty('--on-accent', isDark(color) ? '#fff' : '#000', 'important')
    },
    setLocale(locale) {
      host.lang = locale
      host.dir = /^(ar|dv|fa|he|ps|ur|yi)\b/.test(locale) ? 'rtl' : 'ltr'
    },
    stop() {
      stopAll(parts)
      parts = []
      host.remove()
    },
  }
}

/** Which of black and white is easier to read on it (WCAG relative luminance). */
function isDark(color: string): boolean {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(
    (at) => (Number.parseInt(color.slice(at, at + 2), 16) / 255) ** 2.2,
  )
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.18
}
