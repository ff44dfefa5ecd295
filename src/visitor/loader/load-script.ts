import { LINK, type Link } from './link.ts'

export type ScriptPlace = { url: string; integrity: string; nonce: string }

type TrustedTypes = {
  createPolicy(name: string, rules: object): { createScriptURL(url: string): string }
}

/** Adds the visitor script to the page (EM-4). `onFailed` gets an error code and the CSP directive, if that was it. */
export function loadScript(
  window: Window,
  { url, integrity, nonce }: ScriptPlace,
  link: Link,
  onFailed: (code: string, directive?: string) => void,
): void {
  const { document } = window
  const script = document.createElement('script')
  let directive: string | undefined
  const onViolation = (event: SecurityPolicyViolationEvent) => {
    if (url.startsWith(event.blockedURI)) directive = event.effectiveDirective
  }
  const finish = () => {
    document.removeEventListener('securitypolicyviolation', onViolation)
    script.remove()
  }
  document.addEventListener('securitypolicyviolation', onViolation)
  script.onload = finish
  script.onerror = async () => {
    finish()
    if (directive) return onFailed('csp-blocked', directive)
    // The element does not say why; a script that can be fetched and yet does not run has been altered.
    const isThere = await fetch(url, { credentials: 'omit' }).then(
      (answer) => answer.ok,
      () => false,
    )
    onFailed(isThere ? 'integrity-failed' : 'network')
  }
  Object.assign(script, { async: true, crossOrigin: 'anonymous', integrity, nonce, [LINK]: link })
  try {
    const types = (window as { trustedTypes?: TrustedTypes }).trustedTypes
    const policy = types?.createPolicy('sidelong', { createScriptURL: (address: string) => address })
    script.src = policy ? policy.createScriptURL(url) : url
    ;(document.head ?? document.documentElement).append(script)
  } catch {
    finish()
    onFailed('csp-blocked', 'trusted-types')
  }
}
