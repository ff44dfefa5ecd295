import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { addressKey } from '../../node/client-address.ts'
import { linkRequest, unlinkRequest } from '../../protocol/accounts.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { groupIdFromText } from '../../protocol/ids.ts'
import { audit } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { WEB_LIMITS } from '../limits.ts'
import { auditAccount } from './audit-account.ts'
import { findLogin, requireConfirmed } from './current-user.ts'
import { createFromIdentity, findIdentity, linkIdentity } from './identities.ts'
import { admit } from './log-in.ts'
import { beginStep, takeStep } from './login-steps.ts'
import { isMember } from './policy.ts'
import { type CompanyAccount, createSso, SSO_CALLBACK, type SsoTrip, ssoTrip } from './sso.ts'

/** Binds the way to the provider and back to this browser (SA-34). Lax: the way back comes from another site. */
const SSO_COOKIE = '__Host-sidelong-sso'
const ATTRIBUTES = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' } as const

/** Why somebody is not let in; the console has words for each. */
type Problem = 'sso-failed' | 'sso-unavailable' | 'sso-unknown' | 'sso-testing' | 'sso-taken'
class SsoRefusal extends Error {
  override readonly name = 'SsoRefusal'
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem)
    this.problem = problem
  }
}

/** Log-in by company account (JN-8). */
export async function ssoRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const sso = createSso(context)
  const { db, clock, log, rates } = context
  const docs = (summary: string) => ({ schema: { tags: ['accounts'], summary } })

  app.get(
    '/agent/sso/:group',
    { exposeHeadRoute: false, ...docs('Leads to the log-in of a company.') },
    async (request, reply) => {
      const canonical = context.address.origin()
      if (`${request.protocol}://${request.host}` !== canonical)
        return reply.redirect(canonical + request.url, 302)
      const groupId = groupIdFromText((request.params as { group: string }).group)
      const isAgain = (request.query as { again?: unknown }).again === '1'
      // Another site cannot log somebody in unasked, under a name of its choice: they press the button themselves.
      const site = request.headers['sec-fetch-site']
      if (site !== 'same-origin' && site !== 'none')
        return reply.redirect(groupId === null ? '/agent/login' : `/agent/login?company=${groupId}`, 303)
      await rates.ssoStarts.take(addressKey(request.ip))
      const begun =
        groupId === null ? null : await begin({ groupId, purpose: 'log-in', isAgain, loginId: null }, null)
      if (!begun) return reply.redirect('/agent/login?problem=sso-unavailable', 303)
      setTripCookie(reply, begun.token)
      return reply.redirect(begun.location, 303)
    },
  )

  app.get(
    SSO_CALLBACK,
    { exposeHeadRoute: false, ...docs('The way back from the log-in of a company.') },
    async (request, reply) => {
      const token = request.cookies[SSO_COOKIE]
      reply.clearCookie(SSO_COOKIE, ATTRIBUTES)
      const step = await takeStep(context, 'oidc', token)
      if (!step) return reply.redirect('/agent/login?problem=sso-failed', 303)
      const trip = ssoTrip(step.data)
      const home = trip.purpose === 'link' ? '/agent/account' : '/agent/login'
      try {
        const account = await returned(trip, request)
        return await (trip.purpose === 'link'
          ? link(trip, account, request, reply)
          : logIn(trip, account, request, reply))
      } catch (error) {
        const problem = problemOf(error)
        if (problem === null) throw error
        await auditTrip(trip, step.userId, `refused: ${problem}`)
        return reply.redirect(`${home}?problem=${problem}`, 303)
      }
    },
  )

  app.post('/api/auth/sso/link', docs('Begin to link a company account.'), async (request, reply) => {
    const login = await requireConfirmed(context, request)
    const { groupId } = linkRequest(request.body)
    if (!(await isMember(db, login.id, groupId))) throw new SidelongError('not-found')
    await rates.ssoStarts.take(addressKey(request.ip))
    const begun = await begin({ groupId, purpose: 'link', isAgain: false, loginId: login.loginId }, login.id)
    if (!begun) throw new SidelongError('not-found')
    setTripCookie(reply, begun.token)
    return { location: begun.location }
  })

  app.post('/api/auth/sso/unlink', docs('Take a company account away.'), async (request) => {
    const login = await requireConfirmed(context, request)
    const { issuer, subject } = unlinkRequest(request.body)
    const removed = await db
      .deleteFrom('identities')
      .where('user_id', '=', login.id)
      .where('issuer', '=', issuer)
      .where('subject', '=', subject)
      .executeTakeFirst()
    if (removed.numDeletedRows === 0n) throw new SidelongError('not-found')
    await auditAccount(context, login.id, 'identity.remove', 'done')
    return { success: true }
  })

  async function begin(wanted: Parameters<typeof sso.begin>[0], userId: string | null) {
    try {
      const begun = await sso.begin(wanted)
      if (!begun) return null
      const step = { userId, data: begun.trip }
      return {
        token: await beginStep(context, 'oidc', step, WEB_LIMITS.ssoStepLifeMs),
        location: begun.url.href,
      }
    } catch (error) {
      log.warn('a company log-in cannot begin', { group: wanted.groupId, code: codeOf(error) })
      return null
    }
  }

  /** Who has come back; what openid-client does not accept is one refusal for people, with its code in the log. */
  async function returned(trip: SsoTrip, request: FastifyRequest): Promise<CompanyAccount> {
    try {
      return await sso.finish(trip, request.url)
    } catch (error) {
      log.warn('a company log-in was refused', { group: trip.groupId, code: codeOf(error) })
      throw new SsoRefusal('sso-failed')
    }
  }

  async function logIn(trip: SsoTrip, account: CompanyAccount, request: FastifyRequest, reply: FastifyReply) {
    const provider = await sso.providerOf(trip.groupId)
    if (provider?.issuer !== trip.issuer || provider.clientId !== trip.clientId)
      throw new SsoRefusal('sso-unavailable')
    if (provider.state === 'testing') throw new SsoRefusal('sso-testing')
    const userId =
      (await findIdentity(db, account)) ?? (await createFromIdentity(context, trip.groupId, account))
    // A provider that one group trusts opens no account that is not of this group.
    if (userId === null || !(await isMember(db, userId, trip.groupId))) throw new SsoRefusal('sso-unknown')
    const { isStrong, provenAtMs } = account
    const outcome = await admit(context, request, reply, {
      userId,
      way: 'oidc',
      isStrong,
      provenAtMs,
      onlyGroup: trip.groupId,
    })
    await auditTrip(trip, userId, 'done')
    return reply.redirect(outcome.kind === 'in' ? '/agent/return' : '/agent/login?step=code', 303)
  }

  async function link(trip: SsoTrip, account: CompanyAccount, request: FastifyRequest, reply: FastifyReply) {
    // Still the same person, in the same log-in.
    const login = await findLogin(context, request)
    if (!login || login.loginId !== trip.loginId) throw new SsoRefusal('sso-failed')
    const label = account.verifiedEmail ?? account.name ?? account.subject
    if (!(await linkIdentity(db, login.id, { ...account, label: label.slice(0, 255) }, clock.now())))
      throw new SsoRefusal('sso-taken')
    await auditAccount(context, login.id, 'identity.add', 'done')
    return reply.redirect('/agent/account', 303)
  }

  async function auditTrip(trip: SsoTrip, userId: string | null, outcome: string): Promise<void> {
    await audit(db, clock.now(), {
      groupId: trip.groupId,
      actor: userId === null ? 'unknown' : `user:${userId}`,
      operation: trip.purpose === 'link' ? 'sso.link' : 'sso.log-in',
      object: `group:${trip.groupId}`,
      outcome,
    })
  }
}

function setTripCookie(reply: FastifyReply, token: string): void {
  reply.setCookie(SSO_COOKIE, token, { ...ATTRIBUTES, maxAge: WEB_LIMITS.ssoStepLifeMs / 1_000 })
}

function problemOf(error: unknown): Problem | null {
  if (error instanceof SsoRefusal) return error.problem
  return error instanceof SidelongError && error.code === 'login-refused' ? 'sso-unknown' : null
}

/** A library's error code; never its message, which may quote what it was given. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code).slice(0, 64) : 'unknown'
}
