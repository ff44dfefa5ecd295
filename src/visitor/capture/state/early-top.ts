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
  const middle = (from: number, to: number, start: number, end: number): number =>
    Math.max(from, start) < Math.min(to, end)
      ? (Math.max(from, start) + Math.min(to, end)) / 2
      : (from + to) / 2
  const hit = (a.getRootNode() as Root).elementFromPoint(
    middle(one.left, one.right, other.left, other.right),
    middle(one.top, one.bottom, other.top, other.bottom),
  )
  return a.contains(hit)
}
