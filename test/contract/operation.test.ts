// What the operator sees and orders: metrics, readiness, draining, commands, the list of session servers.
import { createSocket, type Socket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { runOperatorCommand } from '../../src/cli/operator-commands.ts'
import { systemClock } from '../../src/node/platform.ts'
import { startResponse } from '../../src/protocol/rest.ts'
import { SERVER_LIMITS } from '../../src/session-server/limits.ts'
import { checkpoint, delta, Harness } from '../../src/session-server/testing/harness.ts'
import { discover, startDiscovery } from '../../src/web-server/control/discovery.ts'
import { type Db, openDatabase } from '../../src/web-server/db/open.ts'
import { emptyDatabase, eventually, SITE, startTestServer, type TestServer } from './web-server-support.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

async function metricsOf(port: number): Promise<(line: string) => number | undefined> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  lastMetrics = text
  return (line) => {
    const found = text.split('\n').find((one) => one.startsWith(`${line} `))
    return found === undefined ? undefined : Number(found.slice(line.length + 1))
  }
}
let lastMetrics = ''
const readyz = async (port: number) => (await fetch(`http://127.0.0.1:${port}/readyz`)).text()

describe('session server', () => {
  let harness: Harness
  afterEach(() => harness.stop())
  const start = async () => {
    harness = await Harness.start({ operations: { host: '127.0.0.1', port: 0 } })
    return harness.operationsPort
  }

  test('metrics count sessions, joins, refusals, resyncs and the relay’s time, and name nobody', async () => {
    const port = await start()
    expect(await readyz(port)).toBe('no web server is connected\n')
    await harness.openSession()
    expect(await readyz(port)).toBe('ready\n')
    const visitor = await harness.visitor()
    await visitor.next('welcome')
    for (const bytes of checkpoint(1, 'CANARY-PAGE')) visitor.ws.send(bytes)
    const joined = await harness.join({ agent: 'CANARY-AGENT', name: 'CANARY-NAME' })
    const agent = await harness.agent(joined)
    await agent.untilEnvelopes(3)
    for (let i = 3; i < 20; i++) visitor.ws.send(delta(1, i))
    await agent.untilEnvelopes(20)
    agent.send({ type: 'resync', reason: 'decode' })
    await agent.untilEnvelopes(40)
    await harness.redeem(harness.claims({ aud: 'another' }))
    const stranger = await harness.dial('/v1/visitor').open()
    expect(stranger.refused).toBe(403)
    harness.clock.advance(30_000)
    const value = await metricsOf(port)
    expect(value('sidelong_sessions{status="A"}')).toBe(1)
    expect(value('sidelong_visitors_connected')).toBe(1)
    expect(value('sidelong_agents_connected')).toBe(1)
    expect(value('sidelong_joins_total{result="admitted"}')).toBe(1)
    expect(value('sidelong_joins_total{result="audience"}')).toBe(1)
    expect(value('sidelong_upgrades_refused_total{status="403"}')).toBe(1)
    expect(value('sidelong_envelopes_total')).toBe(20)
    expect(value('sidelong_resyncs_total{reason="decode"}')).toBe(1)
    expect(value('sidelong_checkpoints_asked_total{reason="drift"}')).toBe(1)
    expect(value('sidelong_relay_seconds_count')).toBeGreaterThan(0)
    expect(value('sidelong_held_bytes')).toBeGreaterThan(0)
    expect(value('sidelong_server_key_age_seconds')).toBe(30)
    visitor.ws.close()
    await eventually(async () =>
      (await metricsOf(port))('sidelong_sockets_closed_total{edge="visitor",reason="gone"}'),
    )
    for (const secret of ['CANARY', harness.sessionId, joined.pid, 'shop.example'])
      expect(lastMetrics).not.toContain(secret)
  })

  test('RA-03: a drain sends visitors away in small steps, tells the web servers first, and can be taken back', async () => {
    const port = await start()
    const control = await harness.openSession()
    const visitor = await harness.visitor()
    await visitor.next('welcome')
    const agent = await harness.agent()
    await agent.next('welcome')
    control.send({ type: 'drain', draining: true })
    await control.until(() => control.messages.some((m) => m.type === 'load' && m.draining === true))
    expect(await readyz(port)).toBe('draining\n')
    expect(visitor.closed).toBeNull()
    harness.clock.advance(SERVER_LIMITS.drainStepMs)
    expect(await visitor.untilClosed()).toMatchObject({ code: 4011 })
    expect(agent.closed).toBeNull()
    // The only server: it comes back here, and is not sent away again at once.
    const again = await harness.visitor()
    await again.next('welcome')
    harness.clock.advance(SERVER_LIMITS.drainStepMs)
    await again.settle()
    expect(again.closed).toBeNull()
    // Another server has it now.
    control.send({ type: 'session-end', sessionId: harness.sessionId, reason: 'server-lost' })
    expect(await again.untilClosed()).toMatchObject({ code: 4011 })
    expect(await agent.untilClosed()).toMatchObject({ code: 4011 })
    expect((await metricsOf(port))('sidelong_sessions{status="W"}')).toBe(0)
    control.send({ type: 'drain', draining: false })
    await eventually(async () => (await readyz(port)) === 'ready\n')
  })
})

describe('web server', () => {
  let db: Db
  let server: TestServer
  beforeAll(async () => {
    db = await openDatabase({ kind: 'pglite', folder: 'memory' })
  })
  afterEach(async () => {
    await server?.stop()
    await emptyDatabase(db)
  })
  afterAll(() => db.destroy())
  const operations = { host: '127.0.0.1', port: 0 }
  const startOne = async () => {
    const body = { groupId: 1, site: 'staging', script: 'test' }
    return startResponse(await (await server.post('/v1/visitor/sessions', body, { origin: SITE })).json())
  }
  const command = (...args: string[]) =>
    runOperatorCommand(db, args, { readPassword: async () => '', sealer: () => expect.fail('not needed') })

  test('metrics count requests by pattern, refusals by code, servers by state, the database', async () => {
    server = await startTestServer({ servers: 2, parts: { db }, config: { operations } })
    const session = await startOne()
    await server.post(
      '/v1/visitor/sessions',
      { groupId: 99, site: 'staging', script: 'test' },
      { origin: SITE },
    )
    await server.addAgent('ada@example.com', 1, 'agent')
    const cookie = await server.logIn('ada@example.com')
    server.servers
      .find(({ origin }) => origin === session.sessionServer)!
      .reportStatus(session.sessionId, 'W')
    await eventually(async () =>
      (await server.get(`/agent/join?key=${session.key}`, { cookie })).headers
        .get('location')
        ?.startsWith('http'),
    )
    await server.servers[1]!.down()
    const port = server.web.operationsPort
    const value = await eventually(async () => {
      const read = await metricsOf(port)
      return read('sidelong_session_servers{state="down"}') === 1 ? read : null
    })
    expect(value('sidelong_session_servers{state="up"}')).toBe(1)
    expect(value('sidelong_requests_total{route="POST /v1/visitor/sessions",status="200"}')).toBe(1)
    expect(value('sidelong_hand_overs_total{result="handed-over"}')).toBe(1)
    expect(value('sidelong_database_up')).toBe(1)
    expect(value('sidelong_servers_without_key')).toBe(0)
    expect(value('sidelong_reports_waiting')).toBe(0)
    expect(lastMetrics).toMatch(/^sidelong_refusals_total\{code="[a-z-]+"\} [1-9]/m)
    for (const secret of [session.sessionId, session.key, 'ada@', SITE])
      expect(lastMetrics).not.toContain(secret)
    expect(await readyz(port)).toBe('ready\n')
  })

  test('drain by command: passed on within seconds, shown in the list, kept for a server that comes back', async () => {
    server = await startTestServer({ servers: 2, parts: { db } })
    const [one, other] = server.servers
    const { origin } = one!
    await eventually(async () => (await command('server', 'list')).lines.length === 2)
    await command('server', 'drain', origin)
    await eventually(() => one!.received.some((m) => m.type === 'drain' && m.draining))
    expect(other!.received.some((m) => m.type === 'drain')).toBe(false)
    one!.setLoad({ capacity: 100, draining: true })
    expect((await command('server', 'list')).data).toContainEqual(
      expect.objectContaining({ origin, state: 'drained', isDrainWanted: true }),
    )
    expect((await command('server', 'drain', origin, 'wait')).isBad).toBe(false)
    for (let i = 0; i < 3; i++) expect((await startOne()).sessionServer).toBe(other!.origin)
    await one!.down()
    one!.received.length = 0
    one!.setLoad({ capacity: 100, draining: false })
    await one!.up()
    await eventually(() => one!.received.some((m) => m.type === 'drain' && m.draining))
    one!.setLoad({ capacity: 100, draining: true })
    await command('server', 'resume', origin)
    await eventually(() => one!.received.some((m) => m.type === 'drain' && !m.draining))
    await expect(command('server', 'drain', 'https://nowhere.example')).rejects.toThrow(
      'no web server has met',
    )
    await command('server', 'forget', origin)
  })

  test('ARCHITECTURE 5: a session that moves is ended where it was, after it is open where it goes', async () => {
    server = await startTestServer({ servers: 2, parts: { db } })
    const session = await startOne()
    const old = server.servers.find(({ origin }) => origin === session.sessionServer)!
    old.setLoad({ capacity: 100, draining: true })
    const body = {
      groupId: 1,
      site: 'staging',
      script: 'test',
      sessionId: session.sessionId,
      credential: session.credential,
    }
    const next = await eventually(async () => {
      const answer = await server.post('/v1/visitor/sessions/continue', body, { origin: SITE })
      const given = answer.ok ? startResponse(await answer.json()) : null
      return given && given.sessionServer !== old.origin ? given : null
    })
    expect(next.sessionId).toBe(session.sessionId)
    await eventually(() => old.received.some((m) => m.type === 'session-end' && m.reason === 'server-lost'))
  })

  test('ARCHITECTURE 5: session servers are found by DNS, and one that is connected is not dropped for a missing record', async () => {
    server = await startTestServer({ servers: 2, parts: { db } })
    server.web.setSessionServers([])
    const [one, other] = server.servers.map(({ origin }) => new URL(origin).port)
    let ports = [one, other]
    const names = {
      resolveSrv: async () => {
        if (ports.length === 0) throw new Error('SERVFAIL')
        return ports.map((port) => ({ name: `s${port}.sessions.internal`, port: 443 }))
      },
      resolve4: async () => [],
      resolve6: async () => [],
    }
    const discovery = {
      dnsName: '_https._tcp.sessions.internal',
      originPattern: 'https://{name}.example.com',
    }
    expect(await discover(discovery, names)).toEqual(
      [one, other].sort().map((port) => `https://s${port}.example.com`),
    )
    const seen: string[][] = []
    const connected = {
      origin: 'https://kept.example.com',
      load: () => ({ sessions: 1, agents: 0, capacity: 1 }),
    }
    const gone = { origin: 'https://gone.example.com', load: () => null }
    const pool = {
      links: () => [connected, gone],
      setServers: (origins: readonly string[]) => seen.push([...origins]),
    }
    const log = { debug() {}, info() {}, warn() {}, error() {} }
    const watch = startDiscovery({
      discovery,
      fixed: ['https://fixed.example.com'],
      pool: pool as never,
      clock: systemClock,
      log,
      names,
    })
    await eventually(() => seen.length > 0)
    expect(new Set(seen[0])).toEqual(
      new Set([
        'https://fixed.example.com',
        `https://s${one}.example.com`,
        `https://s${other}.example.com`,
        connected.origin,
      ]),
    )
    ports = []
    await watch.run()
    expect(seen).toHaveLength(1)
    watch.stop()
  })

  test('ARCHITECTURE 5: addresses of a real DNS answer become origins', async () => {
    const dns = await startDns({ 'sessions.internal': ['10.1.2.3', '10.1.2.4'] })
    const resolver = new Resolver({ timeout: 500, tries: 1 })
    resolver.setServers([`127.0.0.1:${dns.address().port}`])
    const discovery = { dnsName: 'sessions.internal', originPattern: 'https://{name}.cobrowse.example.com' }
    expect(await discover(discovery, resolver)).toEqual([
      'https://10-1-2-3.cobrowse.example.com',
      'https://10-1-2-4.cobrowse.example.com',
    ])
    await expect(discover({ ...discovery, dnsName: 'other.internal' }, resolver)).rejects.toThrow('ENOTFOUND')
    dns.close()
  })
})

/** A name server that knows A records only. */
async function startDns(records: Record<string, string[]>): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.on('message', (query, peer) => {
    const labels: string[] = []
    let at = 12
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
      labels.push(query.toString('latin1', at + 1, at + 1 + length))
      at += 1 + length
    }
    const question = query.subarray(12, at + 5)
    const addresses = query.readUInt16BE(at + 1) === 1 ? (records[labels.join('.').toLowerCase()] ?? []) : []
    const isKnown = labels.join('.').toLowerCase() in records
    const head = Buffer.alloc(12)
    query.copy(head, 0, 0, 2)
    head.writeUInt16BE(isKnown ? 0x8180 : 0x8183, 2)
    head.writeUInt16BE(1, 4)
    head.writeUInt16BE(addresses.length, 6)
    const answers = addresses.map((address) =>
      Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, ...address.split('.').map(Number)]),
    )
    socket.send(Buffer.concat([head, question, ...answers]), peer.port, peer.address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return socket
}
