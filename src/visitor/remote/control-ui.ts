import type { Stoppable } from '../../base/stoppable.ts'
import { agentColor } from '../../protocol/agent-colors.ts'
import type { Privilege } from '../../protocol/privileges.ts'
import { createMake, makeButton, onTrusted } from '../ui/elements.ts'
import type { Texts } from '../ui/texts.ts'
import type { Drawings } from './drawings.ts'

export interface ControlUi extends Stoppable {
  ask(
    kind: 'rights' | 'submit',
    name: string,
    rights: readonly Privilege[],
  ): { readonly answer: Promise<boolean>; close(): void }
  /** The banner, until it is hidden (RC-3). */
  show(name: string, number: number, onStop: () => void): void
  hide(): void
  /** Can the visitor see and press Stop? If something of the page covers it, it is put on top again. */
  isSeen(): boolean
}

const STYLE = `
.c,.c *{pointer-events:auto}
.bar{position:fixed;top:10px;left:0;right:0;margin:auto;width:fit-content;max-width:calc(100vw - 20px);display:flex;align-items:center;gap:12px;padding:6px 6px 6px 16px;border-radius:14px;background:var(--c);color:#fff;font-weight:600;box-shadow:0 1px 2px #0f19281f,0 8px 28px #0f192847}
.bar span{overflow-wrap:anywhere}
button{font:inherit;cursor:pointer;min-height:36px;padding:4px 16px;border:1px solid #55616f;border-radius:10px;background:#fff;color:#1c2530}
button:hover{background:#eef1f5}
:focus-visible{outline:3px solid #1f5fd0;outline-offset:2px}
.bar :focus-visible{outline-color:#fff}
dialog{border:0;padding:24px;width:420px;max-width:calc(100vw - 24px);max-height:calc(100vh - 24px);overflow:auto;color:inherit;background:#fff;border-radius:14px;font-size:15px;box-shadow:0 8px 28px #0f19282e}
dialog::backdrop{background:#0f192880}
h2{font-size:19px;line-height:1.3;margin:0 0 10px;outline:0}
p,ul{margin:0 0 12px}
ul{padding-inline-start:20px}
.pair{display:flex;gap:10px;margin-top:16px}
.pair button{flex:1;min-height:44px}
@media (pointer:coarse){button{min-height:44px}}
@media (forced-colors:active){.bar{border:2px solid Highlight}}
`
const WORDS = { scroll: 'mayScroll', click: 'mayClick', type: 'mayType', navigate: 'mayNavigate' } as const

export function createControlUi(
  window: Window & typeof globalThis,
  drawings: Drawings,
  given: Texts,
): ControlUi {
  const make = createMake(window.document)
  // The built-in English of the interface does not have these.
  const texts = given as (name: string, filling?: string) => string
  const sheet = new window.CSSStyleSheet()
  sheet.replaceSync(STYLE)
  let styled: ShadowRoot | null = null
  let banner: { held: ReturnType<Drawings['hold']>; element: HTMLElement; stop: HTMLElement } | null = null

  function hold(): ReturnType<Drawings['hold']> {
    const held = drawings.hold()
    const { root } = held.layer
    if (styled !== root) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
    styled = root
    return held
  }

  function hide(): void {
    banner?.element.remove()
    banner?.held.release()
    banner = null
  }

  return {
    ask(kind, name, rights) {
      const held = hold()
      let settle: (isYes: boolean) => void = () => {}
      const answer = new Promise<boolean>((resolve) => {
        settle = resolve
      })
      let isOpen = true
      const close = (isYes: boolean): void => {
        settle(isYes)
        if (!isOpen) return
        isOpen = false
        dialog.close()
        dialog.remove()
        held.release()
      }
      const title = make('h2', {
        id: 'ask',
        tabIndex: -1,
        textContent: texts(kind === 'submit' ? 'submitAsk' : 'controlAsk', name),
      })
      const may = rights.flatMap((right) =>
        right in WORDS ? [make('li', { textContent: texts(WORDS[right as keyof typeof WORDS]) })] : [],
      )
      const about =
        kind === 'submit'
          ? []
          : [
              make('p', { textContent: texts('controlMay', name) }),
              make('ul', {}, ...may),
              make('p', { textContent: texts('controlNever') }),
            ]
      const dialog = make(
        'dialog',
        { className: 'c' },
        title,
        ...about,
        make(
          'div',
          { className: 'pair' },
          makeButton(make, texts('decline'), () => close(false)),
          makeButton(make, texts('accept'), () => close(true)),
        ),
      )
      dialog.setAttribute('aria-labelledby', 'ask')
      onTrusted(dialog, 'cancel', () => close(false))
      dialog.addEventListener('close', () => close(false), { once: true })
      held.layer.root.append(dialog)
      dialog.showModal()
      title.focus()
      return { answer, close: () => close(false) }
    },

    show(name, number, onStop) {
      hide()
      const held = hold()
      const stop = makeButton(make, texts('controlStop'), onStop)
      const element = make(
        'div',
        { className: 'bar c' },
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
