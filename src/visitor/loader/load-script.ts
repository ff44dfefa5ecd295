import type { Link } from './link.ts'

type TrustedTypes = {
  createPolicy(name: string, rules: object): { createScriptURL(url: string): string }
}

/**
 * Adds the visitor script to the page (EM-4), which removes its element itself when it runs. `onFailed` gets an error
 * code and the CSP directive, if that was it.
 */
export function loadScript(
  url: string,
  attributes: { integrity: string; nonce: string | undefined },
  link: Link,
  onFailed: (code: string, directive?: string) => void,
): void {
  const script = document.createElement('script')
  let directive: string | undefined
  // The element does not say why it failed; a script that can be fetched and yet does not run has been altered.
  const onerror = () => {
    if (directive) onFailed('csp-blocked', directive)
    else
      fetch(url)
        .then(({ ok }) => ok)
        .catch(() => false)
        .then((isThere) => onFailed(isThere ? 'integrity-failed' : 'network'))
  }
  addEventListener('securitypolicyviolation', (event) => {
    if (url.startsWith(event.blockedURI)) directive = event.effectiveDirective
  })
  Object.assign(script, attributes, { crossOrigin: 'anonymous', onerror, sidelong: link })
  try {
    const { trustedTypes } = window as { trustedTypes?: TrustedTypes }
    const policy = trustedTypes?.createPolicy('sidelong', { createScriptURL: (address: string) => address })
    script.src = policy ? policy.createScriptURL(url) : url
    document.documentElement.append(script)
  } catch {
    directive = 'trusted-types'
    onerror()
  }
}
