import { VIEWER_LIMITS } from '../limits.ts'
import type { FailureKind, Resource, ResourceKind } from '../stage-messages.ts'
import * as native from './natives.ts'
import { hostAndPath } from './tree/resource-urls.ts'

/** What an element loads, if that is no image. */
const KINDS: Readonly<Record<string, FailureKind>> = {
  link: 'sheet',
  video: 'media',
  audio: 'media',
  source: 'media',
}

/**
 * Names of pictures: of what a sheet loads, fonts tell of themselves, and sheets are told of by what imports them. Not
 * of SVG, which may be a filter or clip of another document: the policy refuses that, and asking again would not.
 */
const PICTURE = /\.(png|jpe?g|gif|webp|avif|bmp|ico)$/i

/** Reports hosts that were asked and resources that were not shown (VW-3), each once. `onLoaded` is called for those that were. */
export function watchResources(
  target: Window,
  report: (resource: Resource) => void,
  onLoaded: () => void,
): { clear(): void } {
  let seen = new Set<string>()

  function addAddress(address: string | null, kind: ResourceKind): void {
    add(address === null ? null : hostAndPath(address, VIEWER_LIMITS.maxFailedUrlLength), kind)
  }

  function add(url: string | null, kind: ResourceKind): void {
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
  watchAsked(
    (address) => add(URL.parse(address)?.host || null, 'asked'),
    (address) => addAddress(address, 'image'),
  )
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

/**
 * Of the pictures of style sheets the browser says that they were asked for, not whether they came: each is asked for
 * once more, which costs nothing if it did.
 */
function watchAsked(asked: (address: string) => void, failed: (address: string) => void): void {
  let left = VIEWER_LIMITS.maxSheetPicturesChecked
  const check = (address: string): void => {
    if (left <= 0 || !PICTURE.test(URL.parse(address)?.pathname ?? '')) return
    left--
    const image = new Image()
    image.onerror = () => failed(address)
    image.src = address
  }
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      asked(entry.name)
      if (entry instanceof PerformanceResourceTiming && entry.initiatorType === 'css') check(entry.name)
    }
  })
  observer.observe({ type: 'resource' })
}
