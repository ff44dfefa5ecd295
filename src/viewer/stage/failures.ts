import { VIEWER_LIMITS } from '../limits.ts'
import type { Failure, FailureKind } from '../stage-messages.ts'
import { native } from './natives.ts'
import { hostAndPath } from './tree/resource-urls.ts'

/** What an element loads, if that is no image. */
const KINDS: Readonly<Record<string, FailureKind>> = {
  link: 'sheet',
  video: 'media',
  audio: 'media',
  source: 'media',
}

/** Reports resources that were not shown (VW-3), each once. `onLoaded` is called for those that were. */
export function watchResources(
  target: Window,
  report: (failure: Failure) => void,
  onLoaded: () => void,
): { clear(): void } {
  let seen = new Set<string>()

  function addAddress(address: string | null, kind: FailureKind): void {
    add(address === null ? null : hostAndPath(address, VIEWER_LIMITS.maxFailedUrlLength), kind)
  }

  function add(url: string | null, kind: FailureKind): void {
    if (url === null || seen.has(url) || seen.size >= VIEWER_LIMITS.maxFailuresReported) return
    seen.add(url)
    report({ url, kind })
  }

  native.addEventListener(
    target,
    'error',
    (event) => {
      const element = event.target
      if (element instanceof Element) {
        const name = native.localName(element)
        const kind = KINDS[name] ?? 'image'
        // Of an image with several addresses the one that was tried.
        const tried = element instanceof HTMLImageElement ? native.currentSource(element) : ''
        addAddress(
          tried || (native.getAttribute(element, 'src') ?? native.getAttribute(element, 'href')),
          kind,
        )
      }
    },
    true,
  )
  native.addEventListener(native.fonts(target.document), 'loadingerror', (event) => {
    for (const { family } of event instanceof FontFaceSetLoadEvent ? event.fontfaces : [])
      add(family.slice(0, VIEWER_LIMITS.maxFailedUrlLength), 'font')
  })
  native.addEventListener(target, 'load', onLoaded, true)
  native.addEventListener(
    target,
    'securitypolicyviolation',
    (event) => {
      if (event instanceof SecurityPolicyViolationEvent) addAddress(event.blockedURI, 'blocked')
    },
    true,
  )
  return {
    clear() {
      seen = new Set()
    },
  }
}
