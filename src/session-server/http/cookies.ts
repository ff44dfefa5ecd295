/** The values of every cookie called `name` in a `Cookie` header, in order. */
export function cookieValues(header: string | undefined, name: string): string[] {
  if (!header) return []
  const values: string[] = []
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=')
    if (at >= 0 && pair.slice(0, at).trim() === name) values.push(pair.slice(at + 1).trim())
  }
  return values
}

/** The names in a `Cookie` header, in order. */
export function cookieNames(header: string | undefined): string[] {
  return (header ?? '').split(';').flatMap((pair) => {
    const at = pair.indexOf('=')
    return at < 0 ? [] : [pair.slice(0, at).trim()]
  })
}

/** The one cookie called `name`; `null` if there is none, or several (one of them was planted). */
export function onlyCookie(header: string | undefined, name: string): string | null {
  const values = cookieValues(header, name)
  return values.length === 1 ? (values[0] ?? null) : null
}
