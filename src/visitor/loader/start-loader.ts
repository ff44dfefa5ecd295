import { createAddScript } from './add-script.ts'
import { listenToClicks, listenToKeys } from './declarative.ts'
import { guard } from './guard.ts'
import { createProxy } from './proxy.ts'
import { readTag } from './tag.ts'

type Queued = (api: unknown) => void
type Globals = {
  Sidelong?: unknown
  SidelongConfig?: Record<string, unknown>
  SidelongQueue?: { push: (...calls: Queued[]) => void }
}

const TAG = '#sidelong,#glance-cobrowse'

/** Everything that happens on a covered page before a session is wanted. `folder`: of the visitor script. */
export function startLoader(version: string, folder: string, integrity: string): void {
  const page = window as Globals
  if (page.Sidelong) return
  const script = document.currentScript as HTMLScriptElement | null
  const tags = document.querySelectorAll<HTMLScriptElement>(TAG)
  if (tags[1]) console.warn('Sidelong:', 'second tag ignored')
  const element = script?.matches(TAG) ? script : tags[0]
  const tag = element ? readTag(element, script) : null
  const add = createAddScript(tag?.scriptUrl + folder, (script ?? element)?.nonce)

  // The page carries the session; a frame of it is mirrored as a part of the page.
  const isPage = window === top
  let isContinued: unknown
  // Reading throws in a sandboxed frame.
  guard(() => {
    isContinued = isPage && (/(^|; )sidelong=/.test(document.cookie) || sessionStorage.getItem('sidelong'))
  })
  const { api, call } = createProxy(tag, version, { ...page.SidelongConfig }, isContinued, add, integrity)
  Object.defineProperty(page, 'Sidelong', { value: api })
  if (tag) {
    listenToClicks(call)
    listenToKeys(tag.inputEvents, call)
    if (!isPage) {
      // A page around us may ask us to join its session; the visitor script decides (NV-13).
      addEventListener('message', (event) => {
        if (event.source === parent && event.data?.sidelong) call('frame', true, [event])
      })
    } else {
      if (location.hash === '#sidelong-preview') call('preview', true)
      if (tag.button === 'on') call('showButton', true)
    }
  } else console.error('Sidelong:', 'bad-config')

  const kept = page.SidelongQueue
  const push = (...calls: Queued[]) => {
    for (const queued of calls) guard(() => queued(api))
  }
  page.SidelongQueue = { push }
  push(...((kept as Queued[] | undefined) ?? []))
}
