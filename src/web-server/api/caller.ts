import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isSameText } from '../../node/control-auth.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { type GroupId, groupIdFromText } from '../../protocol/ids.ts'
import { type CurrentLogin, isConfirmed, requireLogin } from '../accounts/current-user.ts'
import { userOfLoginKey } from '../accounts/login-keys.ts'
import type { Context } from '../context.ts'
import { groupMember, type Member, membershipsIn, membershipsOf } from '../groups/groups.ts'
import { MANAGEMENT, type Permission } from '../groups/roles.ts'
import { WEB_LIMITS } from '../limits.ts'

/** What an API token may be good for: permissions, and looking sessions up. */
export type TokenScope = Permission | 'join'

/** Who calls the API: a person by the cookie of the log-in, or a program by a token of one group. */
export type Caller = {
  /** As in the audit log: `user:…` or `token:…`. */
  readonly actor: string
  /** Null for programs. */
  readonly userId: string | null
  readonly tokenId: string | null
  /** The groups, each with what the caller may do there. */
  readonly members: readonly Member[]
  /** `null` for people, who may do what their members say. */
  readonly scopes: readonly string[] | null
  /** A program proves nothing a second time: what asks for that is for people. */
  readonly isConfirmed: boolean
}

const CALLS_LEFT = Symbol('calls left')

function noteCallsLeft(request: FastifyRequest, left: number): void {
  Object.assign(request, { [CALLS_LEFT]: left })
}

/** RS-3: how many calls the token has left in this minute; for the answer's headers. */
export async function setRateHeaders(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const left = (request as { [CALLS_LEFT]?: number })[CALLS_LEFT]
  if (left === undefined) return
  reply.header('ratelimit-policy', `"token";q=${WEB_LIMITS.apiCallsPerMinutePerToken};w=60`)
  reply.header('ratelimit', `"token";r=${left};t=60`)
}

const BEARER = /^Bearer (sl_([A-Za-z0-9_-]{16})_([A-Za-z0-9_-]{43}))$/
/** Whether the request names a token; cookies count for nothing then. */
export function hasBearer(request: FastifyRequest): boolean {
  return request.headers.authorization !== undefined
}

export function tokenHash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}

/** Throws `not-logged-in` for nobody, and for a token that is unknown, expired or withdrawn. */
export async function requireCaller(context: Context, request: FastifyRequest): Promise<Caller> {
  if (hasBearer(request)) {
    const caller = await callerOfToken(context, request.headers.authorization ?? '')
    noteCallsLeft(request, await context.rates.tokenCalls.take(caller.tokenId ?? ''))
    return caller
  }
  const login = await requireLogin(context, request)
  if (login.isLimited) throw new SidelongError('second-factor-first')
  return callerOfLogin(context, login)
}

/** Who a login key in place of a token names, in its group alone: as the person, without what manages the group (JN-7). */
export async function callerOfLoginKey(
  context: Context,
  request: FastifyRequest,
  groupId: GroupId,
  externalid: string,
): Promise<Caller> {
  const loginkey = (request.headers.authorization ?? '').replace(/^Bearer /, '')
  const userId = await userOfLoginKey(context, request, groupId, { externalid, loginkey })
  const members = (await membershipsOf(context.db, userId))
    .filter((member) => member.groupId === groupId)
    .map((member) => ({
      ...member,
      permissions: member.permissions.filter((name) => !MANAGEMENT.includes(name)),
    }))
  return { actor: `user:${userId}`, userId, tokenId: null, members, scopes: null, isConfirmed: false }
}

async function callerOfLogin(context: Context, login: CurrentLogin): Promise<Caller> {
  return {
    actor: `user:${login.id}`,
    userId: login.id,
    tokenId: null,
    members: await membershipsIn(context.db, login),
    scopes: null,
    isConfirmed: isConfirmed(context, login),
  }
}

async function callerOfToken({ db, clock }: Context, header: string): Promise<Caller> {
  const [, , id = '', secret = ''] = BEARER.exec(header) ?? []
  const row = await db.selectFrom('api_tokens').selectAll().where('id', '=', id).executeTakeFirst()
  const nowMs = clock.now()
  if (!row || !isSameText(tokenHash(secret), row.hash) || row.expires_at.getTime() <= nowMs)
    throw new SidelongError('not-logged-in')
  // A token lives as long as the person for whom it speaks may do what it does.
  const owner = row.user_id === null ? null : await membershipsOf(db, row.user_id)
  const group = owner
    ? owner.find((member) => member.groupId === row.group_id)
    : await groupMember(db, row.group_id)
  if (!group || group.isSuspended) throw new SidelongError('not-logged-in')
  if (nowMs - (row.last_used_at?.getTime() ?? 0) > WEB_LIMITS.loginTouchMs)
    await db
      .updateTable('api_tokens')
      .set({ last_used_at: new Date(nowMs) })
      .where('id', '=', id)
      .execute()
  const scopes = Array.isArray(row.scopes) ? row.scopes.map(String) : []
  const permissions = group.permissions.filter((name) => scopes.includes(name))
  return {
    actor: `token:${id}`,
    userId: row.user_id,
    tokenId: id,
    members: [{ ...group, privileges: owner ? group.privileges : [], permissions }],
    scopes,
    isConfirmed: false,
  }
}

/**
 * The caller's membership in this group. A group that does not exist and one of others look the same (RS-1): `not-found`;
 * a right that is missing in an own one: `not-permitted`.
 */
export function memberIn(caller: Caller, group: string | GroupId, needs: Permission | null): Member {
  const id = typeof group === 'string' ? groupIdFromText(group) : group
  const member = caller.members.find((one) => one.groupId === id)
  if (!member) throw new SidelongError('not-found')
  if (needs !== null && !member.permissions.includes(needs)) throw new SidelongError('not-permitted')
  return member
}
