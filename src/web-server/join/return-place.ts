import { createHmac } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { fromBase64Url, toBase64Url } from '../../base/bytes.ts'
import { isSameText } from '../../node/control-auth.ts'
import { findUser } from '../accounts/current-user.ts'
import type { Context } from '../context.ts'
import { WEB_LIMITS } from '../limits.ts'

/*
 * The place to return to after log-in (JN-1): always `/agent/join` with its query, in a cookie signed by us, so that any
 * web server behind the load balancer can read it and nobody else can write it. Never an open redirect: the path is fixed.
 */
export const RETURN_COOKIE = '__Host-sidelong-return'
const ATTRIBUTES = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' } as const

function mac(context: Context, body: string): string {
  return toBase64Url(createHmac('sha256', context.signingSecret).update(`sidelong-return|${body}`).digest())
}

export function rememberReturn(context: Context, reply: FastifyReply, query: string): void {
  const expiresMs = context.clock.now() + WEB_LIMITS.returnPlaceLifeMs
  const body = toBase64Url(new TextEncoder().encode(JSON.stringify([expiresMs, query])))
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
  const [expiresMs, query] = JSON.parse(new TextDecoder().decode(bytes)) as [number, string]
  return expiresMs > context.clock.now() ? `/agent/join?${query}` : null
}

export function forgetReturn(request: FastifyRequest, reply: FastifyReply): void {
  if (request.cookies[RETURN_COOKIE]) reply.clearCookie(RETURN_COOKIE, ATTRIBUTES)
}

/** For the console's page: where to go instead, if the agent has logged in meanwhile. */
export async function resumeReturn(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<string | null> {
  const place = pendingReturn(context, request)
  if (place === null || !(await findUser(context, request))) return null
  forgetReturn(request, reply)
  return place
}
