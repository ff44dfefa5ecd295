import { VIEWER_LIMITS } from '../limits.ts'
import type { Failure } from '../stage-messages.ts'
import { native } from './natives.ts'
import { hostAndPath } from './tree/resource-urls.ts'

/** Reports resources that were not shown (VW-3), each once. `onLoaded` is called for those that were. */
export function watchResources(
  target: Window,
  report: (failure: Failure) => void,
  onLoaded: () => void,
): { clear(): void } {
  let seen = new Set<string>()

  function add(address: string | null, kind: Failure['kind']): void {
    const url = address === null ? null : hostAndPath(address, VIEWER_LIMITS.maxFailedUrlLength)
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
        add(native.getAttribute(element, 'src') ?? native.getAttribute(element, 'href'), 'failed')
      }
    },
    true,
  )
  native.addEventListener(target, 'load', onLoaded, true)
  native.addEventListener(
    target,
    'securitypolicyviolation',
    (event) => {
      if (event instanceof SecurityPolicyViolationEvent) add(event.blockedURI, 'blocked')
    },
    true,
  )
  return {
    clear() {
      seen = new Set()
    },
  }
}
