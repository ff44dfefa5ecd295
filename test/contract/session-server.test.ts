import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { signJoin } from '../../src/node/join-signature.ts'
import { randomBytes } from '../../src/node/platform.ts'
import { CLOSE } from '../../src/protocol/close-codes.ts'
import { ENVELOPE, FLAG } from '../../src/protocol/envelope.ts'
import type { JoinClaims } from '../../src/protocol/join-credential.ts'
import { LIMITS } from '../../src/protocol/limits.ts'
import type { TestClient } from '../../src/session-server/testing/client.ts'
import {
  checkpoint,
  delta,
  envelope,
  Harness,
  random22,
  viewOf,
} from '../../src/session-server/testing/harness.ts'

let harness: Harness
beforeEach(async () => {
  harness = await Harness.start()
})
afterEach(() => harness.stop())

async function send(visitor: TestClient, envelopes: readonly Buffer[]): Promise<void> {
  for (const bytes of envelopes) visitor.ws.send(bytes)
  await visitor.settle()
}

async function liveVisitor(): Promise<TestClient> {
  const visitor = await harness.visitor()
  await visitor.next('welcome')
  await send(visitor, checkpoint(1))
  return visitor
}

describe('JN-9: join', () => {
  test('SA-13: a right credential makes a participant, sets the cookie and clears the join cookie', async () => {
    await harness.openSession()
    const answer = await harness.redeem(harness.claims())
    expect(answer.status).toBe(200)
    expect(viewOf(answer)).toMatch(/^\/view\/[A-Za-z0-9_-]{22}$/)
    const [cookie, cleared] = answer.headers['set-cookie'] ?? []
    expect(cookie).toMatch(
      /^__Host-sidelong-[A-Za-z0-9_-]{22}=\S+; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200$/,
    )
    expect(cleared).toMatch(/^__Secure-sidelong-join=; Path=\/join\/\S{22}; Max-Age=0; Secure; HttpOnly/)
    const page = await harness.get(viewOf(answer), { cookie: cookie?.split(';')[0] ?? '' })
    expect(page.status).toBe(200)
    expect(page.body).toContain('<div id="app"></div>')
  })

  const wrong: Record<string, { claims?: object; key?: Uint8Array; waitMs?: number; why: string }> = {
    signature: { key: randomBytes(32), why: 'signature' },
    expired: { waitMs: 61_000, why: 'expired' },
    audience: { claims: { aud: 's2' }, why: 'audience' },
    'unknown kid': { claims: { kid: 'w9.1' }, why: 'unknown-key' },
    'unknown session': { claims: { session: '7:4711:AAAAAAAAAAAAAAAAAAAAAA' }, why: 'unknown-session' },
  }
  test.each(Object.entries(wrong))(
    'SA-13: %s is refused without saying why, and reported',
    async (_name, { claims, key, waitMs, why }) => {
      const control = await harness.openSession()
      const credential = harness.claims(claims)
      await harness.pass(waitMs ?? 0)
      const answer = await harness.redeem(credential, key)
      expect(answer.status).toBe(401)
      expect(answer.headers['set-cookie']?.join()).not.toContain('__Host-')
      expect(answer.body).toContain('http://localhost:8080/')
      expect(answer.body).not.toContain(why)
      expect(await control.next('join-refused')).toMatchObject({ why })
    },
  )

  test('SA-14: a replay is refused and reported', async () => {
    const control = await harness.openSession()
    const credential = harness.claims()
    expect((await harness.redeem(credential)).status).toBe(200)
    expect((await harness.redeem(credential)).status).toBe(401)
    const report = await control.next('join-refused')
    expect(report).toMatchObject({ why: 'replayed', agentId: 'agent-1', sessionId: harness.sessionId })
  })

  test('SA-14: the credential of another address, and a second join cookie, are refused', async () => {
    await harness.openSession()
    const credential = harness.claims()
    const right = `__Secure-sidelong-join=${signJoin(credential, harness.key)}`
    const statusOf = async (id: string, cookie: string) =>
      (await harness.get(`/join/${id}`, { cookie })).status
    expect(await statusOf(random22(), right)).toBe(401)
    expect(await statusOf(credential.jti, 'a=b')).toBe(401)
    for (const twice of [
      `${right}; __Secure-sidelong-join=planted`,
      `__Secure-sidelong-join=planted; ${right}`,
    ])
      expect(await statusOf(credential.jti, twice)).toBe(401)
    // None of them has used it up.
    expect(await statusOf(credential.jti, right)).toBe(200)
  })

  describe('by form, from a web server without a common parent domain', () => {
    const FROM = {
      origin: 'http://localhost:8080',
      'content-type': 'application/x-www-form-urlencoded',
    }
    const submit = (claims: JoinClaims, headers: Record<string, string> = FROM, more = '') =>
      harness.post(
        `/join/${claims.jti}`,
        `token=${encodeURIComponent(signJoin(claims, harness.key))}${more}`,
        headers,
      )

    test('a right credential makes a participant, once', async () => {
      await harness.openSession()
      const claims = harness.claims()
      const answer = await submit(claims)
      expect(answer.status).toBe(200)
      expect(answer.headers['set-cookie']?.[0]).toMatch(/^__Host-sidelong-/)
      const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
      expect((await harness.get(viewOf(answer), { cookie })).status).toBe(200)
      expect((await submit(claims)).status).toBe(401)
    })

    test.each([
      ['another site', { ...FROM, origin: 'https://evil.test' }, 403],
      ['an opaque origin', { ...FROM, origin: 'null' }, 403],
      ['no origin', { 'content-type': FROM['content-type'] }, 403],
      ['our own origin', { ...FROM, origin: 'http://localhost:8081' }, 403],
      ['another media type', { ...FROM, 'content-type': 'text/plain' }, 401],
      ['another host', { ...FROM, host: 'evil.test' }, 404],
    ])('%s is refused, and the credential is still good afterwards', async (_what, headers, status) => {
      await harness.openSession()
      const claims = harness.claims()
      expect((await submit(claims, headers)).status).toBe(status)
      expect((await submit(claims)).status).toBe(200)
    })

    test('a body that is too long, and two credentials, are refused; other paths take no form', async () => {
      await harness.openSession()
      const claims = harness.claims()
      expect((await submit(claims, FROM, `&x=${'x'.repeat(5_000)}`)).status).toBe(401)
      expect((await submit(claims, FROM, '&token=y')).status).toBe(401)
      expect((await harness.post('/view/AAAAAAAAAAAAAAAAAAAAAA', 'token=x', FROM)).status).toBe(405)
      expect((await submit(claims)).status).toBe(200)
    })

    test('SA-30: a form that never ends is cut off', async () => {
      await harness.openSession()
      const claims = harness.claims()
      const started = performance.now()
      await expect(submit(claims, { ...FROM, 'content-length': '4000' })).rejects.toThrow('hang up')
      expect(performance.now() - started).toBeLessThan(25_000)
      expect((await submit(claims)).status).toBe(200)
    }, 40_000)
  })

  test('no more agents than the session may have', async () => {
    await harness.openSession({ maxAgents: 1 })
    await liveVisitor()
    await (await harness.agent()).next('welcome')
    expect((await harness.redeem(harness.claims({ agent: 'agent-2' }))).status).toBe(401)
  })
})

describe('SA-27: upgrade of an agent', () => {
  test('without its cookie, with a forged one, or with that of another session: 401', async () => {
    await harness.openSession()
    const joined = await harness.join()
    const other = await harness.join()
    const bare = await harness.agentSocket({ ...joined, cookie: 'a=b' }).open()
    expect(bare.refused).toBe(401)
    const wrong = await harness.agentSocket({ pid: joined.pid, cookie: other.cookie }).open()
    expect(wrong.refused).toBe(401)
    const renamed = other.cookie.replace(other.pid, joined.pid)
    expect((await harness.agentSocket({ pid: joined.pid, cookie: renamed }).open()).refused).toBe(401)
    const flipped = `${joined.cookie.slice(0, -2)}${joined.cookie.at(-2) === 'A' ? 'B' : 'A'}${joined.cookie.at(-1)}`
    expect((await harness.agentSocket({ pid: joined.pid, cookie: flipped }).open()).refused).toBe(401)
  })

  test.each(['null', 'https://evil.test', 'http://127.0.0.1', 'http://localhost:1'])(
    'Origin %s: 403',
    async (origin) => {
      await harness.openSession()
      const client = await harness.agentSocket(await harness.join(), { origin }).open()
      expect(client.refused).toBe(403)
    },
  )

  test('no Origin: 403; other Host: 404; other path: 404', async () => {
    await harness.openSession()
    const joined = await harness.join()
    expect((await harness.dial(`/v1/agent/${joined.pid}`, { cookie: joined.cookie }).open()).refused).toBe(
      403,
    )
    expect((await harness.agentSocket(joined, { host: 'evil.test' }).open()).refused).toBe(404)
    expect((await harness.dial('/v1/other', { origin: harness.url }).open()).refused).toBe(404)
  })

  test('after the session has ended: 404', async () => {
    const control = await harness.openSession()
    const joined = await harness.join()
    control.send({ type: 'session-end', sessionId: harness.sessionId, reason: 'admin-ended' })
    await control.next('session-status')
    expect((await harness.agentSocket(joined).open()).refused).toBe(404)
    expect((await harness.get(`/view/${joined.pid}`, { cookie: joined.cookie })).status).toBe(401)
  })
})

describe('upgrade and hello of a visitor', () => {
  test('Origin missing or null: 403', async () => {
    expect((await harness.dial('/v1/visitor').open()).refused).toBe(403)
    expect((await harness.dial('/v1/visitor', { origin: 'null' }).open()).refused).toBe(403)
  })

  test('unknown session, wrong credential, foreign origin, other version', async () => {
    await harness.openSession()
    const sessionId = `7:4711:${random22()}`
    expect(await (await harness.visitor({ sessionId })).untilClosed()).toMatchObject({ code: 4011 })
    expect(await (await harness.visitor({ credential: random22() })).untilClosed()).toMatchObject({
      code: 4003,
    })
    expect(await (await harness.visitor({}, 'https://evil.test')).untilClosed()).toMatchObject({ code: 4004 })
    expect(await (await harness.visitor({ protocol: 2 })).untilClosed()).toMatchObject({ code: 4001 })
  })

  test('SA-30: a silent socket is closed after 5 s', async () => {
    const visitor = await harness.dial('/v1/visitor', { origin: 'https://shop.example.com' }).open()
    harness.clock.advance(LIMITS.firstMessageMs - 1)
    expect(visitor.closed).toBeNull()
    harness.clock.advance(1)
    expect(await visitor.untilClosed()).toEqual({ code: 4002, reason: 'first-message-timeout' })
  })

  test('a second tab takes over; the same page reconnecting does not hear "taken over"', async () => {
    await harness.openSession()
    const first = await harness.visitor()
    await first.next('welcome')
    const again = await harness.visitor()
    await again.next('welcome')
    expect(await first.untilClosed()).toMatchObject({ code: CLOSE.normal.code })
    const other = await harness.visitor({ pageId: 'page-0002' })
    await other.next('welcome')
    expect(await again.untilClosed()).toMatchObject({ code: CLOSE.replaced.code })
  })

  test('SA-28: malformed frames get the right close code', async () => {
    await harness.openSession()
    const cases: [string | Buffer, number][] = [
      ['not json', 4000],
      ['{"type":"nonsense"}', 4000],
      ['{"__proto__":{"type":"end"}}', 4000],
      [Buffer.alloc(3), 4000],
      [Buffer.alloc(12), 4000],
      [envelope(ENVELOPE.checkpointStart, 1, 5), 4000],
      [envelope(ENVELOPE.ephemeral, 1, 0, new Uint8Array(LIMITS.maxEphemeralBytes + 1)), 4000],
      [Buffer.alloc(LIMITS.maxPayloadBytes + 13), 1009],
    ]
    for (const [bad, code] of cases) {
      const visitor = await harness.visitor()
      await visitor.next('welcome')
      visitor.ws.send(bad)
      expect((await visitor.untilClosed()).code).toBe(code)
    }
  })

  test('SA-28: binary, or another message, before hello', async () => {
    for (const bad of [Buffer.alloc(12), '{"type":"activity"}']) {
      const visitor = await harness.dial('/v1/visitor', { origin: 'https://shop.example.com' }).open()
      visitor.ws.send(bad)
      expect((await visitor.untilClosed()).code).toBe(4000)
    }
  })

  test('SA-28: a stranger who sends much before hello', async () => {
    const visitor = await harness.dial('/v1/visitor', { origin: 'https://shop.example.com' }).open()
    // A message without an end: nobody ever gets to read that it is none.
    visitor.ws.send(Buffer.alloc(1_000_000), { fin: false })
    await visitor.untilClosed()
  })

  test('SA-28: a message in too many fragments', async () => {
    await harness.openSession()
    const visitor = await harness.visitor()
    await visitor.next('welcome')
    for (let i = 0; i <= LIMITS.maxFragmentsPerMessage; i++) visitor.ws.send(Buffer.alloc(1), { fin: false })
    expect((await visitor.untilClosed()).code).toBe(1008)
  })

  test('RA-08: a peer of whom nothing is heard for 45 s is given up, one that answers pings is not', async () => {
    await harness.openSession()
    const visitor = await liveVisitor()
    const agent = await harness.agent()
    await agent.next('welcome')
    // Until then, the server waits for the visitor's masks (MK-13).
    await visitor.until(() => visitor.messages.filter(({ type }) => type === 'participants').length > 1)
    await visitor.settle()
    await harness.pass(60_000)
    expect([visitor.closed, agent.closed]).toEqual([null, null])
    expect(await visitor.next('beat')).toEqual({ type: 'beat' })
    harness.clock.advance(60_000)
    await visitor.untilClosed()
  })

  test('SA-28: too many messages', async () => {
    await harness.openSession()
    const visitor = await harness.visitor()
    await visitor.next('welcome')
    for (let i = 0; i < 2_000; i++) visitor.send({ type: 'activity' })
    expect((await visitor.untilClosed()).code).toBe(4009)
  })
})

describe('relay', () => {
  test('keeps bytes identical, and a late joiner gets checkpoint and tail', async () => {
    await harness.openSession()
    const visitor = await harness.visitor()
    expect(await visitor.next('welcome')).toMatchObject({
      resume: false,
      generation: 0,
      sequence: 0,
      status: 'J',
    })
    const payload = randomBytes(100_000)
    const all = [...checkpoint(1, payload), delta(1, 3), delta(1, 4)]
    await send(visitor, all.slice(0, 3))
    const early = await harness.agent()
    expect(await early.next('welcome')).toMatchObject({
      key: '4711',
      status: 'A',
      origin: 'https://shop.example.com',
    })
    expect(await early.next('visitor')).toMatchObject({ presence: 'online', paused: false })
    await send(visitor, all.slice(3))
    expect(Buffer.concat(await early.untilEnvelopes(5)).equals(Buffer.concat(all))).toBe(true)
    const late = await harness.agent()
    expect(Buffer.concat(await late.untilEnvelopes(5)).equals(Buffer.concat(all))).toBe(true)
  })

  test('acknowledges what has arrived', async () => {
    await harness.openSession()
    const visitor = await liveVisitor()
    harness.clock.advance(LIMITS.ackIntervalMs)
    expect(await visitor.next('ack')).toMatchObject({ generation: 1, sequence: 2 })
    await send(visitor, [delta(1, 3)])
    harness.clock.advance(LIMITS.ackIntervalMs)
    expect(await visitor.next('ack')).toMatchObject({ generation: 1, sequence: 3 })
  })

  test('RA-01: agent and visitor resume by sequence', async () => {
    await harness.openSession()
    const visitor = await liveVisitor()
    const joined = await harness.join()
    const agent = await harness.agent(joined)
    await agent.untilEnvelopes(3)
    agent.ws.terminate()
    visitor.ws.terminate()
    const again = await harness.visitor({ sent: { generation: 1, sequence: 4 } })
    expect(await again.next('welcome')).toMatchObject({ resume: true, generation: 1, sequence: 2 })
    await send(again, [delta(1, 2), delta(1, 3), delta(1, 4)])
    const back = await harness.agent(joined, { generation: 1, sequence: 2 })
    const got = await back.untilEnvelopes(2)
    expect(Buffer.concat(got).equals(Buffer.concat([delta(1, 3), delta(1, 4)]))).toBe(true)
  })

  test('a new page, or a server that knows less, is asked for a newer generation', async () => {
    await harness.openSession()
    await liveVisitor()
    const next = await harness.visitor({ pageId: 'page-0002' })
    expect(await next.next('welcome')).toMatchObject({ resume: false, generation: 1 })
    const moved = await harness.visitor({ pageId: 'page-0003', sent: { generation: 9, sequence: 3 } })
    expect(await moved.next('welcome')).toMatchObject({ resume: false, generation: 9, sequence: 0 })
  })

  test('a gap asks for a checkpoint and ignores durables until it comes', async () => {
    await harness.openSession()
    const visitor = await liveVisitor()
    await send(visitor, [delta(1, 5), delta(1, 6)])
    expect(await visitor.next('checkpoint')).toMatchObject({ reason: 'lost' })
    await send(visitor, checkpoint(2))
    const agent = await harness.agent()
    expect(Buffer.concat(await agent.untilEnvelopes(3)).equals(Buffer.concat(checkpoint(2)))).toBe(true)
  })

  test('an incomplete checkpoint is held besides the complete one and goes to everybody', async () => {
    await harness.openSession()
    const visitor = await liveVisitor()
    await send(visitor, checkpoint(2).slice(0, 2))
    const agent = await harness.agent()
    await agent.untilEnvelopes(5)
    await send(visitor, checkpoint(2).slice(2))
    const all = [...checkpoint(1), ...checkpoint(2)]
    expect(Buffer.concat(await agent.untilEnvelopes(6)).equals(Buffer.concat(all))).toBe(true)
    const late = await harness.agent()
    expect(Buffer.concat(await late.untilEnvelopes(3)).equals(Buffer.concat(checkpoint(2)))).toBe(true)
  })

  test('MK-26: supersede drops all older content at once', async () => {
    await harness.openSession()
    const visitor = await liveVisitor()
    const start = checkpoint(2, 'stricter', FLAG.supersede).slice(0, 2)
    await send(visitor, start)
    const agent = await harness.agent()
    await agent.untilEnvelopes(2)
    await agent.settle()
    expect(Buffer.concat(agent.envelopes).equals(Buffer.concat(start))).toBe(true)
  })

  test('ephemerals go to live agents only', async () => {
    await harness.openSession()
    const visitor = await liveVisitor()
    const agent = await harness.agent()
    await agent.untilEnvelopes(3)
    await send(visitor, [envelope(ENVELOPE.ephemeral, 1, 0, 'pointer')])
    await agent.untilEnvelopes(4)
    const late = await harness.agent()
    await late.untilEnvelopes(3)
    await late.settle()
    expect(late.envelopes).toHaveLength(3)
  })

  test('a resync sends everything again and asks the visitor after drift', async () => {
    await harness.openSession()
    const visitor = await liveVisitor()
    const agent = await harness.agent()
    await agent.untilEnvelopes(3)
    agent.send({ type: 'resync', reason: 'drift' })
    await agent.untilEnvelopes(6)
    expect(await visitor.next('checkpoint')).toMatchObject({ reason: 'drift' })
    agent.send({ type: 'ping', id: 7 })
    expect(await agent.next('pong')).toMatchObject({ id: 7 })
  })

  test('RA-06: an agent that does not read gets restart, a fast one is unaffected', async () => {
    await harness.openSession()
    const visitor = await liveVisitor()
    const fast = await harness.agent()
    const slow = await harness.agent(await harness.join({ agent: 'agent-2' }))
    await Promise.all([fast.untilEnvelopes(3), slow.untilEnvelopes(3)])
    slow.ws.pause()
    const block = randomBytes(1_048_576)
    const tail = Array.from({ length: 14 }, (_, i) => delta(1, 3 + i, block))
    await send(visitor, tail)
    await harness.passUntil(() => fast.envelopes.length === 17)
    await send(visitor, checkpoint(2))
    await harness.passUntil(() => fast.envelopes.length === 20)
    expect(fast.messages.some(({ type }) => type === 'restart')).toBe(false)
    slow.ws.resume()
    await harness.passUntil(() => slow.envelopes.at(-1)?.equals(checkpoint(2)[2]!) === true)
    await slow.next('restart')
    expect(slow.envelopes.length).toBeLessThan(20)
    expect(Buffer.concat(slow.envelopes.slice(-3)).equals(Buffer.concat(checkpoint(2)))).toBe(true)
  })

  test('an agent that takes nothing for 10 s is closed', async () => {
    await harness.openSession()
    const visitor = await liveVisitor()
    const slow = await harness.agent()
    await slow.untilEnvelopes(3)
    slow.ws.pause()
    const block = randomBytes(1_048_576)
    await send(
      visitor,
      Array.from({ length: 14 }, (_, i) => delta(1, 3 + i, block)),
    )
    const lists = () => visitor.messages.filter(({ type }) => type === 'participants').length
    // What the system still takes in at first is progress.
    for (let seconds = 0; seconds < 15 && lists() < 3; seconds++) {
      harness.clock.advance(1_000)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(visitor.messages.findLast(({ type }) => type === 'participants')).toMatchObject({
      participants: [],
    })
  })
})

describe('pages and assets', () => {
  test('assets are kept for ever under the address with their hash only', async () => {
    await harness.openSession()
    const joined = await harness.join()
    const page = await harness.get(`/view/${joined.pid}`, { cookie: joined.cookie })
    const script = /src="([^"]+)"/.exec(page.body)?.[1] ?? ''
    const style = /<link rel="stylesheet" href="([^"]+)"/.exec(page.body)?.[1] ?? ''
    expect(await harness.get(script)).toMatchObject({ status: 200, body: '"shell"' })
    const answer = await harness.get(style)
    expect(answer).toMatchObject({ status: 200, body: 'body{}' })
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    const other = await harness.get('/assets/shell.css?v=old')
    expect(other.headers['cache-control']).toBe('no-cache')
  })

  test('VW-10: the viewer speaks the language that its address says, else that of the browser, else English', async () => {
    await harness.openSession()
    const joined = await harness.join()
    const langOf = async (query: string, accepted?: string) => {
      const headers = { cookie: joined.cookie, ...(accepted && { 'accept-language': accepted }) }
      const { body } = await harness.get(`/view/${joined.pid}${query}`, headers)
      const script = /src="([^"?]+)\?v=[^"]+"/.exec(body)?.[1] ?? ''
      expect((await harness.get(script)).status).toBe(200)
      return [/<html lang="([^"]*)"/.exec(body)?.[1], script]
    }
    expect(await langOf('?lang=de', 'fr')).toEqual(['de', '/assets/shell.de.js'])
    expect(await langOf('?lang=pt-BR')).toEqual(['pt-BR', '/assets/shell.pt-br.js'])
    expect(await langOf('', 'nl, fr-CH;q=0.5')).toEqual(['fr', '/assets/shell.fr.js'])
    for (const query of ['', '?lang=nl', '?lang=%22%3E%3Cscript%3E', '?lang=constructor'])
      expect(await langOf(query)).toEqual(['en', '/assets/shell.js'])
    const refused = await harness.get('/join/AAAAAAAAAAAAAAAAAAAAAA?lang=it')
    expect(refused).toMatchObject({ status: 401 })
    expect(refused.body).toContain('<html lang="it">')
    expect(refused.body).toContain('Questo link non è (più) valido.')
  })

  test('AE-5: the tools that who opened a window wants go along to the viewer’s address; no others', async () => {
    await harness.openSession()
    const claims = harness.claims()
    const cookie = `__Secure-sidelong-join=${signJoin(claims, harness.key)}`
    const answer = await harness.get(`/join/${claims.jti}?tools=pen,root&lang=it&x=1`, { cookie })
    expect(answer.headers.refresh).toMatch(/^0; url=\/view\/[\w-]{22}\?lang=it&tools=pen$/)
  })

  test('GU-4: a guest who comes back to a view that is over reads words for guests, agents theirs', async () => {
    const url = 'https://co.example.com/guest/#AAAA'
    await harness.openSession({
      guests: { url, max: 2, approval: false, joinRedirect: null, endUrl: null },
    })
    await harness.agent()
    const answer = await harness.redeem(
      harness.claims({ kind: 'guest', agent: 'g1', role: null, privileges: ['view'] }),
    )
    const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    const look = async (path: string, headers = {}) => (await harness.get(path, headers)).body
    const view = String(answer.headers.refresh).replace('0; url=', '')
    expect(await look(view, { cookie })).toContain('sidelong-guest')
    for (const [gone, language] of [
      ['Please ask the person who invited you', 'en'],
      ['Bitten Sie die Person, die Sie eingeladen hat', 'de'],
    ]) {
      const body = await look(view, { 'accept-language': language })
      expect(body).toContain(gone)
      expect(body).not.toContain('<a ')
    }
    expect(await look(view.replace('?guest', ''))).toContain('Please join again from the console.')
  })

  test('the stage is answered from the cache when unchanged', async () => {
    const first = await harness.get('/stage')
    expect(first.body).toBe('<!doctype html><html><head><script>"stage"</script></head></html>')
    expect((await harness.get('/stage/nested-quirks')).body).toBe(
      '<html><head><script>"stage"</script></head></html>',
    )
    const again = await harness.get('/stage', { 'if-none-match': String(first.headers.etag) })
    expect(again).toMatchObject({ status: 304, body: '' })
    expect(again.headers['content-security-policy']).toBe(first.headers['content-security-policy'])
  })

  test('SA-27: everything else, and another Host, is 404; the health check answers any Host', async () => {
    for (const path of [
      '/',
      '/view',
      '/view/short',
      '/stage/',
      '/assets/',
      '/stage/../view',
      '/join/x',
      '/healthz/',
    ]) {
      expect((await harness.get(path)).status).toBe(404)
    }
    expect((await harness.get('/stage', { host: 'evil.test' })).status).toBe(404)
    expect(await harness.get('/healthz', { host: '10.0.0.7' })).toMatchObject({ status: 200, body: 'ok\n' })
  })
})

test('SECURITY 2.2: violations of the viewer’s policy are logged by directive alone, and only so many', async () => {
  const type = { 'content-type': 'application/csp-report' }
  const report = (directive: string): string =>
    JSON.stringify({ 'csp-report': { 'document-uri': 'https://secret', 'effective-directive': directive } })
  expect((await harness.post('/reports', report('script-src-elem'), type)).status).toBe(200)
  expect(harness.errors).toEqual(['the policy of the viewer was violated script-src-elem'])
  harness.errors.length = 0
  for (const [body, headers] of [
    [report('anything a stranger says'), type],
    [report('script-src'), { 'content-type': 'text/plain' }],
    [report('script-src'), { ...type, host: 'evil.test' }],
    [`${report('script-src')}${' '.repeat(9_000)}`, type],
  ] as const)
    await harness.post('/reports', body, headers)
  expect(harness.errors).toEqual([])
  for (let i = 0; i < 30; i++) await harness.post('/reports', report('img-src'), type)
  expect(harness.errors.length).toBeLessThan(20)
  expect(harness.errors.length).toBeGreaterThan(10)
})

describe('end, leave, revoke', () => {
  test('LC-7: an agent with the privilege ends it for everybody, another does not', async () => {
    const control = await harness.openSession()
    const visitor = await liveVisitor()
    const guest = await harness.agent(await harness.join({ agent: 'agent-2', privileges: ['view'] }))
    await guest.next('welcome')
    const agent = await harness.agent()
    await agent.next('welcome')
    guest.send({ type: 'end' })
    await guest.settle()
    expect(visitor.closed).toBeNull()
    agent.send({ type: 'end' })
    for (const client of [visitor, agent, guest]) {
      expect(await client.next('ended')).toMatchObject({ reason: 'agent-ended' })
      expect(await client.untilClosed()).toMatchObject({ code: 4005 })
    }
    await control.until(() => control.messages.some((m) => m.type === 'session-status' && m.status === 'C'))
    expect(await (await harness.visitor()).untilClosed()).toMatchObject({ code: 4011 })
  })

  test('LC-3: the visitor cancels while nobody is there', async () => {
    const control = await harness.openSession()
    const visitor = await liveVisitor()
    expect(await control.next('session-status')).toMatchObject({ status: 'W', reason: null })
    visitor.send({ type: 'end' })
    expect(await control.next('session-status')).toMatchObject({ status: 'Q', reason: 'visitor-cancelled' })
    expect(await visitor.untilClosed()).toMatchObject({ code: 4005 })
  })

  test('VW-5: leaving keeps the session, and the participant is void', async () => {
    const control = await harness.openSession()
    const visitor = await liveVisitor()
    const joined = await harness.join()
    const agent = await harness.agent(joined)
    await agent.next('welcome')
    expect(await control.next('participant-joined')).toMatchObject({ agentId: 'agent-1' })
    agent.send({ type: 'leave' })
    expect(await agent.untilClosed()).toMatchObject({ code: 1000 })
    expect(await control.next('participant-left')).toMatchObject({ how: 'left', participantId: joined.pid })
    expect((await harness.agentSocket(joined).open()).refused).toBe(404)
    await visitor.settle()
    expect(visitor.closed).toBeNull()
  })

  test('JN-10, SA-20: revoking closes the sockets at once and voids older credentials', async () => {
    const control = await harness.openSession()
    await liveVisitor()
    const joined = await harness.join()
    const agent = await harness.agent(joined)
    await agent.next('welcome')
    const unused = harness.claims()
    harness.clock.advance(2_000)
    control.send({ type: 'revoke', agentId: 'agent-1' })
    expect(await agent.untilClosed()).toMatchObject({ code: 4007 })
    expect((await harness.agentSocket(joined).open()).refused).toBe(404)
    expect((await harness.redeem(unused)).status).toBe(401)
    harness.clock.advance(1_000)
    expect((await harness.redeem(harness.claims())).status).toBe(200)
  })

  test('GU-3: a guest who cannot come in reads words for guests, without the agents’ console', async () => {
    await harness.openSession()
    await liveVisitor()
    const guest = await harness.redeem(harness.claims({ kind: 'guest', role: null }))
    expect([guest.status, guest.body]).toEqual([401, expect.stringContaining('who invited you')])
    expect(guest.body).not.toMatch(/console|href="https?:/)
    const agent = await harness.redeem(harness.claims({ privileges: ['point'] }))
    expect([agent.status, agent.body]).toEqual([401, expect.stringContaining('from the console')])
  })

  test('one socket per participant: the older one is replaced', async () => {
    await harness.openSession()
    await liveVisitor()
    const joined = await harness.join()
    const first = await harness.agent(joined)
    await first.next('welcome')
    const second = await harness.agent(joined)
    await second.next('welcome')
    expect(await first.untilClosed()).toMatchObject({ code: 4006 })
  })

  test('LC-10: the visitor stays away', async () => {
    const control = await harness.openSession()
    const visitor = await liveVisitor()
    const agent = await harness.agent()
    await agent.next('welcome')
    visitor.ws.terminate()
    await agent.until(() => agent.messages.some((m) => m.type === 'visitor' && m.presence === 'loading'))
    harness.clock.advance(5_000)
    await agent.until(() => agent.messages.some((m) => m.type === 'visitor' && m.presence === 'lost'))
    await harness.pass(55_000)
    expect(await agent.next('ended')).toMatchObject({ reason: 'visitor-lost' })
    await control.until(() => control.messages.some((m) => m.type === 'session-status' && m.status === 'X'))
  })

  test('stopping the server closes everything; visitor and agent are told to go elsewhere', async () => {
    const control = await harness.openSession()
    const visitor = await liveVisitor()
    const agent = await harness.agent()
    await agent.next('welcome')
    await harness.stop().catch(() => {})
    for (const client of [control, visitor, agent]) expect(client.ws.readyState).toBeGreaterThanOrEqual(2)
  })
})

describe('control channel', () => {
  test('a wrong secret is refused', async () => {
    const control = await harness.control({ secret: randomBytes(32) })
    expect(await control.untilClosed()).toMatchObject({ code: 4003 })
    expect(control.messages.map(({ type }) => type)).toEqual(['challenge'])
  })

  test('an Origin header, or an order before the proof, is refused', async () => {
    expect((await harness.dial('/v1/control', { origin: harness.url }).open()).refused).toBe(403)
    const eager = await harness.dial('/v1/control').open()
    eager.send({ type: 'drain', draining: true })
    expect(await eager.untilClosed()).toMatchObject({ code: 4003 })
  })

  test('what a later version says is left out, and the channel stays', async () => {
    const control = await harness.openSession()
    control.send({ type: 'of-tomorrow', sessionId: harness.sessionId })
    await control.settle()
    expect(control.closed).toBeNull()
    const stranger = await harness.dial('/v1/control').open()
    stranger.send({ type: 'of-tomorrow' })
    expect(await stranger.untilClosed()).toMatchObject({ code: 4003 })
  })

  test('the server proves the secret too, and tells its sessions', async () => {
    await harness.openSession()
    const second = await harness.control({ webServerId: 'w2' })
    const accepted = await second.next('accepted')
    expect(accepted).toMatchObject({
      serverId: 's1',
      sessions: [{ sessionId: harness.sessionId, status: 'J' }],
    })
    expect(await second.next('load')).toMatchObject({
      sessions: 1,
      agents: 0,
      capacity: 100,
      draining: false,
    })
  })

  test('reports wait for the next web server, newest status of each session', async () => {
    const control = await harness.openSession()
    const visitor = await liveVisitor()
    control.ws.terminate()
    await new Promise((resolve) => setTimeout(resolve, 50))
    visitor.send({ type: 'end' })
    await visitor.untilClosed()
    const again = await harness.control()
    await again.next('accepted')
    expect(await again.next('session-status')).toMatchObject({ status: 'Q', reason: 'visitor-cancelled' })
  })

  test('keys outlive their web server by two intervals only; the two newest count', async () => {
    const control = await harness.openSession()
    const keys = [randomBytes(32), randomBytes(32)]
    for (const [i, key] of keys.entries()) {
      control.send({ type: 'server-key', keyId: `w1.${i + 2}`, key: Buffer.from(key).toString('base64url') })
    }
    await control.settle()
    expect((await harness.redeem(harness.claims({ kid: 'w1.1' }))).status).toBe(401)
    expect((await harness.redeem(harness.claims({ kid: 'w1.2' }), keys[0])).status).toBe(200)
    control.ws.terminate()
    await new Promise((resolve) => setTimeout(resolve, 50))
    harness.clock.advance(119_000)
    expect((await harness.redeem(harness.claims({ kid: 'w1.3' }), keys[1])).status).toBe(200)
    harness.clock.advance(2_000)
    expect((await harness.redeem(harness.claims({ kid: 'w1.3' }), keys[1])).status).toBe(401)
  })

  test('draining is told', async () => {
    const control = await harness.openSession()
    control.send({ type: 'drain', draining: true })
    await control.until(() => control.messages.some((m) => m.type === 'load' && m.draining === true))
  })
})
