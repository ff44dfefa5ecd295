import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { EndReason } from '../../protocol/life-cycle.ts'
import type { Participant } from '../../protocol/participants.ts'
import type { VisitorSettings } from '../../protocol/visitor-settings.ts'
import { createDock, type Dock, type DockActions } from './dock.ts'
import { createMake, makeButton } from './elements.ts'
import { endNotice } from './end-text.ts'
import { createLayer } from './layer.ts'
import { makeMovable } from './movable.ts'
import type { Question } from './question.ts'
import { nameOf, type SessionView } from './session-view.ts'
import { STYLE } from './style.ts'
import type { OpenTerms } from './terms.ts'
import { createTexts, type TextName, type Texts } from './texts.ts'

export type UiActions = { onStart(): void; onPause(isPaused: boolean): void; onEnd(): void; onHidden(): void }

/** The visitor's controls (FEATURES section 4). */
export type Ui = Stoppable & {
  /** Colors, corner, label and language of a group. */
  setStyle(settings: VisitorSettings['ui']): void
  showButton(isShown: boolean): void
  isButtonShown(): boolean
  ask(open: OpenTerms): Question
  render(view: SessionView | null): void
  announceLeft(one: Participant, agentNames: SessionView['agentNames']): void
  /** For ten seconds, in words. */
  notice(name: TextName, filling?: string): void
  noticeEnd(reason: EndReason): void
  openPanel(): void
}

const NOTICE_MS = 10_000
const CORNERS: Readonly<Record<string, string>> = {
  'bottom-right': 'b r',
  'bottom-left': 'b l',
  'top-right': 't r',
  'top-left': 't l',
}

export type CreateUi = typeof createUi

export function createUi(window: Window & typeof globalThis, clock: Clock, actions: UiActions): Ui {
  const { document, navigator } = window
  const make = createMake(document)
  const layer = createLayer(window, STYLE)
  const { root } = layer
  const live = make('div', { className: 'quiet' })
  live.setAttribute('role', 'status')
  root.append(live)

  let texts: Texts = createTexts({})
  let corner = 'b r'
  let label: string | null = null
  let button: HTMLButtonElement | null = null
  let dock: Dock | null = null
  let view: SessionView | null = null
  let shown: { element: HTMLElement; timer: Stoppable } | null = null
  let questions = 0
  layer.setAccent('#1f5fd0')

  function update(): void {
    layer.setShown(!!(button || view || shown || questions))
  }

  /** Politely, and each thing once. */
  function announce(text: string): void {
    if (text !== live.textContent) live.textContent = text
  }

  function closeNote(): void {
    shown?.element.remove()
    shown?.timer.stop()
    shown = null
    update()
  }

  function note(text: string): void {
    closeNote()
    const element = make('div', { className: 'notice', textContent: text }, makeButton(make, 'OK', closeNote))
    shown = { element, timer: clock.after(NOTICE_MS, closeNote) }
    root.append(element)
    update()
    announce(text)
  }

  function showButton(isShown: boolean): void {
    if (isShown === (button !== null)) return
    button?.remove()
    button = null
    if (isShown) {
      button = makeButton(make, label ?? texts('start'), actions.onStart, `start ${corner}`)
      makeMovable(window, button, true)
      root.append(button)
    }
    update()
  }

  const dockActions: DockActions = {
    onPause: actions.onPause,
    onHidden: actions.onHidden,
    onEnd: actions.onEnd,
    copy: (text) => navigator.clipboard.writeText(text),
  }

  return {
    setStyle(settings) {
      layer.setAccent(settings.accent)
      corner = CORNERS[settings.buttonCorner] ?? corner
      label = settings.buttonLabel
      texts = createTexts(settings.texts)
      layer.setLocale(settings.locale)
      if (!button) return
      showButton(false)
      showButton(true)
    },
    showButton,
    isButtonShown: () => button !== null,
    ask(open) {
      questions++
      update()
      const terms = open(root, make, texts)
      const done = () => {
        questions--
        update()
      }
      terms.answer.then(done)
      return terms
    },
    render(next) {
      view = next
      update()
      dock ??= next && createDock(window, root, make, texts, corner, dockActions)
      dock?.render(next)
      if (next) announce(dockLine())
      else dock = null
    },
    announceLeft: (one, agentNames) => announce(texts('left', nameOf(one, agentNames, texts))),
    notice: (name, filling) => note(texts(name, filling)),
    noticeEnd: (reason) => note(endNotice(reason, texts)),
    openPanel: () => dock?.focus(),
    stop() {
      closeNote()
      layer.stop()
    },
  }

  function dockLine(): string {
    return root.querySelector('.dock span')?.textContent ?? ''
  }
}
