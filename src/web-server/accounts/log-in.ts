import type { FastifyReply, FastifyRequest } from 'fastify'
import { addressKey } from '../../node/client-address.ts'
import { SidelongError } from '../../protocol/errors.ts'
import type { GroupId } from '../../protocol/ids.ts'
import { audit, NO_GROUP } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { LoginMethod } from '../db/schema.ts'
import { pendingReturn } from '../join/return-place.ts'
import { WEB_LIMITS } from '../limits.ts'
import type { LoginWay } from '../settings/registry.ts'
import { ADDRESS_HEADER, EMBED_COOKIE, LOGIN_COOKIE, type LoginJar } from './auth.ts'
import { findLogin } from './current-user.ts'
import { beginStep } from './login-steps.ts'
import { isInOthers, type LoginPolicy, loginPolicy } from './policy.ts'
import { type Factors, factorsOf } from './second-factor.ts'

/** Names the log-in that waits for its second factor. Strict: no other site has a part in it. */
export const STEP_COOKIE = '__Host-sidelong-step'
const STEP_ATTRIBUTES = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const

/** Somebody whom we have recognized, by a first factor or by one that counts as two. */
export type Recognized = {
  readonly userId: string
  readonly way: LoginWay
  /** Who vouches for them is trusted by this group alone: a provider of its choice, its login secret. */
  readonly onlyGroup?: GroupId
  /** A passkey, a login key, or a company log-in that asked for a second factor itself. */
  readonly isStrong: boolean
  /** When they proved it, if not just now: a provider may remember people. */
  readonly provenAtMs?: number
  readonly jar?: LoginJar
}

export type LoginOutcome =
  | { readonly kind: 'in'; readonly isLimited: boolean }
  | { readonly kind: 'second-factor'; readonly factors: Factors }

/** From being recognized to being logged in, or to the question for a second factor. */
export async function admit(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  { userId, way, isStrong, provenAtMs, onlyGroup: only, jar }: Recognized,
): Promise<LoginOutcome> {
  const onlyGroup = only ?? null
  const policy = await loginPolicy(context.db, userId, onlyGroup)
  if (!policy.ways.includes(way)) {
    await auditLogin(context, request, userId, `refused: ${way} is not allowed`)
    throw new SidelongError('login-refused')
  }
  const entry = { userId, policy, onlyGroup, provenAtMs, jar }
  if (isStrong) return enter(context, request, reply, { ...entry, method: way, isLimited: false })
  const factors = await factorsOf(context.db, userId)
  if (factors.hasTotp || factors.passkeys > 0) {
    const token = await beginStep(context, 'second-factor', { userId, data: { way, onlyGroup } })
    reply.setCookie(STEP_COOKIE, token, { ...STEP_ATTRIBUTES, maxAge: WEB_LIMITS.loginStepLifeMs / 1_000 })
    return { kind: 'second-factor', factors }
  }
  return enter(context, request, reply, { ...entry, method: way, isLimited: policy.isSecondFactorRequired })
}

/** Logs in after the second factor. */
export async function admitWithSecondFactor(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  { userId, method, onlyGroup }: Pick<Entry, 'userId' | 'method' | 'onlyGroup'>,
): Promise<LoginOutcome> {
  const policy = await loginPolicy(context.db, userId, onlyGroup)
  return enter(context, request, reply, { userId, method, policy, onlyGroup, isLimited: false })
}

type Entry = {
  readonly userId: string
  readonly method: LoginMethod
  readonly policy: LoginPolicy
  readonly isLimited: boolean
  readonly onlyGroup: GroupId | null
  readonly provenAtMs?: number | undefined
  readonly jar?: LoginJar | undefined
}

async function enter(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  { userId, method, policy, isLimited, onlyGroup, provenAtMs = context.clock.now(), jar = 'login' }: Entry,
): Promise<LoginOutcome> {
  const before = await findLogin(context, request, jar)
  // One group's word for somebody does not change how they log in everywhere.
  const isProof = onlyGroup === null || !(await isInOthers(context.db, userId, onlyGroup))
  const answer = await context.auth.api.beginLogin({
    body: {
      userId,
      method,
      isLimited,
      onlyGroup,
      provenAtMs: isProof ? Math.min(provenAtMs, context.clock.now()) : 0,
      idleMinutes: policy.idleMinutes,
      maxSeconds: policy.maxSeconds,
    },
    headers: new Headers({
      [ADDRESS_HEADER]: request.ip,
      'user-agent': (request.headers['user-agent'] ?? '').slice(0, WEB_LIMITS.maxUserAgentLength),
    }),
    asResponse: true,
  })
  const { isDone } = (await answer.json()) as { isDone: boolean }
  if (!isDone) {
    await auditLogin(context, request, userId, 'refused')
    throw new SidelongError('login-refused')
  }
  // The earlier log-in of this browser ends: a new one never continues an old one's id (SA-34, fixation).
  if (before) await context.db.deleteFrom('logins').where('token', '=', before.token).execute()
  await auditLogin(context, request, userId, `done: ${method}${isLimited ? ', limited' : ''}`)
  passCookies(answer, reply, jar)
  if (request.cookies[STEP_COOKIE]) reply.clearCookie(STEP_COOKIE, STEP_ATTRIBUTES)
  return { kind: 'in', isLimited }
}

/** What the log-in page gets. */
export async function describeOutcome(context: Context, request: FastifyRequest, outcome: LoginOutcome) {
  if (outcome.kind === 'second-factor') {
    const { hasTotp, passkeys, recoveryCodes } = outcome.factors
    return { secondFactor: { totp: hasTotp, passkey: passkeys > 0, recovery: recoveryCodes > 0 } }
  }
  // Where the agent wanted to go before logging in (JN-1): a path on this server.
  return { next: outcome.isLimited ? null : pendingReturn(context, request) }
}

export async function auditLogin(
  context: Context,
  request: FastifyRequest,
  userId: string | null,
  outcome: string,
): Promise<void> {
  await audit(context.db, context.clock.now(), {
    groupId: NO_GROUP,
    actor: userId === null ? 'unknown' : `user:${userId}`,
    operation: 'login',
    object: `address:${addressKey(request.ip)}`,
    outcome,
  })
}

export function passCookies(answer: Response, reply: FastifyReply, jar: LoginJar = 'login'): void {
  for (const cookie of answer.headers.getSetCookie()) {
    if (jar === 'login') reply.header('set-cookie', cookie)
    else if (cookie.startsWith(`${LOGIN_COOKIE}=`)) reply.header('set-cookie', forFrame(cookie))
  }
}

/** AE-1: sent to frames in other sites' pages, too, and kept apart for each of these sites. */
function forFrame(cookie: string): string {
  const named = cookie.replace(LOGIN_COOKIE, EMBED_COOKIE).replace(/; *SameSite=\w+/i, '')
  return `${named}; SameSite=None; Partitioned`
}
