/** A call that was refused, with the server's problem details. */
export class SidelongApiError extends Error {
  constructor(code, status, problem, retryAfterSeconds) {
    super(problem?.detail ?? problem?.title ?? code)
    Object.assign(this, { name: 'SidelongApiError', code, status, problem, retryAfterSeconds })
  }
}

export function createClient({ baseUrl, token, fetch: ask = (...args) => fetch(...args) }) {
  async function call(method, path, { path: names = {}, query = {}, body, headers = {}, signal } = {}) {
    const filled = path.replace(/\{(\w+)\}/g, (_, name) => {
      if (names[name] === undefined) throw new TypeError(`${path} needs ${name}`)
      return encodeURIComponent(names[name])
    })
    const url = new URL(filled, baseUrl)
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.append(name, String(value))
    const bearer = typeof token === 'function' ? await token() : token
    let answer
    let text
    try {
      answer = await ask(url, {
        method: method.toUpperCase(),
        headers: {
          authorization: `Bearer ${bearer}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        // The token is all that counts, and it goes to this server alone.
        credentials: 'omit',
        redirect: 'error',
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal && { signal }),
      })
      text = await answer.text()
    } catch (error) {
      if (signal?.aborted) throw error
      throw new SidelongApiError('network', 0)
    }
    const isJson = /^application\/([\w.]+\+)?json\b/.test(answer.headers.get('content-type') ?? '')
    if (answer.ok) return text === '' ? undefined : isJson ? JSON.parse(text) : text
    const problem = isJson ? JSON.parse(text) : undefined
    const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN)
    throw new SidelongApiError(
      problem?.code ?? 'network',
      answer.status,
      problem,
      Number.isNaN(seconds) ? undefined : seconds,
    )
  }

  async function* all(path, request = {}) {
    let cursor
    do {
      const page = await call('get', path, { ...request, query: { ...request.query, cursor } })
      yield* page.items
      cursor = page.cursor ?? undefined
    } while (cursor !== undefined)
  }

  const methods = ['get', 'post', 'put', 'patch', 'delete'].map((method) => [
    method,
    (path, request) => call(method, path, request),
  ])
  return { ...Object.fromEntries(methods), all }
}
