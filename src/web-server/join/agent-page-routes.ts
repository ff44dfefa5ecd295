import type { FastifyInstance } from 'fastify'
import { object, text } from '../../base/schema.ts'
import { leaveRequest, sessionFound, sessionLookup } from '../../protocol/agent-page-api.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { admitAgentPages } from '../api/agent-pages.ts'
import { type Caller, memberIn, requireCaller } from '../api/caller.ts'
import { routesOf } from '../api/route.ts'
import { audit } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Member } from '../groups/groups.ts'
import { auditName } from '../sessions/store.ts'
import { closeWindow } from './closed-windows.ts'
import { type Lookup, spellingsOf } from './lookup.ts'
import { lookUp } from './routes.ts'
import { sessionsWith, type Viewer } from './view-feed.ts'

const SESSIONS = '/v1/groups/:group/sessions'
const eventsQuery = object({ key: text(256, { min: 1 }) }, { exact: true })

/** What pages around the agent's side need of sessions (AE-5, AE-6): from origins in `embed.parentOrigins`. */
export async function agentPageRoutes(app: FastifyInstance, context: Context, lookup: Lookup): Promise<void> {
  const { db, clock, pool, streams, views, rates } = context
  admitAgentPages(app, context, 'sessions', 'embed.parentOrigins')
  const add = routesOf(app, context)
  const tag = 'sessions'

  add({
    method: 'POST',
    path: `${SESSIONS}/lookup`,
    tag,
    summary: 'Whether a session with this key can be joined in this group; a token needs `join`.',
    needs: null,
    body: sessionLookup,
    answer: sessionFound,
    handle: ({ member, body, request, reply }) =>
      lookUp(context, lookup, request, reply, { ...body, groupId: member.groupId }),
  })

  add({
    method: 'GET',
    path: `${SESSIONS}/events`,
    tag,
    summary:
      'The caller’s own view of the session with this key, as server-sent events (`view`); a token speaks for a person and needs `join`.',
    needs: null,
    query: eventsQuery,
    answerType: 'text/event-stream',
    async handle({ caller, member, query, request, reply }) {
      const viewer = viewerOf(caller, member, query.key)
      const stream = streams.open(caller, reply, async () => {
        const again = await requireCaller(context, request)
        viewerOf(again, memberIn(again, member.groupId, null), query.key)
      })
      const following = views.follow(viewer, (view) => stream.send('view', view))
      stream.onEnd(following.stop)
      return stream.answer()
    },
  })

  add({
    method: 'POST',
    path: `${SESSIONS}/leave`,
    tag,
    summary:
      'Leaves the session with this key in all of the caller’s own views, if there are any; it goes on. `window` does not join any more.',
    needs: null,
    body: leaveRequest,
    async handle({ caller, member, body }) {
      const viewer = viewerOf(caller, member, body.key)
      await rates.leaves.take(viewer.userId)
      if (body.window !== undefined) await closeWindow(context, body.window)
      for (const { id, server, isIn } of await sessionsWith(db, viewer)) {
        // Not in it as far as we know: a join that is under way ends, too.
        pool.byOrigin(server)?.send({ type: 'revoke', agentId: viewer.userId, sessionId: id, isLeave: true })
        if (!isIn) continue
        await audit(db, clock.now(), {
          groupId: member.groupId,
          actor: caller.actor,
          operation: 'session.leave',
          object: auditName(id),
          outcome: 'by their page',
        })
      }
    },
  })
}

/** A person who may view sessions here, or their token. */
function viewerOf({ userId, scopes }: Caller, member: Member, key: string): Viewer {
  if (userId === null || !member.privileges.includes('view') || scopes?.includes('join') === false)
    throw new SidelongError('not-permitted')
  return { userId, groupId: member.groupId, keys: spellingsOf(key) }
}
