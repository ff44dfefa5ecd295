import type { StateHooks } from './state-hooks.ts'

type Root = Document | ShadowRoot

/**
 * Dialogs and popovers that were open before anybody told us, and what is shown full screen: the browser says that they
 * are, not which lies on top. Where two meet, a look at what is hit there says it.
 */
export function createEarlyTop({ orderOf, noteOpened }: Pick<StateHooks, 'orderOf' | 'noteOpened'>): {
  /** A dialog, what has a `popover` attribute, or what is full screen. */
  add(element: Element | null, isFullScreen?: boolean): void
  /** All were added. */
  flush(): void
} {
  const open = new Set<Element>()
  let isEarly = false

  return {
    add(element, isFullScreen) {
      // `:is()` forgives the names that a browser does not know.
      if (!element || !(isFullScreen || element.matches(':is(:modal,:popover-open)'))) return
      open.add(element)
      if (isFullScreen || orderOf(element) === 0) isEarly = true
    },
    flush() {
      // In the order in which they were opened, those that we know of last.
      if (isEarly)
        for (const element of [...open].sort((a, b) => orderOf(a) - orderOf(b) || (isOver(a, b) ? 1 : -1)))
          noteOpened(element)
      isEarly = false
      open.clear()
    },
  }
}

function isOver(a: Element, b: Element): boolean {
  const [one, other] = [a.getBoundingClientRect(), b.getBoundingClientRect()]
  // In the middle of where they meet; between them, what is hit is the backdrop of a modal dialog.
  const hit = (a.getRootNode() as Root).elementFromPoint(
    (Math.max(one.left, other.left) + Math.min(one.right, other.right)) / 2,
    (Math.max(one.top, other.top) + Math.min(one.bottom, other.bottom)) / 2,
  )
  return a.contains(hit)
}
