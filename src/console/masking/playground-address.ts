/** The address that opens a page of the site with the preview of masks; `null` for what is no page on the web. */
export function playgroundAddress(text: string): string | null {
  try {
    const url = new URL(text.trim())
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return null
    url.username = ''
    url.password = ''
    url.hash = 'sidelong-preview'
    return url.href
  } catch {
    return null
  }
}
