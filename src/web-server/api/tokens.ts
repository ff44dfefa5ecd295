import type { FastifyInstance } from 'fastify'
import { toBase64Url } from '../../base/bytes.ts'
import { ParseError } from '../../base/parse.ts'
import { schemaOf } from '../../base/schema.ts'
import { SidelongError } from '../../protocol/errors.ts'
import type { GroupId } from '../../protocol/ids.ts'
import {
  apiTokens,
  loginSecrets,
  madeSecret,
  madeToken,
  newToken,
  shortToken,
  shortTokenRequest,
} from '../../protocol/people-api.ts'
import { namesOfActors } from '../accounts/actor-names.ts'
import { dropLoginSecrets, rotateLoginSecret } from '../accounts/login-secrets.ts'
import { audit } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { PERMISSIONS } from '../groups/roles.ts'
import { WEB_LIMITS } from '../limits.ts'
import { readSettings } from '../settings/store.ts'
import { type Caller, callerOfLoginKey, memberIn, requireCaller, tokenHash } from './caller.ts'
import { routesOf } from './route.ts'

const TOKENS = '/v1/groups/:group/tokens'
const DAY_MS = 24 * 3_600_000
/** What tokens can be good for: permission names, and `join` to look sessions up. */
export const TOKEN_SCOPES = ['join', ...PERMISSIONS] as const

/** API tokens, short tokens and login secrets (section 18). */
export async function tokenRoutes(app: FastifyInstance, context: Context): Promise<void> {
  const { db, clock, random, sealer } = context
  const add = routesOf(app, context)
  const tag = 'integrations'

  async function make(entry: {
    group: GroupId
    name: string
    scopes: readonly string[]
    userId: string | null
    by: Caller
    lifeMs: number
  }) {
    const id = toBase64Url(random(12))
    const secret = toBase64Url(random(32))
    const now = clock.now()
    const row = {
      id,
      group_id: entry.group,
      name: entry.name,
      hash: tokenHash(secret),
      scopes: JSON.stringify(entry.scopes),
      user_id: entry.userId,
      created_by: entry.by.actor,
      created_at: new Date(now),
      expires_at: new Date(now + entry.lifeMs),
    }
    await db.insertInto('api_tokens').values(row).execute()
    await audit(db, now, {
      groupId: entry.group,
      actor: entry.by.actor,
      operation: 'token.create',
      object: `token:${id}`,
      outcome: entry.scopes.join(', '),
    })
    return { token: `sl_${id}_${secret}`, row }
  }

  add({
    method: 'GET',
    path: TOKENS,
    tag,
    summary: 'API tokens of the group, without their secrets.',
    needs: 'keys.manage',
    answer: apiTokens,
    async handle({ member }) {
      await forgetExpired(member.groupId)
      const rows = await db
        .selectFrom('api_tokens')
        .selectAll()
        .where('group_id', '=', member.groupId)
        .where('user_id', 'is', null)
        .orderBy('created_at', 'desc')
        .limit(WEB_LIMITS.maxTokensPerGroup)
        .execute()
      const names = await namesOfActors(
        db,
        rows.map((row) => row.created_by),
      )
      const items = rows.map((row) => ({
        id: row.id,
        name: row.name,
        scopes: textsOf(row.scopes),
        createdBy: names.get(row.created_by) ?? row.created_by,
        createdAt: row.created_at.toISOString(),
        expiresAt: row.expires_at.toISOString(),
        lastUsedAt: row.last_used_at?.toISOString() ?? null,
      }))
      return { items, scopes: [...TOKEN_SCOPES] }
    },
  })

  add({
    method: 'POST',
    path: TOKENS,
    tag,
    summary: 'A new API token; the answer is the only place where it stands.',
    needs: 'keys.manage',
    body: newToken,
    answer: madeToken,
    makes: true,
    async handle({ caller, member, body }) {
      // What manages the group could make more of itself.
      if (!caller.isConfirmed) throw new SidelongError('confirm-first')
      // What programs are for, the maker need not do: finding sessions, and who is there.
      const scopes = scopesWithin(body.scopes, ['join', 'presence', ...member.permissions])
      const { count } = await db
        .selectFrom('api_tokens')
        .select((eb) => eb.cast<number>(eb.fn.countAll(), 'integer').as('count'))
        .where('group_id', '=', member.groupId)
        .where('user_id', 'is', null)
        .executeTakeFirstOrThrow()
      if (count >= WEB_LIMITS.maxTokensPerGroup) throw new ParseError('tokens', 'are too many')
      const { token, row } = await make({
        group: member.groupId,
        name: body.name,
        scopes,
        userId: null,
        by: caller,
        lifeMs: body.days * DAY_MS,
      })
      return {
        token,
        entry: {
          id: row.id,
          name: row.name,
          scopes,
          createdBy: row.created_by,
          createdAt: row.created_at.toISOString(),
          expiresAt: row.expires_at.toISOString(),
          lastUsedAt: null,
        },
      }
    },
  })

  add({
    method: 'DELETE',
    path: `${TOKENS}/:token`,
    tag,
    summary: 'Withdraws a token at once.',
    needs: 'keys.manage',
    async handle({ caller, member, params }) {
      const gone = await db
        .deleteFrom('api_tokens')
        .where('group_id', '=', member.groupId)
        .where('id', '=', params.token ?? '')
        .executeTakeFirst()
      if (gone.numDeletedRows === 0n) throw new SidelongError('not-found')
      await audit(db, clock.now(), {
        groupId: member.groupId,
        actor: caller.actor,
        operation: 'token.delete',
        object: `token:${params.token}`,
        outcome: 'done',
      })
    },
  })

  app.post(
    '/v1/tokens',
    {
      schema: {
        tags: [tag],
        summary: 'A token for 1 to 120 minutes, for no more than the caller may do.',
        description:
          'With `externalId`, a login key stands in place of the bearer token; the new one speaks for that person.',
        body: schemaOf(shortTokenRequest),
        response: {
          201: { description: 'Done.', content: { 'application/json': { schema: schemaOf(shortToken) } } },
        },
      },
      validatorCompiler: () => () => true,
      serializerCompiler: () => (data) => JSON.stringify(data),
    },
    async (request, reply) => {
      const body = shortTokenRequest(request.body)
      const group = body.groupId as GroupId
      const caller =
        body.externalId === undefined
          ? await requireCaller(context, request)
          : await callerOfLoginKey(context, request, group, body.externalId)
      const member = memberIn(caller, group, null)
      const mayJoin = caller.scopes ? caller.scopes.includes('join') : member.privileges.includes('view')
      const scopes = scopesWithin(body.scopes, [...(mayJoin ? ['join'] : []), ...member.permissions])
      if (scopes.includes('presence')) {
        const { settings } = await readSettings(db, member.groupId, 'production')
        const longest = settings['presence.tokenLife']
        if (body.minutes > longest)
          throw new ParseError('minutes', `must be at most ${longest} with presence`)
      }
      await forgetExpired(member.groupId)
      const { token, row } = await make({
        group: member.groupId,
        name: 'short',
        scopes,
        userId: caller.userId,
        by: caller,
        lifeMs: body.minutes * 60_000,
      })
      return reply.code(201).send({ token, expiresAt: row.expires_at.toISOString() })
    },
  )

  add({
    method: 'GET',
    path: '/v1/groups/:group/login-secret',
    tag,
    summary: 'When the login secrets that count were made.',
    needs: 'keys.manage',
    answer: loginSecrets,
    async handle({ member }) {
      const rows = await db
        .selectFrom('login_secrets')
        .select('created_at')
        .where('group_id', '=', member.groupId)
        .orderBy('id', 'desc')
        .execute()
      return { items: rows.map((row) => ({ createdAt: row.created_at.toISOString() })) }
    },
  })

  add({
    method: 'POST',
    path: '/v1/groups/:group/login-secret/rotate',
    tag,
    summary: 'A new login secret (JN-7); the one before it goes on working.',
    needs: 'keys.manage',
    answer: madeSecret,
    makes: true,
    async handle({ caller, member }) {
      // Who has it logs in as anybody of the group.
      if (!caller.isConfirmed) throw new SidelongError('confirm-first')
      const secret = await rotateLoginSecret(db, sealer, member.groupId, clock.now())
      await noteSecret(caller, member.groupId, 'login-secret.rotate')
      return { secret }
    },
  })

  add({
    method: 'POST',
    path: '/v1/groups/:group/login-secret/drop',
    tag,
    summary: 'The rotation is over: the secret before the newest one counts no more.',
    needs: 'keys.manage',
    async handle({ caller, member }) {
      await dropLoginSecrets(db, member.groupId, false)
      await noteSecret(caller, member.groupId, 'login-secret.drop')
    },
  })

  async function noteSecret(caller: Caller, groupId: GroupId, operation: string): Promise<void> {
    await audit(db, clock.now(), {
      groupId,
      actor: caller.actor,
      operation,
      object: 'login-secret',
      outcome: 'done',
    })
  }

  async function forgetExpired(group: GroupId): Promise<void> {
    await db
      .deleteFrom('api_tokens')
      .where('group_id', '=', group)
      .where('expires_at', '<', new Date(clock.now() - 30 * DAY_MS))
      .execute()
  }
}

function scopesWithin(wanted: readonly string[], allowed: readonly string[]): string[] {
  if (wanted.length === 0) throw new ParseError('scopes', 'must name one at least')
  const beyond = wanted.find((name) => !allowed.includes(name))
  if (beyond !== undefined) throw new ParseError('scopes', 'must not go beyond what you may do yourself')
  return [...new Set(wanted)]
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
