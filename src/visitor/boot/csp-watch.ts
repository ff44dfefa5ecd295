import { createError, type SidelongError } from '../api/error.ts'
import { listen } from './listen.ts'

export type CspWatch = {
  /** The error itself, or `csp-blocked` if the page's policy was the cause (EM-14). */
  explain(error: SidelongError): SidelongError
  stop(): void
}

/** Notes whether the page's policy blocks one of our addresses. */
export function watchCsp(window: Window): CspWatch {
  let directive: string | null = null
  const { stop } = listen(window.document, ['securitypolicyviolation'], (event) => {
    const violation = event as SecurityPolicyViolationEvent
    if (/\/v1\/visitor/.test(violation.blockedURI) || violation.effectiveDirective === 'connect-src')
      directive = violation.effectiveDirective
  })
  return {
    explain: (error) =>
      directive && error.code === 'network' ? createError('csp-blocked', { directive }) : error,
    stop,
  }
}
