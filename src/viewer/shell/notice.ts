import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { h, setText } from './elements.ts'

const NOTICE_SECONDS = 6

/** A line that says something for a while. */
export interface Notice {
  readonly element: HTMLElement
  say(text: string, seconds?: number): void
  hide(): void
}

export function createNotice(clock: Clock): Notice {
  const element = h('div', { class: 'notice', attributes: { role: 'status' } })
  let timer: Stoppable | null = null

  function hide(): void {
    timer?.stop()
    element.hidden = true
  }

  hide()
  return {
    element,
    hide,
    say(text, seconds = NOTICE_SECONDS) {
      hide()
      setText(element, text)
      element.hidden = false
      timer = clock.after(seconds * 1_000, hide)
    },
  }
}
