import { parseUrl } from '../url.ts'

/**
 * The page of the console to go back to after a log-in, or `null`. The place comes from this page's own history state,
 * never from an address; still only pages of the console pass. Joins are kept on the server (JN-1), so the home page,
 * where that ends without one, is no place of its own.
 */
export function checkedReturnPlace(place: unknown, basePath: string): string | null {
  if (typeof place !== 'string' || !place.startsWith(`${basePath}/`)) return null
  const url = parseUrl(place, 'https://console.invalid')
  if (url?.origin !== 'https://console.invalid' || !url.pathname.startsWith(`${basePath}/`)) return null
  if (/^\/(login|join|return)(\/|$)/.test(url.pathname.slice(basePath.length))) return null
  const address = url.pathname + url.search
  return address === `${basePath}/` ? null : address
}
