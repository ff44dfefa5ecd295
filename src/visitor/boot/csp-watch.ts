import type { createError, SidelongError } from '../api/error.ts'
import { listen } from './listen.ts'

export type CspWatch = {
  /** The error itself, or `csp-blocked` if the page's policy was the cause (EM-14). */
  explain(error: SidelongError): SidelongError
  stop(): void
}

/** The only one that can stop the visitor script once it runs. */
const DIRECTIVE = 'connect-src'

/** Notes whether the page's policy blocks requests, ours in all likelihood when one of them has failed. */
export function watchCsp(window: Window, make: typeof createError): CspWatch {
  let isBlocked = false
  const { stop } = listen(window.document, ['securitypolicyviolation'], (event) => {
    if ((event as SecurityPolicyViolationEvent).effectiveDirective === DIRECTIVE) isBlocked = true
  })
  return {
    explain: (error) =>
      isBlocked && error.code === 'network' ? make('csp-blocked', { directive: DIRECTIVE }) : error,
    stop,
  }
}
