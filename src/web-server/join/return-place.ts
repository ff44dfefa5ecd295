import { createHmac } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { fromBase64Url, toBase64Url } from '../../base/bytes.ts'
import { isSameText } from '../../node/control-auth.ts'
import type { Context } from '../context.ts'
import { WEB_LIMITS } from '../limits.ts'

/*
 * The place to return to after log-in (JN-1): a page below `/agent/` with its query, in a cookie signed by us, so that any
 * web server behind the load balancer can read it and nobody else can write it. Never an open redirect.
 */
export const RETURN_COOKIE = '__Host-sidelong-return'
const ATTRIBUTES = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' } as const

/** No dot, percent sign or second slash in the path: nothing that a browser would resolve to another place. */
const PLACE = /^\/agent\/(?:[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_-]+)*\/?)?(?:\?[\w.~!$&'()*+,;=:@/?%-]*)?$/
const NO_PLACE = /^\/agent\/(login|return)(\/|\?|$)/
const HOME = '/agent/'

function mac(context: Context, body: string): string {
  return toBase64Url(createHmac('sha256', context.signingSecret).update(`sidelong-return|${body}`).digest())
}

export function isReturnPlace(place: string): boolean {
  return place.length <= WEB_LIMITS.maxReturnPlaceLength && PLACE.test(place) && !NO_PLACE.test(place)
}

/** Keeps a place, instead of an earlier one. What is no page of ours (an icon, say) is not kept. */
export function rememberReturn(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  place: string,
): void {
  if (place === HOME) return forgetReturn(request, reply)
  if (!isReturnPlace(place)) return
  const expiresMs = context.clock.now() + WEB_LIMITS.returnPlaceLifeMs
  const body = toBase64Url(new TextEncoder().encode(JSON.stringify([expiresMs, place])))
  reply.setCookie(RETURN_COOKIE, `${body}.${mac(context, body)}`, {
    ...ATTRIBUTES,
    maxAge: WEB_LIMITS.returnPlaceLifeMs / 1_000,
  })
}

/** The path kept for this browser, `null` if there is none (any more). */
export function pendingReturn(context: Context, request: FastifyRequest): string | null {
  const [body, signature] = (request.cookies[RETURN_COOKIE] ?? '').split('.')
  if (!body || !signature || !isSameText(signature, mac(context, body))) return null
  const bytes = fromBase64Url(body)
  if (!bytes) return null
  const [expiresMs, place] = JSON.parse(new TextDecoder().decode(bytes)) as [number, string]
  return expiresMs > context.clock.now() && isReturnPlace(place) ? place : null
}

export function forgetReturn(request: FastifyRequest, reply: FastifyReply): void {
  if (request.cookies[RETURN_COOKIE]) reply.clearCookie(RETURN_COOKIE, ATTRIBUTES)
}

/** Where to go instead, now that the agent has logged in: once. */
export function takeReturn(context: Context, request: FastifyRequest, reply: FastifyReply): string | null {
  const place = pendingReturn(context, request)
  if (place !== null) forgetReturn(request, reply)
  return place
}
