import type { Clock } from '../base/clock.ts'
import type { Stoppable } from '../base/stoppable.ts'
import type { Action, Spot } from '../protocol/actions.ts'
import { agentColor } from '../protocol/agent-colors.ts'
import { arrowPath, boxPath, linePath } from './stroke-paths.ts'

type Stroke = Extract<Action, { type: 'stroke' }>
type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
/** Whose it is: number in the session, and the name that is shown. */
export type Marker = { readonly number: number; readonly name: string }

/** Draws what agents point at and draw, alike on both sides; each mark follows its anchor `A` as that moves (VW-4). */
export interface Marks<A> extends Stoppable {
  laser(by: Marker, anchor: A | null, at: Spot | null): void
  highlight(by: Marker, anchor: A | null): void
  ripple(by: Marker, anchor: A | null, at: Spot): void
  stroke(by: Marker, stroke: Stroke, anchor: A | null): void
  clear(by: Marker): void
  /** Only what belongs to these numbers stays. */
  keep(numbers: readonly (number | undefined)[]): void
  anchors(): A[]
}

export type MarksHooks<A> = {
  readonly window: Window
  readonly clock: Clock
  /** Where the anchor is, `null` while that is not known; `gone`: it never will be again. */
  boxOf(anchor: A): Box | 'gone' | null
  /** Marks come and go: before a mark is put in, and after one was taken away. */
  changed(count: number): void
  put(element: Element): void
}

type Mark<A> = {
  readonly number: number
  readonly kind: string
  readonly anchor: A
  readonly element: HTMLElement | SVGElement
  x: number
  y: number
  points: number[]
  timer: Stoppable | null
}

const LASER_MS = 4_000
const RIPPLE_MS = 700
const INK_MS = 4_000
const INK_FADE_MS = 1_300
const HIGHLIGHT_MS = 6_000
const MAX_MARKS = 200
const MAX_NUMBERS = 4_000
const SVG = 'http://www.w3.org/2000/svg'

export function createMarks<A>({ window, clock, boxOf, changed, put }: MarksHooks<A>): Marks<A> {
  const { document } = window
  let marks: Mark<A>[] = []
  let frame = 0

  /** Each frame while there is a mark. All measuring before all writing: one layout, and none if nothing moved. */
  function draw(): void {
    frame = marks.length > 0 ? window.requestAnimationFrame(draw) : 0
    const boxes = marks.map(({ anchor }) => boxOf(anchor))
    for (const [i, mark] of [...marks.entries()]) {
      const box = boxes[i] ?? null
      if (box === 'gone') {
        remove(mark)
        continue
      }
      const { style } = mark.element
      const display = box ? '' : 'none'
      if (style.display !== display) style.display = display
      if (!box) continue
      const place = `translate(${box.x + mark.x}px, ${box.y + mark.y}px)`
      if (style.transform !== place) style.transform = place
      if (mark.kind !== 'highlight') continue
      style.width = `${box.width}px`
      style.height = `${box.height}px`
    }
  }

  function remove(mark: Mark<A>): void {
    mark.timer?.stop()
    mark.element.remove()
    marks = marks.filter((one) => one !== mark)
    changed(marks.length)
  }

  function removeAll(isMeant: (mark: Mark<A>) => boolean): void {
    for (const mark of marks.filter(isMeant)) remove(mark)
  }

  function find(by: Marker, kind: string): Mark<A> | undefined {
    return marks.find((mark) => mark.number === by.number && mark.kind === kind)
  }

  function add(by: Marker, kind: string, anchor: A, at: { x: number; y: number }): Mark<A> {
    const isStroke = kind.startsWith('stroke')
    const element = isStroke ? document.createElementNS(SVG, 'svg') : document.createElement('div')
    element.setAttribute('class', isStroke ? 'mark' : `mark ${kind}`)
    element.style.setProperty('--c', agentColor(by.number))
    element.append(isStroke ? document.createElementNS(SVG, 'path') : document.createElement('i'))
    if (kind === 'laser' || kind === 'highlight') {
      const label = document.createElement('b')
      label.textContent = by.name
      element.append(label)
    }
    const mark: Mark<A> = { number: by.number, kind, anchor, element, ...at, points: [], timer: null }
    if (marks[0] && marks.length >= MAX_MARKS) remove(marks[0])
    marks.push(mark)
    changed(marks.length)
    put(element)
    if (!frame) draw()
    return mark
  }

  function fade(mark: Mark<A>, afterMs: number): void {
    mark.timer?.stop()
    mark.timer = clock.after(afterMs, () => remove(mark))
  }

  return {
    laser(by, anchor, at) {
      const old = find(by, 'laser')
      if (old && old.anchor !== anchor) remove(old)
      if (anchor === null || !at) return
      const mark = old?.anchor === anchor ? old : add(by, 'laser', anchor, at)
      mark.x = at.x
      mark.y = at.y
      fade(mark, LASER_MS)
    },
    highlight(by, anchor) {
      const old = find(by, 'highlight')
      if (old && old.anchor === anchor) return fade(old, HIGHLIGHT_MS)
      if (old) remove(old)
      if (anchor !== null) fade(add(by, 'highlight', anchor, { x: 0, y: 0 }), HIGHLIGHT_MS)
    },
    ripple(by, anchor, at) {
      if (anchor !== null) fade(add(by, 'ripple', anchor, at), RIPPLE_MS)
    },
    stroke(by, { id, kind, points }, anchor) {
      const name = `stroke ${id}`
      const mark = find(by, name) ?? (anchor === null ? null : add(by, name, anchor, { x: 0, y: 0 }))
      if (!mark) return
      const isLine = kind === 'pen' || kind === 'ink'
      mark.points = isLine ? [...mark.points, ...points].slice(-MAX_NUMBERS) : points
      const path = isLine ? linePath : kind === 'box' ? boxPath : arrowPath
      mark.element.firstElementChild?.setAttribute('d', path(mark.points))
      if (kind !== 'ink') return
      mark.timer?.stop()
      mark.timer = clock.after(INK_MS, () => {
        mark.element.setAttribute('class', 'mark gone')
        fade(mark, INK_FADE_MS)
      })
    },
    clear: (by) => removeAll((mark) => mark.number === by.number && mark.kind.startsWith('stroke')),
    keep: (numbers) => removeAll((mark) => !numbers.includes(mark.number)),
    anchors: () => [...new Set(marks.map(({ anchor }) => anchor))],
    stop() {
      removeAll(() => true)
      if (frame) window.cancelAnimationFrame(frame)
      frame = 0
    },
  }
}
