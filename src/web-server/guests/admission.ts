import { toBase64Url } from '../../base/bytes.ts'
import { credentialHash } from '../../node/control-auth.ts'
import type { SessionOpen } from '../../protocol/control.ts'
import { SidelongError } from '../../protocol/errors.ts'
import type { GuestRequest, GuestResponse, GuestState } from '../../protocol/guests-api.ts'
import type { GroupId, SessionId, Site } from '../../protocol/ids.ts'
import type { Language } from '../../protocol/languages.ts'
import { audit } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { GuestCode } from '../control/link.ts'
import { requireStorable } from '../db/storable.ts'
import { membershipsOf } from '../groups/groups.ts'
import { type HandOver, isJoinable, signJoiner } from '../join/hand-over.ts'
import { WEB_LIMITS } from '../limits.ts'
import { randomDigits } from '../sessions/keys.ts'
import { auditName, sessionData } from '../sessions/store.ts'
import type { OpenGroup } from '../sessions/visitor-gate.ts'
import type { Settings } from '../settings/registry.ts'
import { readSettings } from '../settings/store.ts'
import { emit } from '../webhooks/outbox.ts'

/** Origin of the page that asks; `null`: it is ours. */
export type From = string | null

/*
 * A guest opens the link of a session and states a name (`askToEnter`), reads a code to an agent, and enters when that
 * agent has admitted the code (`answerCode`). Link, code and the guest's own secret open nothing by themselves. Whatever
 * is wrong, the answer is the same.
 */

const SECRET_BYTES = 16
const CODE_DIGITS = 6
const CODE_TRIES = 16

/** What the session server has to know of guests; `null`: the group permits none. */
export async function guestsOf(
  { db, random, address }: Context,
  { settings }: OpenGroup,
  id: SessionId,
): Promise<SessionOpen['guests']> {
  if (!settings['guests.enabled']) return null
  const { guest_link: link } = await db
    .updateTable('sessions')
    .set((eb) => ({ guest_link: eb.fn.coalesce('guest_link', eb.val(toBase64Url(random(SECRET_BYTES)))) }))
    .where('id', '=', id)
    .returning('guest_link')
    .executeTakeFirstOrThrow()
  return {
    url: `${address.origin()}/guest/#${link}`,
    max: settings['guests.max'],
    approval: settings['guests.visitorApproval'],
    joinRedirect: settings['guests.joinRedirect'],
    endUrl: settings['guests.endUrl'],
  }
}

/** The customer's own page for guests with this link (GU-5). */
export async function pageFor(context: Context, from: From, link: string): Promise<string | null> {
  const { settings } = await openSession(context, 'guest_link', link, from)
  return settings['guests.joinRedirect']
}

export async function askToEnter(
  context: Context,
  from: From,
  { link, name }: GuestRequest,
): Promise<GuestResponse> {
  const { db, clock, random } = context
  requireStorable(name, 'name')
  const session = await openSession(context, 'guest_link', link, from)
  const guest = toBase64Url(random(SECRET_BYTES))
  const nowMs = clock.now()
  const seconds = session.settings['guests.codeLife']
  const code = await db.transaction().execute(async (tx) => {
    // One after the other: how many wait, and which codes they have, is true until the commit.
    await tx.selectFrom('sessions').select('id').where('id', '=', session.id).forUpdate().execute()
    await tx
      .deleteFrom('guests')
      .where('session_id', '=', session.id)
      .where('state', '=', 'waiting')
      .where('expires_at', '<', new Date(nowMs - WEB_LIMITS.guestKeepMs))
      .execute()
    const waiting = await tx
      .selectFrom('guests')
      .select('code')
      .where('session_id', '=', session.id)
      .where('state', '=', 'waiting')
      .execute()
    if (waiting.length >= WEB_LIMITS.guestsWaitingPerSession)
      throw new SidelongError('rate-limited', { retryAfterSeconds: 60 })
    const free = freeCode(random, new Set(waiting.map((one) => one.code)))
    await tx
      .insertInto('guests')
      .values({
        id: toBase64Url(random(SECRET_BYTES)),
        session_id: session.id,
        secret_hash: credentialHash(guest),
        name,
        code: free,
        expires_at: new Date(nowMs + seconds * 1_000),
        state: 'waiting',
      })
      .execute()
    return free
  })
  return { guest, code, expiresInSeconds: seconds }
}

/** Where a guest stands. */
export async function stateOf(context: Context, from: From, secret: string): Promise<GuestState> {
  const guest = await findGuest(context, from, secret)
  if (guest.state === 'admitted') return { type: 'admitted' }
  const leftMs = guest.expires_at.getTime() - context.clock.now()
  return leftMs > 0
    ? { type: 'waiting', code: guest.code, expiresInSeconds: Math.ceil(leftMs / 1_000) }
    : { type: 'expired' }
}

/** Begins the code's time anew; a code that has expired gives way to another. */
export async function moreTime(context: Context, from: From, secret: string): Promise<GuestState> {
  const { db, clock, random } = context
  const guest = await findGuest(context, from, secret)
  if (guest.state === 'admitted') return { type: 'admitted' }
  const nowMs = clock.now()
  const seconds = guest.settings['guests.codeLife']
  const code = guest.expires_at.getTime() > nowMs ? guest.code : freeCode(random, new Set([guest.code]))
  await db
    .updateTable('guests')
    .set({ code, expires_at: new Date(nowMs + seconds * 1_000) })
    .where('id', '=', guest.id)
    .where('state', '=', 'waiting')
    .execute()
  return { type: 'waiting', code, expiresInSeconds: seconds }
}

/** A join credential for a guest who was admitted; `null` when the session server is away. */
export async function enter(
  context: Context,
  from: From,
  secret: string,
  language: Language | null,
): Promise<HandOver | null> {
  const guest = await findGuest(context, from, secret)
  if (guest.state !== 'admitted') throw new SidelongError('not-found')
  const session = { id: guest.session_id, server: guest.server }
  if (!isJoinable(context, session)) return null
  const { id: agent, name, group_id: group, settings } = guest
  const privileges = settings['guests.privileges'].filter((one) => settings.permissions.includes(one))
  return signJoiner(
    context,
    session,
    { kind: 'guest', agent, name, role: null, privileges, group, parents: [] },
    { language, tools: null },
  )
}

/** A session server asks about a code that an agent entered there. */
export async function answerCode(context: Context, origin: string, message: GuestCode): Promise<void> {
  const { sessionId, participantId } = message
  const answer = (outcome: 'admitted' | 'unknown' | 'limited') =>
    context.pool.byOrigin(origin)?.send({ type: 'guest-answer', sessionId, participantId, outcome })
  try {
    await context.rates.guestCodes.take(sessionId)
    answer((await admit(context, origin, message)) ? 'admitted' : 'unknown')
  } catch (error) {
    if (error instanceof SidelongError) answer(error.code === 'rate-limited' ? 'limited' : 'unknown')
    else context.log.error('a guest’s code could not be looked at', { error: String(error) })
  }
}

async function admit(
  context: Context,
  origin: string,
  { sessionId, agentId, code }: GuestCode,
): Promise<boolean> {
  const { db, clock } = context
  const session = await openSession(context, 'id', sessionId)
  const members = await membershipsOf(db, agentId)
  const mayInvite = members.some(
    ({ groupId, privileges }) => groupId === session.group_id && privileges.includes('invite-guest'),
  )
  // Only the server that holds the session speaks for it.
  if (session.server !== origin || !mayInvite) return false
  const nowMs = clock.now()
  const guest = await db
    .updateTable('guests')
    .set({ state: 'admitted', expires_at: new Date(nowMs + session.settings['guests.codeLife'] * 1_000) })
    .where('session_id', '=', sessionId)
    .where('code', '=', code)
    .where('state', '=', 'waiting')
    .where('expires_at', '>', new Date(nowMs))
    .returning(['id', 'name'])
    .executeTakeFirst()
  await audit(db, nowMs, {
    groupId: session.group_id,
    actor: `user:${agentId}`,
    operation: 'guest.admit',
    object: auditName(sessionId),
    outcome: guest ? 'admitted' : 'refused',
  })
  if (!guest) return false
  await emit(db, nowMs, {
    groupId: session.group_id,
    type: 'guest.admitted',
    session: sessionId,
    data: { ...sessionData(sessionId), userId: agentId, name: guest.name },
  })
  return true
}

type GuestSession = {
  readonly id: SessionId
  readonly group_id: GroupId
  readonly site: Site
  readonly server: string | null
  readonly settings: Settings
}

/** A live session that guests may come to, from that page; throws `not-found`. */
async function openSession(
  { db }: Context,
  column: 'id' | 'guest_link',
  value: string,
  from: From = null,
): Promise<GuestSession> {
  const row = await db
    .selectFrom('sessions as s')
    .innerJoin('groups as g', 'g.id', 's.group_id')
    .select(['s.id', 's.group_id', 's.site', 's.server'])
    .where(`s.${column}`, '=', value as SessionId)
    .where('s.status', 'in', ['W', 'A'])
    .where('g.is_suspended', '=', false)
    .executeTakeFirst()
  if (!row) throw new SidelongError('not-found')
  const { settings } = await readSettings(db, row.group_id, row.site)
  if (!settings['guests.enabled']) throw new SidelongError('not-found')
  const page = settings['guests.joinRedirect']
  // The page of the session's own site, no other.
  if (from !== null && (page === null || new URL(page).origin !== from)) throw new SidelongError('not-found')
  return { ...row, settings }
}

async function findGuest(context: Context, from: From, secret: string) {
  const guest = await context.db
    .selectFrom('guests')
    .select(['id', 'session_id', 'name', 'code', 'expires_at', 'state', 'participant_id'])
    .where('secret_hash', '=', credentialHash(secret))
    .executeTakeFirst()
  if (!guest || guest.state === 'over') throw new SidelongError('not-found')
  // Who was admitted and did not come needs another code.
  const isLate = guest.expires_at.getTime() <= context.clock.now()
  if (guest.state === 'admitted' && guest.participant_id === null && isLate)
    throw new SidelongError('not-found')
  const { group_id, server, settings } = await openSession(context, 'id', guest.session_id, from)
  return { ...guest, group_id, server, settings }
}

/** Six digits that nobody has. */
function freeCode(random: Context['random'], taken: ReadonlySet<string>): string {
  for (let tries = 0; tries < CODE_TRIES; tries++) {
    const code = randomDigits(random, CODE_DIGITS)
    if (!taken.has(code)) return code
  }
  throw new SidelongError('internal')
}
