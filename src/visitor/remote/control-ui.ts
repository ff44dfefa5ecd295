import type { Stoppable } from '../../base/stoppable.ts'
import { agentColor } from '../../protocol/agent-colors.ts'
import type { Privilege } from '../../protocol/privileges.ts'
import { makeButton } from '../ui/elements.ts'
import type { Question } from '../ui/question.ts'
import type { Texts } from '../ui/texts.ts'
import type { Drawings } from './drawings.ts'
import { createQuestionBox } from './question-box.ts'

export interface ControlUi extends Stoppable {
  ask(kind: 'rights' | 'submit', name: string, rights: readonly Privilege[]): Question
  /** The banner, until it is hidden (RC-3). */
  show(name: string, number: number, onStop: () => void): void
  hide(): void
  /** Can the visitor see and press Stop? If something of the page covers it, it is put on top again. */
  isSeen(): boolean
}

const STYLE = `
.bar,.bar *{pointer-events:auto}
.bar{position:fixed;top:10px;left:0;right:0;margin:auto;width:fit-content;max-width:calc(100vw - 20px);display:flex;align-items:center;gap:12px;padding:6px 6px 6px 16px;border-radius:14px;background:var(--c);color:#fff;font-weight:600;box-shadow:0 1px 2px #0f19281f,0 8px 28px #0f192847}
.bar span{overflow-wrap:anywhere}
.bar :focus-visible{outline-color:#fff}
@media (forced-colors:active){.bar{border:2px solid Highlight}}
`
const WORDS = { scroll: 'mayScroll', click: 'mayClick', type: 'mayType', navigate: 'mayNavigate' } as const

export function createControlUi(
  window: Window & typeof globalThis,
  drawings: Drawings,
  given: Texts,
): ControlUi {
  // The built-in English of the interface does not have these.
  const texts = given as (name: string, filling?: string) => string
  const box = createQuestionBox(window, drawings, given, STYLE)
  const { make } = box
  let banner: { held: ReturnType<Drawings['hold']>; element: HTMLElement; stop: HTMLElement } | null = null

  function hide(): void {
    banner?.element.remove()
    banner?.held.release()
    banner = null
  }

  return {
    ask(kind, name, rights) {
      if (kind === 'submit') return box.ask(texts('submitAsk', name))
      const may = rights.flatMap((right) =>
        right in WORDS ? [make('li', { textContent: texts(WORDS[right as keyof typeof WORDS]) })] : [],
      )
      return box.ask(
        texts('controlAsk', name),
        make('p', { textContent: texts('controlMay', name) }),
        make('ul', {}, ...may),
        make('p', { textContent: texts('controlNever') }),
      )
    },

    show(name, number, onStop) {
      hide()
      const held = box.hold()
      const stop = makeButton(make, texts('controlStop'), onStop)
      const element = make(
        'div',
        { className: 'bar' },
        make('span', { textContent: texts('controlOn', name) }),
        stop,
      )
      element.setAttribute('role', 'alert')
      element.style.setProperty('--c', agentColor(number))
      held.layer.root.append(element)
      banner = { held, element, stop }
    },

    hide,

    isSeen() {
      if (!banner) return false
      const { layer } = banner.held
      const isOnTop = layer.isOnTop(banner.stop)
      if (!isOnTop) layer.raise()
      return isOnTop
    },

    stop: hide,
  }
}
