import type { Clock } from '../../base/clock.ts'
import { MAX_STROKE_NUMBERS, type StrokeKind } from '../../protocol/actions.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import { h } from '../shell/elements.ts'
import type { PageView } from '../shell/page-view.ts'
import { type Hit, type Hits, type Point, spotOf } from './hits.ts'
import type { Tool } from './rail.ts'
import type { Send } from './tools.ts'

export type PointingParts = {
  readonly clock: Clock
  readonly page: PageView
  readonly hits: Hits
  tool(): Tool
  readonly send: Send
  putAway(): void
}

type Drawn = {
  readonly id: number
  readonly kind: StrokeKind
  readonly hit: Hit
  readonly from: Point
  points: number[]
}

/** Laser, highlight and drawing: by pointer, and by arrow keys and Enter (VW-4). */
export function createPointing({ clock, page, hits, tool, send, putAway }: PointingParts) {
  let moved: Point | null = null
  let isAsking = false
  let sentMs = 0
  let drawn: Drawn | null = null
  /** A stroke has begun and its anchor is still asked for. */
  let begun = 0
  let strokes = 0
  let cursor: Point = { x: 100, y: 100 }
  const cross = h('div', { class: 'cross', attributes: { 'aria-hidden': 'true' } })
  cross.hidden = true
  page.layer.append(cross)

  const isPointing = (): boolean => tool() !== 'look' && tool() !== 'control'

  async function move(point: Point): Promise<void> {
    moved = point
    if (drawn) return extend(point)
    if (tool() !== 'laser' || isAsking) return
    isAsking = true
    for (let at = moved as Point | null; at; at = moved) {
      moved = null
      const restMs = VIEWER_LIMITS.moveIntervalMs - (clock.now() - sentMs)
      if (restMs > 0) await new Promise<void>((resolve) => clock.after(restMs, resolve))
      sentMs = clock.now()
      const last: Point = moved ?? at
      moved = null
      const hit = await hits.at(last)
      if (hit && tool() === 'laser') send({ type: 'laser', at: spotOf(hit, last) }, hit)
    }
    isAsking = false
  }

  async function press(point: Point): Promise<void> {
    const now = tool()
    const token = ++begun
    const hit = await hits.at(point)
    if (!hit || now !== tool()) return
    if (now === 'laser') return send({ type: 'ripple', at: spotOf(hit, point) }, hit)
    if (now === 'highlight') return send({ type: 'highlight', node: hit.node }, hit)
    // Released before the stage had answered: a dot.
    const kind = now as StrokeKind
    drawn = { id: strokes++, kind, hit, from: point, points: [] }
    extend(point)
    if (token !== begun) release()
  }

  function extend(point: Point): void {
    if (!drawn) return
    const { x, y } = spotOf(drawn.hit, point)
    const isLine = drawn.kind === 'pen' || drawn.kind === 'ink'
    const from = spotOf(drawn.hit, drawn.from)
    drawn.points = isLine ? [...drawn.points, x, y] : [from.x, from.y, x, y]
    if (clock.now() - sentMs >= VIEWER_LIMITS.moveIntervalMs || drawn.points.length >= MAX_STROKE_NUMBERS)
      flush()
  }

  function flush(): void {
    if (!drawn || drawn.points.length === 0) return
    sentMs = clock.now()
    const { id, kind, hit, points } = drawn
    send({ type: 'stroke', id, kind, node: hit.node, points: points.slice(0, MAX_STROKE_NUMBERS) }, hit)
    drawn.points = []
  }

  function release(): void {
    begun++
    flush()
    drawn = null
  }

  function keyMove(dx: number, dy: number): void {
    const { width, height } = page.size()
    cursor = {
      x: Math.max(0, Math.min(width - 1, cursor.x + dx)),
      y: Math.max(0, Math.min(height - 1, cursor.y + dy)),
    }
    cross.hidden = false
    cross.style.transform = `translate(${cursor.x}px, ${cursor.y}px)`
    void move(cursor)
  }

  page.overlay.addEventListener('pointermove', (event) => {
    if (isPointing()) void move(page.place(event))
  })
  page.overlay.addEventListener('pointerdown', (event) => {
    if (!isPointing() || event.button !== 0) return
    page.overlay.setPointerCapture(event.pointerId)
    cross.hidden = true
    void press(page.place(event))
  })
  for (const type of ['pointerup', 'pointercancel'])
    page.overlay.addEventListener(type, () => {
      if (isPointing()) release()
    })
  page.overlay.addEventListener('pointerleave', () => {
    if (tool() === 'laser') send({ type: 'laser', at: null }, null)
  })
  page.overlay.addEventListener(
    'keydown',
    (event) => {
      if (!isPointing() || event.ctrlKey || event.metaKey || event.altKey) return
      const step = VIEWER_LIMITS.keyStepPixels * (event.shiftKey ? 5 : 1)
      const moves: Record<string, readonly [number, number]> = {
        ArrowUp: [0, -step],
        ArrowDown: [0, step],
        ArrowLeft: [-step, 0],
        ArrowRight: [step, 0],
      }
      const by = moves[event.key]
      if (by) keyMove(...by)
      else if (event.key === 'Enter' || event.key === ' ') {
        if (drawn) release()
        else void press(cursor)
      } else if (event.key === 'Escape') {
        if (drawn) release()
        else putAway()
      } else return
      event.preventDefault()
      event.stopImmediatePropagation()
    },
    true,
  )

  return {
    reset(): void {
      release()
      moved = null
      cross.hidden = true
    },
  }
}
