type TrustedTypes = {
  createPolicy(name: string, rules: object): { createScriptURL(url: string): string }
}

/** Adds a script of ours, which removes its element itself when it runs (EM-4). */
export type AddScript = (
  /** Beside the visitor script. */
  file: string,
  integrity: string,
  /** What the script finds on its element. */
  sidelong: unknown,
  /** It did not run: an error code and the CSP directive, if that was it. */
  onFailed: (code: string, directive?: string) => void,
) => void

/** A page may allow the policy's name just once: all scripts of ours go through the one that is made here. */
export function createAddScript(folder: string, nonce: string | undefined): AddScript {
  let policy: ReturnType<TrustedTypes['createPolicy']> | undefined
  return (file, integrity, sidelong, onFailed) => {
    const url = folder + file
    const script = document.createElement('script')
    let directive: string | undefined
    // The element does not say why it failed; a script that can be fetched and yet does not run has been altered.
    const onerror = () => {
      if (directive) onFailed('csp-blocked', directive)
      else
        fetch(url).then(
          ({ ok }) => onFailed(ok ? 'integrity-failed' : 'network'),
          () => onFailed('network'),
        )
    }
    addEventListener('securitypolicyviolation', (event) => {
      directive ||= url.startsWith(event.blockedURI) ? event.effectiveDirective : ''
    })
    Object.assign(script, { crossOrigin: '', integrity, nonce, onerror, sidelong })
    try {
      policy ??= (window as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('sidelong', {
        createScriptURL: String,
      })
      script.src = policy?.createScriptURL(url) ?? url
      document.documentElement.append(script)
    } catch {
      onFailed('csp-blocked', 'trusted-types')
    }
  }
}
