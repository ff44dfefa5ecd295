import { VIEWER_LIMITS } from '../limits.ts'
import type { FailureKind } from '../stage-messages.ts'
import { button, h, icon, setText } from './elements.ts'
import { plainLine } from './format.ts'
import { FAILURES, failuresLabel, WORDS } from './words.ts'

/** Resources of the page that could not be shown (VW-3), behind a button that is there when there are any. */
export function createFailureList(): {
  button: HTMLElement
  panel: HTMLElement
  add(url: string, kind: FailureKind): void
  clear(): void
} {
  let count = 0
  const label = h('span', { class: 'failure-count' })
  const toggle = button({ class: 'quiet warning', onClick: () => show(panel.hidden !== false) }, [
    icon('warning'),
    label,
  ])
  const entries = h('ul', { class: 'failure-entries' })
  const panel = h('section', { class: 'panel', attributes: { 'aria-label': WORDS.failuresTitle } }, [
    h('header', { class: 'panel-head' }, [
      h('h2', { text: WORDS.failuresTitle }),
      button({ class: 'quiet square', label: WORDS.close, onClick: () => show(false) }, [icon('close')]),
    ]),
    entries,
  ])
  panel.hidden = true
  toggle.hidden = true

  function show(isShown: boolean): void {
    panel.hidden = !isShown
    toggle.setAttribute('aria-expanded', String(isShown))
    if (!isShown) toggle.focus()
  }

  show(false)
  return {
    button: toggle,
    panel,
    add(url, kind) {
      if (count >= VIEWER_LIMITS.maxFailuresKept) return
      count++
      toggle.hidden = false
      setText(label, String(count))
      toggle.title = failuresLabel(count)
      toggle.setAttribute('aria-label', failuresLabel(count))
      entries.append(
        h('li', {}, [
          h('bdi', { text: plainLine(url, VIEWER_LIMITS.maxFailedUrlLength) }),
          h('span', { text: FAILURES[kind] }),
        ]),
      )
    },
    clear() {
      count = 0
      entries.replaceChildren()
      toggle.hidden = true
      panel.hidden = true
    },
  }
}
