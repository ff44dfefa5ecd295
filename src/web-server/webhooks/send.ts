import { type RequestOptions, request } from 'node:https'
import { isIP } from 'node:net'
import { ParseError } from '../../base/parse.ts'
import { WEB_LIMITS } from '../limits.ts'
import { isPublicAddress, PrivateAddressError, publicLookup } from './addresses.ts'

/** What came of one attempt; `status` is null if there was no answer. */
export type Attempt = {
  readonly isDone: boolean
  readonly status: number | null
  readonly error: string | null
}

export type Sender = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<Attempt>

export type SenderOptions = {
  /** Host names that may be private addresses; by the operator's word. */
  readonly allowedHosts: readonly string[]
  /** Certificates trusted besides the usual ones. */
  readonly ca?: string
}

/** An endpoint's address as far as it can be judged before connecting (WH-4). Throws ParseError. */
export function checkEndpoint(text: string, allowedHosts: readonly string[]): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol !== 'https:' || url.username || url.password || url.hash)
    throw new ParseError('url', 'must be an https address without user name and fragment')
  const host = hostOf(url)
  const isLiteral = isIP(host) !== 0
  const isLocalName = host === 'localhost' || host.endsWith('.localhost') || host.endsWith('.internal')
  if (!allowedHosts.includes(host) && (isLocalName || (isLiteral && !isPublicAddress(host))))
    throw new ParseError('url', 'must be an address of the public network')
  return url.href
}

/** Sends by `https` only, without redirects, to public addresses, and waits no longer than 10 s. */
export function createSender({ allowedHosts, ca }: SenderOptions): Sender {
  return async (address, headers, body) => {
    const url = new URL(address)
    const host = hostOf(url)
    const isAllowed = allowedHosts.includes(host)
    if (url.protocol !== 'https:') return failed('the address is not https')
    // A literal address is not looked up.
    if (!isAllowed && isIP(host) !== 0 && !isPublicAddress(host))
      return failed('the address is not a public one')
    const options: RequestOptions = {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      signal: AbortSignal.timeout(WEB_LIMITS.webhookTimeoutMs),
      agent: false,
      ...(!isAllowed && { lookup: publicLookup() }),
      ...(ca !== undefined && { ca }),
    }
    return new Promise<Attempt>((resolve) => {
      const call = request(url, options, (response) => {
        const status = response.statusCode ?? 0
        // What the receiver says beyond that is nobody's concern; redirects are not followed.
        response.destroy()
        const isDone = status >= 200 && status < 300
        resolve({ isDone, status, error: isDone ? null : `the receiver answered ${status}` })
      })
      call.on('error', (error) => resolve(failed(explain(error))))
      call.end(body)
    })
  }
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
}

function failed(error: string): Attempt {
  return { isDone: false, status: null, error }
}

/** In words of ours: what the system says may name hosts inside. */
function explain(error: Error): string {
  if (error instanceof PrivateAddressError) return error.message
  const code = 'code' in error ? String(error.code) : ''
  if (error.name === 'TimeoutError' || error.name === 'AbortError' || code === 'ABORT_ERR')
    return `no answer within ${WEB_LIMITS.webhookTimeoutMs / 1_000} s`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the name cannot be resolved'
  if (code === 'ECONNREFUSED') return 'the connection was refused'
  if (/CERT|SIGNATURE|SSL|TLS|ALTNAME/.test(code)) return 'the certificate is not trusted'
  return 'the connection failed'
}
