import { createAddScript } from './add-script.ts'
import { listenToClicks, listenToKeys } from './declarative.ts'
import { guard } from './guard.ts'
import { createProxy } from './proxy.ts'
import { readTag, type Source } from './tag.ts'

type Queued = (api: unknown) => void
type Globals = {
  Sidelong?: unknown
  SidelongConfig?: Record<string, unknown>
  SidelongQueue?: { push: (...calls: Queued[]) => void }
}

const TAG = '#sidelong,#glance-cobrowse'

/**
 * Everything that happens on a covered page before a session is wanted. `folder`: of the visitor script; `module`: in the
 * tag's place, where the page's own code loads us.
 */
export function startLoader(
  version: string,
  folder: string,
  integrity: string,
  module?: { readonly tag: Source; readonly config: Record<string, unknown> },
): void {
  const page = window as Globals
  if (page.Sidelong) return
  const script = document.currentScript as HTMLScriptElement | null
  const tags = document.querySelectorAll<HTMLScriptElement>(TAG)
  if (tags[1]) console.warn('Sidelong: 2 tags')
  const element: Source | undefined = module?.tag ?? (script?.matches(TAG) ? script : tags[0])
  const tag = element ? readTag(element, script) : null
  const add = createAddScript(tag?.scriptUrl + folder, (script ?? element)?.nonce)

  let isWanted: unknown
  let code: string | undefined
  // Reading throws in a sandboxed frame.
  guard(() => {
    // The page carries the session; a frame of it is mirrored as a part of the page.
    if (window !== top) return
    const parts = location.href.split(/[?&#]sidelong=([\w.-]+)/)
    code = parts[1]
    // Before the page's own scripts read it.
    if (code) history.replaceState(null, '', (parts[0] as string) + parts[2])
    isWanted =
      code ||
      location.hash === '#sidelong-preview' ||
      [tag?.presence, tag?.compat, tag?.button].includes('on') ||
      document.cookie.includes('sidelong=') ||
      sessionStorage.getItem('sidelong')
  })
  const { api, call } = createProxy(
    tag,
    version,
    { ...page.SidelongConfig, ...module?.config },
    isWanted,
    code,
    add,
    integrity,
  )
  Object.defineProperty(page, 'Sidelong', { value: api })
  if (tag) {
    listenToClicks(call)
    listenToKeys(tag.inputEvents, call)
    // From a chat window, or from a page around us, which may ask us to join its session (NV-13): the visitor script decides.
    addEventListener('message', (event) => {
      if (event.data?.sidelong) call('message', [event])
    })
  } else console.error('Sidelong:', 'bad-config')

  const push = (...calls: Queued[]) => {
    for (const queued of calls) guard(() => queued(api))
  }
  const kept = page.SidelongQueue ?? []
  page.SidelongQueue = { push }
  push(...(kept as Queued[]))
}
