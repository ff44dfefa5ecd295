// Random input at every door of both servers: refused with a known answer, never an error of ours, nobody else harmed.
// FUZZ_RUNS=n for a longer run, FUZZ_SEED=n for one again.
import { connect } from 'node:net'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { CLOSE } from '../../src/protocol/close-codes.ts'
import type { TestClient } from '../../src/session-server/testing/client.ts'
import { checkpoint, Harness, random22 } from '../../src/session-server/testing/harness.ts'
import { startTestServer, type TestServer } from '../contract/web-server-support.ts'

const RUNS = Number(process.env.FUZZ_RUNS ?? 150)
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000)
vi.setConfig({ testTimeout: 60_000 + RUNS * 400, hookTimeout: 60_000 })

/** fast-check says seed and path of what fails. */
const options = (share = 1): fc.Parameters<unknown> => ({ numRuns: Math.ceil(RUNS * share), seed: SEED })

/** Bytes of a text with some of them changed, taken out, doubled, or others put in. */
function spoilt(text: string): fc.Arbitrary<Buffer> {
  const edit = fc.tuple(
    fc.constantFrom('change', 'cut', 'double', 'insert'),
    fc.nat(text.length - 1),
    fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 8 }),
      fc.constantFrom(
        ...['\r\n', '\0', ': ', '%00', ';', ',', '\r\n\r\n', '../'].map((piece) => Buffer.from(piece)),
      ),
    ),
  )
  return fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) => {
    let bytes = Buffer.from(text, 'latin1')
    for (const [kind, at, piece] of edits) {
      const before = bytes.subarray(0, at)
      const after = bytes.subarray(at)
      if (kind === 'change') bytes = Buffer.concat([before, piece, after.subarray(piece.length)])
      else if (kind === 'cut') bytes = Buffer.concat([before, after.subarray(piece.length * 4)])
      else if (kind === 'double') bytes = Buffer.concat([before, after.subarray(0, 40), after])
      else bytes = Buffer.concat([before, piece, after])
    }
    return bytes
  })
}

/** A JSON value of a valid message with some of its parts replaced. */
function twisted(message: Record<string, unknown>): fc.Arbitrary<unknown> {
  const keys = Object.keys(message)
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom<unknown>(
      null,
      -1,
      2 ** 53,
      1e308,
      '',
      '\0',
      '\ud800',
      '__proto__',
      [],
      {},
      'x'.repeat(5_000),
    ),
  )
  const change = fc.tuple(fc.constantFrom(...keys, '__proto__', 'constructor', 'type', 'extra'), odd)
  return fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes) => ({ ...message, ...Object.fromEntries(changes) }))
}

describe('session server', () => {
  let harness: Harness
  let honest: TestClient
  beforeEach(async () => {
    harness = await Harness.start()
    await harness.openSession()
    honest = await harness.visitor()
    await honest.next('welcome')
    for (const bytes of checkpoint(1)) honest.ws.send(bytes)
    await honest.settle()
  })
  afterEach(async () => {
    // Whoever was honest is still there, and an agent still sees the page.
    const agent = await harness.agent()
    await agent.next('welcome')
    await agent.untilEnvelopes(3)
    expect(honest.closed).toBeNull()
    expect(harness.errors).toEqual([])
    await harness.stop()
  })

  function raw(bytes: Buffer): Promise<string> {
    return new Promise((resolve) => {
      let text = ''
      const socket = connect(Number(new URL(harness.url).port), '127.0.0.1', () => socket.end(bytes))
      socket.setTimeout(300, () => socket.destroy())
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1')
      })
      socket.on('error', () => {})
      socket.on('close', () => resolve(text))
    })
  }

  const statuses = (answer: string): number[] =>
    [...answer.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, code]) => Number(code))
  const request = (line: string, ...headers: string[]): string =>
    [`${line} HTTP/1.1`, `Host: ${new URL(harness.url).host}`, ...headers, '', ''].join('\r\n')

  it('SA-27, SA-28: spoilt requests and upgrades open nothing and break nothing', async () => {
    const socket = [
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ]
    const pid = random22()
    const requests = [
      request(
        `GET /v1/agent/${pid}`,
        ...socket,
        `Origin: ${harness.url}`,
        `Cookie: __Host-sidelong-${pid}=x.y`,
      ),
      request('GET /v1/control', ...socket, 'Origin: https://evil.test'),
      request(`GET /join/${pid}`, 'Cookie: __Secure-sidelong-join=a.b'),
      request(
        `POST /join/${pid}`,
        'Origin: http://localhost:8080',
        'Content-Type: application/x-www-form-urlencoded',
        'Content-Length: 9',
      ) + 'token=a.b',
      request(`GET /view/${pid}`, `Cookie: __Host-sidelong-${pid}=x.y`),
    ]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...requests).chain(spoilt), async (bytes) => {
        for (const status of statuses(await raw(bytes))) {
          // The one way to be let in is a control socket whose Origin was spoilt away; it then has to prove the secret.
          if (status === 101) expect(bytes.toString('latin1')).toMatch(/\/v1\/(control|visitor)/)
          else expect([200, 400, 401, 403, 404, 405, 413, 426, 431]).toContain(status)
        }
      }),
      options(),
    )
  })

  const known = new Set<number>([
    ...Object.values(CLOSE).map(({ code }) => code as number),
    1002,
    1003,
    1006,
    1007,
    1009,
  ])

  async function outcome(client: TestClient): Promise<void> {
    await client.settle()
    if (client.closed) expect([...known]).toContain(client.closed.code)
    client.ws.terminate()
  }

  it('SA-28, SA-31: twisted messages at all three edges end in a known close code or in nothing', async () => {
    const { sessionId, credential } = harness
    const hello = {
      type: 'hello',
      protocol: 1,
      sessionId: `7:9:${random22()}`,
      credential,
      pageId: 'page-0002',
      sent: null,
    }
    const joined = await harness.join()
    const edges = [
      { open: () => harness.dial('/v1/visitor', { origin: 'https://shop.example.com' }), message: hello },
      { open: () => harness.agentSocket(joined), message: { type: 'hello', protocol: 1, have: null } },
      {
        open: () => harness.dial('/v1/control'),
        message: { type: 'auth', webServerId: 'w9', nonce: random22(), mac: 'A'.repeat(43) },
      },
      {
        open: () => harness.dial('/v1/control'),
        message: { type: 'session-end', sessionId, reason: 'agent-ended' },
      },
    ]
    const input = fc
      .constantFrom(...edges)
      .chain(({ open, message }) => fc.tuple(fc.constant(open), twisted(message)))
    await fc.assert(
      fc.asyncProperty(input, async ([open, message]) => {
        const client = await open().open()
        // The honest session must not be reachable by accident.
        if (JSON.stringify(message).includes(sessionId) && JSON.stringify(message).includes(credential))
          return
        client.send(message as object)
        await outcome(client)
      }),
      options(),
    )
  })

  it('SA-28: random bytes instead of frames, and random frames', async () => {
    const joined = await harness.join()
    const paths = [
      () => harness.dial('/v1/visitor', { origin: 'https://shop.example.com' }),
      () => harness.agentSocket(joined),
      () => harness.dial('/v1/control'),
    ]
    const input = fc.tuple(
      fc.constantFrom(...paths),
      fc.boolean(),
      fc.uint8Array({ minLength: 1, maxLength: 400 }),
    )
    await fc.assert(
      fc.asyncProperty(input, async ([open, isFrame, bytes]) => {
        const client = await open().open()
        if (isFrame) client.ws.send(bytes)
        // Below the WebSocket layer: what is no frame at all.
        else
          (Reflect.get(client.ws, '_socket') as { write(data: Uint8Array): void } | undefined)?.write(bytes)
        await client.until(() => client.closed !== null || client.ws.readyState === client.ws.OPEN)
        await Promise.race([outcome(client), new Promise((resolve) => setTimeout(resolve, 200))])
        client.ws.terminate()
      }),
      options(0.5),
    )
  })
})

describe('web server', () => {
  type Operation = { readonly method: string; readonly path: string }
  let server: TestServer
  let cookie: string
  let operations: Operation[]
  beforeAll(async () => {
    server = await startTestServer()
    await server.addAgent('ada@example.com', 1, 'admin')
    cookie = await server.logIn('ada@example.com')
    const { paths } = (await (await server.get('/v1/openapi.json', { cookie })).json()) as {
      paths: Record<string, object>
    }
    operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ method, path })),
    )
  })
  afterAll(() => server?.stop())

  it('SA-28, SA-31: every endpoint answers random bodies, queries and ids with a refusal and never with an error of ours', async () => {
    expect(operations.length).toBeGreaterThan(15)
    const writing = operations.filter(({ method }) => method !== 'get')
    expect(writing.length).toBeGreaterThan(8)
    const names = [
      'email',
      'password',
      'key',
      'groupId',
      'group',
      'site',
      'sessionId',
      'credential',
      'id',
      'name',
      'code',
      'wait',
      'reason',
      'values',
      'role',
      'pageId',
      'response',
      'groupid',
      'externalid',
      'loginkey',
      'token',
    ]
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom<unknown>(
        1,
        '1',
        'production',
        'ada@example.com',
        '\0',
        '\ud800',
        '__proto__',
        -1,
        1e308,
        2 ** 53,
        'x'.repeat(2_000),
      ),
    )
    const body = fc.oneof(
      {
        weight: 4,
        arbitrary: fc
          .dictionary(fc.constantFrom(...names, '__proto__', 'constructor'), value, { maxKeys: 6 })
          .map((one) => JSON.stringify(one)),
      },
      { weight: 1, arbitrary: fc.json() },
      { weight: 1, arbitrary: fc.string({ maxLength: 60 }) },
    )
    const segment = fc.constantFrom(
      '1',
      '0',
      '-1',
      'x',
      '%00',
      '%F0%28',
      '__proto__',
      '99999999999999999999',
      '7:1:AAAAAAAAAAAAAAAAAAAAAA',
    )
    const input = fc.tuple(
      fc.constantFrom(...operations),
      body,
      segment,
      fc.constantFrom('', '?key=%00&group=x', '?limit=-1&cursor=%F0', '?x=1&x=2'),
      fc.boolean(),
      fc.constantFrom(
        'application/json',
        'application/json',
        'application/x-www-form-urlencoded',
        'text/plain',
      ),
    )
    const base = `http://localhost:${server.web.port}`
    await fc.assert(
      fc.asyncProperty(input, async ([{ method, path }, text, id, query, isLoggedIn, type]) => {
        const answer = await fetch(base + path.replace(/\{[^}]+\}/g, id) + query, {
          method: method.toUpperCase(),
          redirect: 'manual',
          headers: {
            origin: path.startsWith('/v1/visitor') ? 'http://localhost:4711' : server.web.url,
            'content-type': type,
            // A log-in of the console, and the same as that of a frame in another page.
            ...(isLoggedIn && { cookie: `${cookie}; ${cookie.replace('login=', 'embed=')}` }),
          },
          ...(method === 'get' || method === 'head' ? {} : { body: text }),
        })
        const words = await answer.text()
        expect(answer.status, `${method} ${path}: ${words}`).toBeLessThan(500)
        if (answer.status >= 400) expect(words, path).not.toMatch(/node_modules|\.ts:\d|at \w+ \(/)
        if (answer.status === 200 && path.endsWith('sign-out')) cookie = await server.logIn('ada@example.com')
      }),
      options(3),
    )
    expect((await server.get('/healthz')).status).toBe(200)
  })
})
