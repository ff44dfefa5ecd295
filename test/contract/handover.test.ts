import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../src/node/platform.ts'
import { type HandoverRequest, redeemResponse, startResponse } from '../../src/protocol/rest.ts'
import { setSetting } from '../../src/web-server/settings/store.ts'
import { startTestServer, type TestServer } from './web-server-support.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const SHOP = 'http://shop.localhost:1'
const BANK = 'http://bank.localhost:2'
/** A page of the group, but no trusted domain. */
const BLOG = 'http://blog.localhost:3'
/** Trusted, but no page of the group. */
const OLD = 'http://old.localhost:4'

let server: TestServer
let laterMs = 0
beforeAll(async () => {
  server = await startTestServer({ parts: { clock: { ...systemClock, now: () => Date.now() + laterMs } } })
  for (const group of [1, 2]) {
    const set = (key: string, value: unknown) =>
      setSetting(server.web.db, group as never, 'staging', key, value)
    await set('site.origins', [SHOP, BANK, BLOG])
    const trusted = [SHOP, BANK, OLD].map((origin) => ({ origin, transport: 'fragment', bridgeUrl: null }))
    await set('site.trustedDomains', trusted)
  }
})
afterAll(() => server.stop())

const visit = (path: string, body: unknown, origin: string) =>
  server.post(`/v1/visitor/${path}`, body, { origin })
const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code

async function start() {
  return startResponse(await (await visit('sessions', { ...PAGE, script: 'test' }, SHOP)).json())
}
const PAGE = { groupId: 1, site: 'staging' }

type Started = Awaited<ReturnType<typeof start>>
function ask(session: Started, more: Partial<HandoverRequest> = {}, origin = SHOP): Promise<Response> {
  const { sessionId, credential } = session
  const rules = 'listed|path|show|0'
  return visit(
    'handover',
    { ...PAGE, sessionId, credential, target: BANK, paused: true, rules, ...more },
    origin,
  )
}
async function codeFor(session: Started): Promise<string> {
  const answer = await ask(session)
  expect(answer.status).toBe(200)
  return codeOf(answer)
}
const redeem = (code: string, origin = BANK, more: object = {}) =>
  visit('handover/redeem', { ...PAGE, code, ...more }, origin)

async function auditOf(session: Started): Promise<string[]> {
  const random = session.sessionId.split(':')[2]?.slice(0, 6) ?? ''
  const rows = await server.web.db
    .selectFrom('audit')
    .select('outcome')
    .where('operation', '=', 'session.handover')
    .where('object', 'like', `%${random}`)
    .orderBy('seq')
    .execute()
  return rows.map(({ outcome }) => outcome)
}

async function continues(
  session: Pick<Started, 'sessionId' | 'credential'>,
  origin: string,
): Promise<number> {
  const { sessionId, credential } = session
  return (await visit('sessions/continue', { ...PAGE, sessionId, credential, script: 'test' }, origin)).status
}

describe('hand-over to another domain', () => {
  it('NV-9: a code is exchanged for a credential of its own, which the session server learns of', async () => {
    const session = await start()
    const code = await codeFor(session)
    expect(code).toMatch(/^1\.[\w-]{22}$/)
    const answer = redeemResponse(await (await redeem(code)).json())
    expect(answer).toMatchObject({
      sessionId: session.sessionId,
      paused: true,
      rules: 'listed|path|show|0',
      domains: expect.arrayContaining([SHOP, BANK]),
    })
    expect(answer.credential).not.toBe(session.credential)
    expect(await continues(answer, BANK)).toBe(200)
    const opened = server.servers[0]?.received.findLast((m) => m.type === 'session-open')
    expect(opened).toMatchObject({ credentialHashes: [expect.any(String), expect.any(String)] })
    // The page that it left is as it was.
    expect(await continues(session, SHOP)).toBe(200)
    // Nothing of the code is kept that could be used.
    const rows = await server.web.db.selectFrom('handovers').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(code.slice(2))
    expect(await auditOf(session)).toEqual(['continued'])
  })

  it('NV-9: the new credential can start anew with the key (SE-7), hand over and end', async () => {
    const session = await start()
    const there = redeemResponse(await (await redeem(await codeFor(session))).json())
    const back = await ask({ ...session, credential: there.credential }, { target: SHOP }, BANK)
    expect(back.status).toBe(200)
    const { sessionId, credential } = there
    expect((await visit('sessions/end', { sessionId, credential }, BANK)).status).toBe(204)
    expect(await continues(session, SHOP)).toBe(410)
  })

  it('NV-10: a second time, after a minute, from another origin: refused, audited, the session unharmed', async () => {
    const session = await start()
    const once = await codeFor(session)
    expect((await redeem(once)).status).toBe(200)
    expect(await codeOf(await redeem(once))).toBe('handover-expired')

    const stolen = await codeFor(session)
    expect(await codeOf(await redeem(stolen, SHOP))).toBe('handover-expired')
    // Who showed it at the wrong place has used it up for all.
    expect(await codeOf(await redeem(stolen))).toBe('handover-expired')

    const late = await codeFor(session)
    laterMs += 60_001
    expect(await codeOf(await redeem(late))).toBe('handover-expired')

    expect(await auditOf(session)).toEqual([
      'continued',
      'refused used',
      'refused origin',
      'refused used',
      'refused expired',
    ])
    expect(await continues(session, SHOP)).toBe(200)
  })

  it('NV-10 GC-5: made-up codes, and one of another group', async () => {
    const session = await start()
    expect(await codeOf(await redeem(`1.${'A'.repeat(22)}`))).toBe('handover-expired')
    const code = await codeFor(session)
    expect(await codeOf(await redeem(code, BANK, { groupId: 2 }))).toBe('handover-expired')
    expect((await redeem('1.short')).status).toBe(400)
    expect((await redeem('nonsense')).status).toBe(400)
  })

  it('NV-8: both ends must be trusted domains and pages of the group', async () => {
    const session = await start()
    for (const target of [BLOG, OLD, 'http://stranger.localhost:5', 'nonsense'])
      expect(await codeOf(await ask(session, { target })), target).toBe('handover-refused')
    expect(await codeOf(await ask(session, {}, BLOG))).toBe('handover-refused')
    expect(await codeOf(await ask(session, {}, OLD))).toBe('origin-not-allowed')
    const wrong = { credential: 'A'.repeat(22) as never }
    expect(await codeOf(await ask(session, wrong))).toBe('resume-refused')
  })

  it('a session has so many codes at a time and no more', async () => {
    const session = await start()
    for (let i = 0; i < 32; i++) expect((await ask(session)).status).toBe(200)
    expect(await codeOf(await ask(session))).toBe('rate-limited')
  })
})
