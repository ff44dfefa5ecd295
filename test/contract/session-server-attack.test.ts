import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { signJoin } from '../../src/node/join-signature.ts'
import { CLOSE } from '../../src/protocol/close-codes.ts'
import { decodeEnvelope, ENVELOPE, encodeEnvelope } from '../../src/protocol/envelope.ts'
import { LIMITS } from '../../src/protocol/limits.ts'
import { type Privilege, privilegeBits } from '../../src/protocol/privileges.ts'
import { SERVER_LIMITS } from '../../src/session-server/limits.ts'
import { checkpoint, Harness } from '../../src/session-server/testing/harness.ts'

/* What an attacker with a raw socket, or an agent with a cookie, tries at the session server (SECURITY sections 4 and 5). */

let harness: Harness
beforeEach(async () => {
  harness = await Harness.start()
})
afterEach(() => harness.stop())

/** Sends bytes as they are; resolves with all that came back when the server has closed the connection. */
function raw(bytes: string, quietMs = 1_000): Promise<string> {
  const { port } = new URL(harness.url)
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes))
    socket.setTimeout(quietMs, () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(text))
  })
}

const host = () => new URL(harness.url).host
const request = (line: string, headers: readonly string[] = []) =>
  `${line} HTTP/1.1\r\n${[`Host: ${host()}`, ...headers].join('\r\n')}\r\n\r\n`
const upgrade = (path: string, headers: readonly string[]) =>
  request(`GET ${path}`, [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ...headers,
  ])
const statuses = (answer: string) =>
  [...answer.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map((match) => Number(match[1]))
const isAlive = async () => (await harness.get('/healthz')).status === 200

describe('SA-27: requests that are not what they seem', () => {
  test('SA-27: no spelling of a path leads to another one', async () => {
    await harness.openSession()
    const { pid, cookie } = await harness.join()
    const paths = [
      `/view/${pid}/`,
      `//view/${pid}`,
      `/view//${pid}`,
      `/./view/${pid}`,
      `/join/../view/${pid}`,
      `/join/%2e%2e/view/${pid}`,
      '/join/%2e%2e',
      `/view%2f${pid}`,
      `/VIEW/${pid}`,
      `/view/${pid}%00`,
      `/view/${pid};x`,
      `\\view\\${pid}`,
      `http://${host()}/view/${pid}`,
      '*',
    ]
    for (const path of paths) {
      const answer = await raw(request(`GET ${path}`, [`Cookie: ${cookie}`]))
      expect([path, statuses(answer)[0] ?? 'closed']).toEqual([path, expect.toBeOneOf([404, 'closed'])])
      expect(answer).not.toContain('shell.js')
    }
    expect((await harness.get(`/view/${pid}`, { cookie })).status).toBe(200)
  })

  test('SA-27: two hosts, two origins, a cookie planted twice', async () => {
    await harness.openSession()
    const { pid, cookie } = await harness.join()
    const path = `/v1/agent/${pid}`
    const origin = `Origin: ${harness.url}`
    const cases: [string[], number][] = [
      [['Host: evil.test', origin, `Cookie: ${cookie}`], 404],
      [[origin, 'Origin: https://evil.test', `Cookie: ${cookie}`], 403],
      [[origin, `Cookie: ${cookie}`, `Cookie: ${cookie}`], 401],
      [[origin, `Cookie: ${cookie}; ${cookie.split('=')[0]}=planted`], 401],
      [[origin, `Cookie: ${cookie}`], 101],
    ]
    for (const [headers, status] of cases)
      expect(statuses(await raw(upgrade(path, headers), 300))).toEqual([status])
    expect(statuses(await raw(request('GET /stage', ['Host: evil.test'])))).toEqual([404])
  })

  test('SA-27: the order is path, Host, Origin, cookie, session: what is wrong first is what is said', async () => {
    await harness.openSession()
    const { pid, cookie } = await harness.join()
    const path = `/v1/agent/${pid}`
    const bad = ['Host: evil.test', 'Origin: https://evil.test']
    expect(statuses(await raw(upgrade('/v1/agent/x', bad)))).toEqual([404])
    expect(
      statuses(await raw(upgrade(`${path}?x`, [`Origin: ${harness.url}`, `Cookie: ${cookie}`]))),
    ).toEqual([404])
    expect(statuses(await raw(upgrade(path, ['Origin: https://evil.test'])))).toEqual([403])
    expect(statuses(await raw(upgrade(path, [`Origin: ${harness.url}`])))).toEqual([401])
  })

  test('SA-27: no subprotocol and no extension of the peer’s is taken', async () => {
    await harness.openSession()
    const { pid, cookie } = await harness.join()
    const wishes = [
      'Sec-WebSocket-Protocol: made-up, other',
      'Sec-WebSocket-Extensions: permessage-deflate; x="y"',
    ]
    const headers = [`Origin: ${harness.url}`, `Cookie: ${cookie}`, ...wishes]
    const answer = await raw(upgrade(`/v1/agent/${pid}`, headers), 300)
    expect(statuses(answer)).toEqual([101])
    expect(answer).not.toMatch(/sec-websocket-(protocol|extensions)/i)
    expect(
      statuses(
        await raw(upgrade('/v1/visitor', ['Origin: https://a.test', 'Sec-WebSocket-Protocol: ,;']), 300),
      ),
    ).toEqual([400])
  })

  test('SA-27: other methods do nothing', async () => {
    await harness.openSession()
    const credential = harness.claims()
    for (const method of ['HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PATCH', 'TRACE']) {
      const answer = await raw(request(`${method} /join/${credential.jti}`, ['X-Echo: reflected']))
      // A form from the console's pages may hand an agent over; one without their `Origin` may not (JN-9).
      expect([method, statuses(answer)]).toEqual([method, [method === 'POST' ? 403 : 405]])
      expect(answer).not.toContain('reflected')
    }
    expect(statuses(await raw(request('CONNECT evil.test:80')))).toEqual([])
    expect(statuses(await raw(request('GET /healthz', ['Connection: Upgrade', 'Upgrade: h2c'])))).toEqual([
      404,
    ])
    expect((await harness.redeem(credential)).status).toBe(200)
  })

  test('SA-28: a body is never read as another request', async () => {
    const inner = request('GET /stage')
    const smuggled = [
      request('GET /healthz', [`Content-Length: ${inner.length}`]) + inner,
      request('GET /healthz', ['Content-Length: 5', 'Transfer-Encoding: chunked']) + `0\r\n\r\n${inner}`,
      request('GET /healthz', ['Transfer-Encoding: chunked', 'Transfer-Encoding: x']) + inner,
      request('GET /healthz', ['Content-Length: 0', `Content-Length: ${inner.length}`]) + inner,
      `GET /healthz HTTP/1.1\r\nHost: ${host()}\r\nX: a\n\r\n${inner}`,
    ]
    for (const bytes of smuggled) {
      const answer = await raw(bytes)
      expect(statuses(answer).length).toBeLessThanOrEqual(1)
      expect(answer).not.toContain('"stage"')
    }
    expect(await isAlive()).toBe(true)
  })

  test('SA-28: a header, a cookie or an address that is too long ends the connection', async () => {
    const long = 'x'.repeat(SERVER_LIMITS.maxHeaderBytes)
    for (const bytes of [
      request('GET /stage', [`Cookie: a=${long}`]),
      request(`GET /stage?${long}`),
      request(
        'GET /stage',
        Array.from({ length: 3_000 }, (_, i) => `x${i}: y`),
      ),
    ])
      expect(statuses(await raw(bytes))).toEqual([])
    expect(await isAlive()).toBe(true)
  })
})

describe('cookies', () => {
  test('SA-18: a day’s joins do not fill the header: cookies of no use any more are deleted', async () => {
    const times = { ...harness.sessionOpen().times, setupTimeoutMs: 0 }
    await harness.openSession({ maxAgents: 3, times })
    const jar = new Map<string, string>()
    for (let i = 0; i < 60; i++) {
      const claims = harness.claims()
      const cookies = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const token = `__Secure-sidelong-join=${signJoin(claims, harness.key)}`
      const answer = await harness.get(`/join/${claims.jti}`, {
        cookie: cookies ? `${cookies}; ${token}` : token,
      })
      expect([i, answer.status]).toEqual([i, 200])
      for (const cookie of answer.headers['set-cookie'] ?? []) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
        if (cookie.includes('Max-Age=0')) jar.delete(name)
        else jar.set(name, value)
      }
      await harness.pass(SERVER_LIMITS.seatHoldMs)
    }
    expect(jar.size).toBeLessThanOrEqual(2)
  })

  test('SA-18: the cookie of one participant opens no other one', async () => {
    await harness.openSession()
    const [one, two] = [await harness.join(), await harness.join()]
    expect((await harness.get(`/view/${two.pid}`, { cookie: one.cookie })).status).toBe(401)
    expect((await harness.get(`/view/${one.pid}`, { cookie: `${one.cookie}; ${two.cookie}` })).status).toBe(
      200,
    )
  })
})

describe('messages', () => {
  const welcomed = async () => {
    const visitor = await harness.visitor()
    await visitor.next('welcome')
    return visitor
  }

  test('SA-28: a JSON message of 32 KiB and one more character', async () => {
    await harness.openSession()
    const text = `{"type":"activity","x":"${'x'.repeat(LIMITS.maxJsonBytes)}`
    const exact = `${text.slice(0, LIMITS.maxJsonBytes - 2)}"}`
    const fine = await welcomed()
    fine.ws.send(exact)
    await fine.settle()
    expect(fine.closed).toBeNull()
    fine.ws.send(`${exact} `)
    expect(await fine.untilClosed()).toMatchObject({ code: CLOSE.protocol.code })
    const agent = await harness.agent()
    await agent.next('welcome')
    agent.ws.send(`${exact} `)
    expect((await agent.untilClosed()).code).toBe(1009)
  })

  test('SA-31: deep JSON, inherited names, huge numbers: refused or of no effect', async () => {
    await harness.openSession()
    const refused = [
      '['.repeat(LIMITS.maxJsonBytes),
      `${'{"type":'.repeat(4_000)}1${'}'.repeat(4_000)}`,
      '{"type":"__proto__"}',
      '{"type":"constructor"}',
      '{"type":"toString"}',
      '{"type":"pause","paused":1e999}',
      '{"type":"pause","__proto__":{"paused":true}}',
      'null',
      '"end"',
    ]
    for (const text of refused) {
      const visitor = await welcomed()
      visitor.ws.send(text)
      expect([text.slice(0, 40), (await visitor.untilClosed()).code]).toEqual([
        text.slice(0, 40),
        CLOSE.protocol.code,
      ])
    }
    const visitor = await welcomed()
    visitor.ws.send(
      '{"type":"activity","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    )
    await visitor.settle()
    expect(visitor.closed).toBeNull()
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  test('SA-31: half a surrogate pair reaches the agent as one, and harms nobody', async () => {
    await harness.openSession()
    const visitor = await welcomed()
    const agent = await harness.agent()
    await agent.next('welcome')
    visitor.ws.send('{"type":"pause","paused":true,"message":"\\ud800"}')
    await agent.until(() => agent.messages.some((message) => message.message === '\ud800'))
    expect([visitor.closed, agent.closed]).toEqual([null, null])
  })
})

describe('floods', () => {
  test('SA-28: a thousand garbage connections leave nothing behind, and an honest join passes', {
    timeout: 30_000,
  }, async () => {
    await harness.openSession()
    const garbage = [
      '\0\x01\x02',
      'GET',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      '\x16\x03\x01\x02\x00\x01\x00',
      request('GET /v1/visitor', ['Upgrade: websocket', 'Connection: Upgrade']),
      `${upgrade('/v1/visitor', ['Origin: https://a.test'])}\x88\xff\xff`,
      `${upgrade('/v1/visitor', ['Origin: https://a.test'])}${'\xc1'.repeat(2_000)}`,
      `${upgrade('/v1/control', [])}${'\x81\x85aaaa....'}`,
    ]
    for (let round = 0; round < 10; round++)
      await Promise.all(Array.from({ length: 100 }, (_, i) => raw(garbage[i % garbage.length] ?? '', 100)))
    await new Promise((resolve) => setTimeout(resolve, 100))
    const visitor = await harness.visitor()
    await visitor.next('welcome')
    const agent = await harness.agent()
    await agent.next('welcome')
  })

  test('SA-28: no timer is left when sessions are over', async () => {
    const control = await harness.openSession()
    await control.settle()
    const idle = async () => {
      control.send({ type: 'session-end', sessionId: harness.sessionId, reason: 'admin-ended' })
      await control.next('session-status')
      await control.settle()
      return harness.clock.pending
    }
    const before = await idle()
    for (let round = 0; round < 3; round++) {
      control.send({ type: 'session-open', ...harness.sessionOpen() })
      await control.next('session-opened')
      const visitor = await harness.visitor()
      await visitor.next('welcome')
      for (const bytes of checkpoint(1)) visitor.ws.send(bytes)
      await visitor.settle()
      const agent = await harness.agent()
      await agent.next('welcome')
      await harness.join({ agent: 'agent-2' })
      const lost = await harness.agent(await harness.join({ agent: 'agent-3' }))
      await lost.next('welcome')
      lost.ws.terminate()
      await agent.until(() => agent.messages.filter(({ type }) => type === 'participants').length >= 2)
      expect(await idle()).toBeGreaterThanOrEqual(before)
      await Promise.all([visitor.untilClosed(), agent.untilClosed()])
    }
    await harness.passUntil(() => harness.clock.pending <= before, 0)
    expect(harness.clock.pending).toBe(before)
  })

  test('SA-30: who takes nothing of the answers is cut off', { timeout: 30_000 }, async () => {
    await harness.stop()
    const shellJs = 'x'.repeat(2_000_000)
    harness = await Harness.start({
      viewerFiles: { shells: { en: shellJs }, shellCss: '', stageJs: '', stageParts: {} },
    })
    const { port } = new URL(harness.url)
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.write(request('GET /assets/shell.js').repeat(50)),
    )
    let bytes = 0
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
    socket.on('error', () => {})
    await new Promise((resolve) => setTimeout(resolve, 2 * SERVER_LIMITS.socketIdleMs + 1_000))
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    await closed
    expect(bytes).toBeLessThan(50 * shellJs.length)
  })
})

describe('SA-20: revocation', () => {
  test('SA-20: between join and socket, and between socket and hello', async () => {
    const control = await harness.openSession()
    const revoke = async () => {
      control.send({ type: 'revoke', agentId: 'agent-1' })
      await control.settle()
      harness.clock.advance(1_000)
    }
    const joined = await harness.join()
    await revoke()
    expect((await harness.agentSocket(joined).open()).refused).toBe(404)
    expect((await harness.get(`/view/${joined.pid}`, { cookie: joined.cookie })).status).toBe(401)
    const silent = await harness.agentSocket(await harness.join()).open()
    await revoke()
    silent.send({ type: 'hello', protocol: 1, have: null })
    // The web server says what is right now, and lets nobody in again.
    expect(await silent.untilClosed()).toMatchObject({ code: CLOSE.unknownSession.code })
    expect([silent.messages, silent.envelopes]).toEqual([[], []])
  })

  test('SA-20: a credential of the same second does not outlive a log-out', async () => {
    const control = await harness.openSession()
    const credential = harness.claims()
    control.send({ type: 'revoke', agentId: 'agent-1' })
    await control.settle()
    expect((await harness.redeem(credential)).status).toBe(401)
  })

  test('SA-16: a privilege that the credential does not carry is of no use', async () => {
    await harness.openSession()
    expect((await harness.redeem(harness.claims({ privileges: ['end'] }))).status).toBe(401)
  })
})

test('SA-16, VW-5: who may not end the session does not, whatever is sent; who may does', async () => {
  await harness.openSession()
  const visitor = await harness.visitor()
  await visitor.next('welcome')
  const watcher = await harness.agent(await harness.join({ agent: 'agent-2', privileges: ['view', 'point'] }))
  await watcher.next('welcome')
  watcher.send({ type: 'end' })
  await watcher.settle()
  expect([watcher.closed, visitor.closed]).toEqual([null, null])
  const agent = await harness.agent(await harness.join({ privileges: ['view', 'end'] }))
  await agent.next('welcome')
  agent.send({ type: 'end' })
  expect((await visitor.next('ended')).reason).toBe('agent-ended')
})

test('SA-16, RC-4: a raw agent acts only with what was signed; what it lacks reaches no visitor, and the web server', async () => {
  const control = await harness.openSession()
  const visitor = await harness.visitor()
  await visitor.next('welcome')
  for (const bytes of checkpoint(1)) visitor.ws.send(bytes)
  const agent = await harness.agent(await harness.join({ privileges: ['view', 'point'] }))
  await agent.untilEnvelopes(1)
  const act = (privilege: Privilege, payload: string) =>
    agent.ws.send(
      encodeEnvelope({
        type: ENVELOPE.action,
        flags: 0,
        privilege: privilegeBits([privilege]),
        generation: 1,
        // Another's number: the server puts in the right one.
        sequence: 200,
        payload: new TextEncoder().encode(payload),
      }),
    )
  act('click', '{"type":"click"}')
  act('navigate', '{"type":"open","url":"https://evil.test/"}')
  act('point', '{"type":"laser","at":null}')
  const [only, ...more] = await visitor.untilEnvelopes(1)
  await agent.settle()
  await visitor.settle()
  expect(more).toEqual([])
  expect(decodeEnvelope(new Uint8Array(only ?? []))).toMatchObject({
    type: ENVELOPE.action,
    privilege: privilegeBits(['point']),
    sequence: 0,
  })
  expect(await control.next('control-event')).toMatchObject({
    event: 'refused',
    privileges: ['click'],
    agentId: 'agent-1',
  })
  const early = await harness.agentSocket(await harness.join()).open()
  early.ws.send(new Uint8Array(20))
  expect((await early.untilClosed()).code).toBe(CLOSE.protocol.code)
})

test('ARCHITECTURE 5: every web server learns who holds a session', async () => {
  const second = await harness.control({ webServerId: 'w2' })
  await second.next('accepted')
  await harness.openSession()
  expect(await second.next('session-opened')).toMatchObject({ sessionId: harness.sessionId })
})
