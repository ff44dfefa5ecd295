import type { FastifyReply, FastifyRequest } from 'fastify'
import { SidelongError } from '../../protocol/errors.ts'
import { sendProblem } from './problem.ts'
import type { PublicAddress } from './public-address.ts'

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS']

/** Refuses requests whose `Host` is not ours (DNS rebinding, poisoned links). `/healthz` is asked by address. */
export function createHostGuard(address: PublicAddress) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.url === '/healthz') return
    // An address with a host of its own is for proxies, which we are not.
    const isPath = request.url.startsWith('/') || request.url === '*'
    // Of two `Host` headers a proxy may have judged the other one.
    const isOnly = (request.raw.headersDistinct['host'] ?? []).length <= 1
    if (isPath && isOnly && address.isOwnHost(request.host)) return
    await sendProblem(request, reply, 'bad-params', { detail: 'Host: is not a name of this server' })
  }
}

/**
 * State-changing requests come from our own pages (SECURITY section 6): Fetch Metadata and `Origin`, whichever the
 * browser sends, must say so, and at least one must be there.
 */
export function createSameOriginGuard(address: PublicAddress) {
  return async (request: FastifyRequest) => {
    if (SAFE_METHODS.includes(request.method)) return
    // A program with a token: cookies count for nothing then (current-user.ts), and no page of another site can send it.
    if (request.headers.authorization !== undefined && request.url.startsWith('/v1/')) return
    const site = request.headers['sec-fetch-site']
    const origin = request.headers.origin
    const isSiteFine = site === undefined || site === 'same-origin' || site === 'none'
    const isOriginFine = origin === undefined ? site !== undefined : address.isOwnOrigin(origin)
    if (!isSiteFine || !isOriginFine) throw new SidelongError('cross-site')
  }
}
