import type { StateHooks } from './state-hooks.ts'

type Root = Document | ShadowRoot

/**
 * Dialogs and popovers that were open before anybody told us, and what is shown full screen: the browser says that they
 * are, not which lies on top. Where two meet, a look at what is hit there says it.
 */
export function createEarlyTop({ orderOf, noteOpened }: Pick<StateHooks, 'orderOf' | 'noteOpened'>): {
  addRoot(root: Root): void
  flush(): void
} {
  const open = new Set<Element>()
  let isEarly = false

  return {
    addRoot(root) {
      const found: (Element | null)[] = [
        ...root.querySelectorAll(':modal,:popover-open'),
        root.fullscreenElement,
      ]
      for (const element of found) {
        if (!element) continue
        open.add(element)
        if (orderOf(element) === 0 || element === root.fullscreenElement) isEarly = true
      }
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
