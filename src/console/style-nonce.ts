/**
 * The nonce under which the content security policy lets us add style elements, or undefined without one. The element
 * that carries it goes away, so that an attribute selector cannot read it out.
 */
export function takeStyleNonce(document: Document): string | undefined {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')
  const nonce = meta?.content
  meta?.remove()
  return nonce || undefined
}
