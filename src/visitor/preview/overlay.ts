import type { Stoppable } from '../../base/stoppable.ts'
import type { Make } from '../ui/elements.ts'
import { visibleBox } from './boxes.ts'
import type { Area } from './scan.ts'

const MAX_BOXES = 2_000
const MASKED_TEXT = '********'

export type Overlay = Stoppable & {
  /** Draws these from now on, wherever they go. */
  show(areas: readonly Area[], word: (reason: Area['reason']) => string): void
}

/** A box over each hidden area, moved along with it frame by frame. */
export function createOverlay(window: Window, parent: Element, make: Make): Overlay {
  const boxes: HTMLElement[] = []
  let shown: readonly Area[] = []
  let word: (reason: Area['reason']) => string = () => ''
  let timer = 0

  function draw(): void {
    timer = window.requestAnimationFrame(draw)
    // All measuring before all writing: one layout for each frame.
    const places = shown.map((area) => ({ area, box: visibleBox(area.element) }))
    let used = 0
    for (const { area, box } of places) {
      if (!box || used >= MAX_BOXES) continue
      const element = boxes[used] ?? add()
      used++
      const { left, top, right, bottom } = box
      element.style.cssText = `transform:translate(${left}px,${top}px);width:${right - left}px;height:${bottom - top}px`
      element.className = area.reason === 'filler' ? 'area words' : 'area'
      const text = isField(area.element) ? MASKED_TEXT : ''
      if (element.dataset['text'] !== text) element.dataset['text'] = text
      const why = word(area.reason)
      if (element.textContent !== why) element.textContent = why
    }
    for (const rest of boxes.splice(used)) rest.remove()
  }

  function add(): HTMLElement {
    const element = make('div')
    parent.append(element)
    boxes.push(element)
    return element
  }

  draw()
  return {
    show(areas, words) {
      shown = areas
      word = words
    },
    stop() {
      window.cancelAnimationFrame(timer)
      for (const box of boxes) box.remove()
    },
  }
}

function isField(element: Element): boolean {
  return /^(input|textarea)$/.test(element.localName)
}
