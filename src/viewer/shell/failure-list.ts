import { VIEWER_LIMITS } from '../limits.ts'
import type { FailureKind } from '../stage-messages.ts'
import { h, icon, setText } from './elements.ts'
import { plainLine } from './format.ts'
import { createPanel, type Panel, type PanelPlace } from './panel.ts'
import { FAILURES, failuresLabel, WORDS } from './words.ts'

/** Resources of the page that could not be shown (VW-3), behind a button that is there when there are any. */
export function createFailureList(place: PanelPlace): {
  readonly panel: Panel
  add(url: string, kind: FailureKind): void
  clear(): void
} {
  let count = 0
  const label = h('span', { class: 'failure-count' })
  const entries = h('ul', { class: 'failure-entries' })
  const look = { title: WORDS.failuresTitle, class: 'quiet warning' }
  const panel = createPanel(place, look, [icon('warning'), label], [entries])

  return {
    panel,
    add(url, kind) {
      if (count >= VIEWER_LIMITS.maxFailuresKept) return
      count++
      panel.setAvailable(true)
      setText(label, String(count))
      panel.button.title = failuresLabel(count)
      panel.button.setAttribute('aria-label', failuresLabel(count))
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
      panel.setAvailable(false)
    },
  }
}
