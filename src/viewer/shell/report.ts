import type { Clock } from '../../base/clock.ts'
import type { VisitorAbout } from '../../protocol/visitor-about.ts'
import { FIRST_VIEW, type PageFacts, type ViewState } from '../embed-messages.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import { plainLine } from './format.ts'

/**
 * What a page around the viewer may know of it (AE-4): what the viewer's own bars show, put together. Nothing that a stage
 * says gets in here but address and title, as the address bar has them.
 */
export interface Report {
  readonly view: ViewState
  add(part: Partial<ViewState>): void
  about(about: VisitorAbout | undefined): void
  /** Where the visitor is may have changed: told now and then, however often a stage says so. */
  pageSoon(): void
}

export function createReport(
  clock: Clock,
  shown: () => Pick<PageFacts, 'url' | 'title'> | null,
  tell: (view: ViewState) => void,
): Report {
  let view = FIRST_VIEW
  let visitor: VisitorAbout = { browser: '', platform: '', script: '' }
  let isTold = true
  let isPageSoon = false

  /** What changes at once is told at once. */
  function add(part: Partial<ViewState>): void {
    const next = { ...view, ...part }
    if (JSON.stringify(next) === JSON.stringify(view)) return
    view = next
    if (isTold)
      queueMicrotask(() => {
        isTold = true
        tell(view)
      })
    isTold = false
  }

  function tellPage(): void {
    isPageSoon = false
    const page = shown()
    const { browser, platform, script: scriptVersion } = visitor
    if (page && view.state !== 'ended') add({ page: { ...page, browser, platform, scriptVersion } })
  }

  return {
    get view() {
      return view
    },
    add,
    about(about) {
      if (about) visitor = { ...about, script: plainLine(about.script, VIEWER_LIMITS.maxTitleLength) }
    },
    pageSoon() {
      if (!isPageSoon) clock.after(VIEWER_LIMITS.pageToldMs, tellPage)
      isPageSoon = true
    },
  }
}
