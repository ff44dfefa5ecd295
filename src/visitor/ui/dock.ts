import { type Make, makeButton } from './elements.ts'
import { makeMovable } from './movable.ts'
import { groupDigits, lineFor, type SessionView } from './session-view.ts'
import type { Texts } from './texts.ts'

export type DockActions = {
  onPause(isPaused: boolean): void
  onEnd(): void
  onHidden(): void
  copy(text: string): Promise<void>
}

export type Dock = {
  /** Shows a session, or nothing. */
  render(view: SessionView | null): void
  focus(): void
}

/** Banner, panel and code in one (UI-4 to UI-8): who can see the page, pause, and an end that is one click away. */
export function createDock(
  window: Window,
  root: ShadowRoot,
  make: Make,
  texts: Texts,
  corner: string,
  actions: DockActions,
): Dock {
  let shown: SessionView | null = null
  const frame = make('div', { className: 'frame' })
  const line = make('span')
  const pause = makeButton(make, texts('pause'), () => actions.onPause(!shown?.isPaused))
  const end = makeButton(make, texts('end'), actions.onEnd, 'main')
  const digits = make('b')
  const copy = makeButton(make, texts('copy'), () => {
    // Refused without focus or permission: the code can be read, too.
    actions.copy(shown?.code ?? '').then(
      () => {
        copy.textContent = '✓'
      },
      () => {},
    )
  })
  const until = make('small')
  const code = make(
    'div',
    { className: 'code' },
    make('small', { textContent: texts('code') }),
    digits,
    copy,
    until,
  )
  const dock = make(
    'div',
    { className: `dock ${corner}`, tabIndex: 0 },
    make('div', { className: 'row' }, make('div', { className: 'dot' }), line, pause, end),
    makeButton(make, texts('hidden'), actions.onHidden, 'link'),
    code,
  )
  dock.setAttribute('role', 'region')
  dock.setAttribute('aria-label', texts('start'))
  digits.setAttribute('role', 'img')
  makeMovable(window, dock)

  return {
    render(view) {
      if (!view) {
        frame.remove()
        dock.remove()
      } else if (!shown) root.prepend(frame, dock)
      shown = view
      if (!view) return
      const isWatched = view.people.length > 0 && !view.isPaused
      frame.hidden = !isWatched
      dock.classList.toggle('live', isWatched)
      line.textContent = lineFor(view, texts)
      pause.textContent = texts(view.isPaused ? 'resume' : 'pause')
      code.hidden = view.code === null || view.state !== 'waiting'
      if (view.code === null) return
      digits.textContent = groupDigits(view.code)
      // Read digit by digit.
      digits.setAttribute('aria-label', [...view.code].join(' '))
      until.textContent = texts('until', formatTime(view.validUntilMs))
    },
    focus: () => end.focus(),
  }
}

function formatTime(ms: number): string {
  return new Date(ms).toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' })
}
