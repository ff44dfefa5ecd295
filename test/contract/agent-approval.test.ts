import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SessionOpen } from '../../src/protocol/control.ts'
import type { GroupId } from '../../src/protocol/ids.ts'
import { startResponse } from '../../src/protocol/rest.ts'
import { setSetting } from '../../src/web-server/settings/store.ts'
import { eventually, SITE, startTestServer, type TestServer } from './web-server-support.ts'

/* What session servers are told, so that they ask visitors about agents (JN-5); how they ask: session/approvals.test.ts. */

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  const set = (key: 'site.origins' | 'consent.agentApproval', value: unknown) =>
    setSetting(server.web.db, 1 as GroupId, null, key, value, { author: 'test' })
  await set('site.origins', [SITE])
  await set('consent.agentApproval', 'each')
})
afterAll(() => server.stop())

test('JN-5, LC-17: each session server is told whom to ask about, and who has been let in before', async () => {
  const { web, servers, post, addAgent } = server
  const fake = servers[0]
  const opened = (): SessionOpen | undefined =>
    fake?.received.findLast((message): message is SessionOpen => message.type === 'session-open')
  const call = async (path: string, body: object) =>
    startResponse(
      await (await post(path, { groupId: 1, site: 'production', ...body }, { origin: SITE })).json(),
    )
  const userId = await addAgent('ada@example.com', 1, 'agent')
  const { sessionId, credential } = await call('/v1/visitor/sessions', { script: '1.0.0' })
  expect(opened()).toMatchObject({ agentApproval: 'each', letIn: [] })

  const at = new Date().toISOString()
  const id = 'AAAAAAAAAAAAAAAAAAAAAA' as never
  const joined = (privileges: ['view']) =>
    ({ id, kind: 'agent', name: 'Ada', role: 'Agent', joinedAt: at, privileges }) as const
  fake?.reportStatus(sessionId, 'W')
  fake?.report({ type: 'participant-joined', sessionId, agentId: userId, participant: joined(['view']) })
  const row = () =>
    web.db.selectFrom('participants').select('how').where('session_id', '=', sessionId).executeTakeFirst()
  await eventually(row)
  const again = () => call('/v1/visitor/sessions/continue', { sessionId, credential, script: '1.0.0' })
  await again()
  expect(opened()?.letIn).toEqual([userId])

  // Whose right was taken is asked about again.
  fake?.report({
    type: 'participant-left',
    sessionId,
    participantId: id,
    how: 'revoked',
    at,
  })
  await eventually(async () => (await row())?.how === 'revoked')
  await again()
  expect(opened()?.letIn).toEqual([])
})
