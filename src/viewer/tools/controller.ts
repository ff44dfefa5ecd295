import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { ACTION_KEYS } from '../../protocol/actions.ts'
import type { Privilege } from '../../protocol/privileges.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import type { PageView } from '../shell/page-view.ts'
import { openFieldPicker } from './field-picker.ts'
import { type Hit, type Hits, type Point, spotOf } from './hits.ts'
import type { Send } from './tools.ts'

export type ControllerParts = {
  readonly clock: Clock
  readonly page: PageView
  readonly hits: Hits
  readonly send: Send
  /** The agent leaves the page by key. */
  leave(): void
}

/** The document itself: whatever has the focus at the visitor. */
const WHATEVER = 1
const MAX_TEXT = 1_000

/** Pointer and keys of an agent who has control: clicks, scrolling, typing (FEATURES section 13). */
export function createController({ clock, page, hits, send, leave }: ControllerParts) {
  let rights: readonly Privilege[] = []
  let target = WHATEVER
  let typed = ''
  let typing: Stoppable | null = null
  let wheel: { dx: number; dy: number; point: Point } | null = null
  /** One after the other: what was clicked first comes first. */
  let last: Promise<unknown> = Promise.resolve()

  const may = (right: Privilege): boolean => rights.includes(right)

  function inOrder(work: () => Promise<void> | void): void {
    last = last.then(work, work)
  }

  /** Keys go where the click before them goes, which the stage may still be looking up. */
  function keyed(work: () => void): void {
    inOrder(() => {
      if (may('type')) work()
    })
  }

  async function click(point: Point, count: 1 | 2): Promise<void> {
    const hit = await hits.at(point)
    if (!hit) return
    flush()
    target = hit.node
    if (hit.field && hit.field.kind !== 'list' && may('type')) return pick(hit, point)
    if (may('click')) send({ type: 'click', at: spotOf(hit, point), count }, hit)
  }

  function pick(hit: Hit, point: Point): void {
    const { field, node } = hit
    if (!field) return
    openFieldPicker(page.element, page.toRoom(point), field, (picked) => {
      page.takeFocus()
      if (!picked) return
      if ('chosen' in picked) send({ type: 'choose', node, chosen: picked.chosen }, hit)
      else send({ type: 'set', node, value: picked.value }, hit)
    })
  }

  /** Typed characters travel together, a little later. */
  function type(text: string): void {
    typed += text
    typing ??= clock.after(VIEWER_LIMITS.moveIntervalMs, flush)
  }

  function flush(): void {
    typing?.stop()
    typing = null
    const characters = [...typed]
    typed = ''
    while (characters.length > 0)
      send({ type: 'text', node: target, text: characters.splice(0, MAX_TEXT / 2).join('') }, null)
  }

  function onKey(event: KeyboardEvent): void {
    if (rights.length === 0) return
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event
    if (key === 'F6') {
      leave()
    } else if (!may('type')) {
      return
    } else if ((ctrlKey || metaKey) && key.toLowerCase() === 'a') {
      keyed(() => {
        flush()
        send({ type: 'select-all', node: target }, null)
      })
    } else if (ctrlKey || metaKey) {
      // Copies stay here; what is pasted comes as an event of its own.
      return
    } else if (!altKey && [...key].length === 1 && key !== ' ') {
      keyed(() => type(key))
    } else {
      const known = ACTION_KEYS.find((one) => one === key)
      if (!known) return
      keyed(() => {
        flush()
        send({ type: 'key', node: target, key: known, isShift: shiftKey }, null)
        // Where the focus is now, only the visitor's browser knows.
        if (known === 'Tab' || known === 'Enter' || known === 'Escape') target = WHATEVER
      })
    }
    event.preventDefault()
    event.stopImmediatePropagation()
  }

  page.overlay.addEventListener('keydown', onKey, true)
  page.overlay.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (text) keyed(() => type(text))
  })
  page.overlay.addEventListener('click', (event) => {
    if (rights.length > 0) inOrder(() => click(page.place(event), event.detail === 2 ? 2 : 1))
  })
  page.overlay.addEventListener(
    'wheel',
    (event) => {
      if (!may('scroll') || event.ctrlKey) return
      event.preventDefault()
      const unit = event.deltaMode === 1 ? 20 : event.deltaMode === 2 ? 400 : 1
      const dx = Math.round(event.deltaX * unit)
      const dy = Math.round(event.deltaY * unit)
      if (wheel) {
        wheel.dx += dx
        wheel.dy += dy
        return
      }
      wheel = { dx, dy, point: page.place(event) }
      clock.after(VIEWER_LIMITS.moveIntervalMs, () => {
        const turned = wheel
        wheel = null
        if (!turned) return
        inOrder(async () => {
          const hit = await hits.at(turned.point)
          if (hit) send({ type: 'scroll', at: spotOf(hit, turned.point), dx: turned.dx, dy: turned.dy }, hit)
        })
      })
    },
    { passive: false },
  )

  return {
    set(next: readonly Privilege[]): void {
      rights = next
      if (rights.length === 0) {
        typing?.stop()
        typing = null
        typed = ''
      }
    },
    forget(): void {
      target = WHATEVER
    },
  }
}
