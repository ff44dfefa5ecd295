import { type IncomingHttpHeaders, request } from 'node:http'
import { toBase64Url } from '../../base/bytes.ts'
import { controlMac, credentialHash } from '../../node/control-auth.ts'
import { signJoin } from '../../node/join-signature.ts'
import { randomBytes } from '../../node/platform.ts'
import { ENVELOPE, type EnvelopeType, encodeEnvelope } from '../../protocol/envelope.ts'
import { type JoinClaims, joinClaims } from '../../protocol/join-credential.ts'
import { type SessionServer, type SessionServerConfig, startSessionServer } from '../server.ts'
import { TestClient } from './client.ts'
import { FakeClock } from './fake-clock.ts'

/* A really listening session server and the three kinds of peers that dial it, all on a clock that tests move. */

const SILENT = { debug() {}, info() {}, warn() {}, error() {} }
const STEP_MS = 15_000
export const SITE = 'https://shop.example.com'

export type HttpAnswer = { status: number; headers: IncomingHttpHeaders; body: string }
export type Joined = { pid: string; cookie: string }

export function random22(): string {
  return toBase64Url(randomBytes(16))
}

/** Where a join leads to. */
export function viewOf(answer: HttpAnswer): string {
  return /^0; url=(\/view\/[A-Za-z0-9_-]{22})(?:\?.*)?$/.exec(String(answer.headers.refresh))?.[1] ?? ''
}

export function envelope(
  type: EnvelopeType,
  generation: number,
  sequence: number,
  payload: string | Uint8Array = '',
  flags = 0,
): Buffer {
  const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload
  return Buffer.from(encodeEnvelope({ type, flags, privilege: 0, generation, sequence, payload: bytes }))
}

/** A checkpoint of one part, as three envelopes. */
export function checkpoint(
  generation: number,
  payload: string | Uint8Array = `page ${generation}`,
  flags = 0,
): Buffer[] {
  return [
    envelope(ENVELOPE.checkpointStart, generation, 0, '', flags),
    envelope(ENVELOPE.checkpointPart, generation, 1, payload),
    envelope(ENVELOPE.checkpointEnd, generation, 2),
  ]
}

export function delta(
  generation: number,
  sequence: number,
  payload: string | Uint8Array = `delta ${sequence}`,
): Buffer {
  return envelope(ENVELOPE.delta, generation, sequence, payload)
}

export class Harness {
  readonly clock: FakeClock
  readonly secret: Uint8Array
  /** What the server logged as an error, with the code if there is one. */
  readonly errors: string[] = []
  readonly sessionId = `7:4711:${random22()}`
  readonly credential = random22()
  readonly key = randomBytes(32)
  readonly #clients: TestClient[] = []
  #server: SessionServer | null = null

  constructor(clock = new FakeClock(), secret: Uint8Array = randomBytes(32)) {
    this.clock = clock
    this.secret = secret
  }

  /** The peers of a session server that runs as a process of its own, in real time. */
  static attach(url: string, secret: Uint8Array): Harness {
    const harness = new Harness(new FakeClock(Date.now()), secret)
    harness.#server = {
      url,
      port: Number(new URL(url).port),
      plainPort: 0,
      operationsPort: 0,
      setTls() {},
      stop: async () => undefined,
    }
    return harness
  }

  static async start(config: Partial<SessionServerConfig> = {}): Promise<Harness> {
    const harness = new Harness()
    harness.#server = await startSessionServer(
      {
        serverId: 's1',
        host: '127.0.0.1',
        port: 0,
        publicUrl: 'http://127.0.0.1:0',
        clusterSecret: harness.secret,
        consoleUrl: 'http://localhost:8080/',
        capacity: 100,
        viewerFiles: { shells: { en: '"shell"' }, shellCss: 'body{}', stageJs: '"stage"', stageParts: {} },
        ...config,
      },
      {
        clock: harness.clock,
        log: {
          ...SILENT,
          error: (message: string, { code }: { code?: string } = {}) =>
            void harness.errors.push(code ? `${message} ${code}` : message),
        },
      },
    )
    return harness
  }

  get url(): string {
    return this.#server?.url ?? ''
  }

  get operationsPort(): number {
    return this.#server?.operationsPort ?? 0
  }

  /** Of HTTP-follow. */
  get plainUrl(): string {
    return `http://127.0.0.1:${this.#server?.plainPort ?? 0}`
  }

  get wsUrl(): string {
    return this.url.replace(/^http/, 'ws')
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.ws.terminate()
    await this.#server?.stop()
  }

  /** Lets time pass while every peer stays alive: in steps short enough for signs of life to get through. */
  async pass(ms: number): Promise<void> {
    for (let leftMs = ms; leftMs > 0; leftMs -= STEP_MS) {
      this.clock.advance(Math.min(leftMs, STEP_MS))
      await Promise.all(
        this.#clients
          .filter((client) => client.ws.readyState === client.ws.OPEN)
          .map((client) => client.settle()),
      )
    }
  }

  /** Lets time pass in small steps until a condition holds. */
  async passUntil(isTrue: () => boolean, stepMs = 20): Promise<void> {
    for (let i = 0; i < 400 && !isTrue(); i++) {
      this.clock.advance(stepMs)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  dial(path: string, headers: Record<string, string> = {}, wsUrl = this.wsUrl): TestClient {
    const client = new TestClient(wsUrl + path, { headers })
    this.#clients.push(client)
    return client
  }

  /** A web server's control channel, authenticated unless the secret is another. */
  async control(options: { webServerId?: string; secret?: Uint8Array } = {}): Promise<TestClient> {
    const { webServerId = 'w1', secret = this.secret } = options
    const client = this.dial('/v1/control')
    const challenge = await client.next('challenge')
    const nonce = random22()
    const mac = controlMac(secret, 'web', String(challenge.nonce), nonce, webServerId)
    client.send({ type: 'auth', webServerId, nonce, mac })
    return client
  }

  /** A control channel that has sent a key (`w1.1`) and opened the session. */
  async openSession(overrides: Record<string, unknown> = {}): Promise<TestClient> {
    const control = await this.control()
    await control.next('accepted')
    control.send({ type: 'server-key', keyId: 'w1.1', key: toBase64Url(this.key) })
    control.send({ type: 'session-open', ...this.sessionOpen(), ...overrides })
    await control.next('session-opened')
    return control
  }

  sessionOpen() {
    return {
      sessionId: this.sessionId,
      groupId: 7,
      site: 'production',
      credentialHashes: [credentialHash(this.credential)],
      origins: [SITE],
      assets: null,
      httpFollow: false,
      maxAgents: 3,
      agentApproval: 'none',
      letIn: [],
      guests: null,
      figures: false,
      status: 'J',
      startedAt: new Date(this.clock.now()).toISOString(),
      times: {
        setupTimeoutMs: 300_000,
        waitExpiryMs: 1_800_000,
        visitorGraceMs: 60_000,
        agentGraceMs: 60_000,
        idleLimitMs: 1_800_000,
        maxDurationMs: 14_400_000,
      },
    }
  }

  /** A visitor's socket that said `hello`; `welcome` is still to be read. It confirms masks for everybody (MK-13). */
  async visitor(hello: Record<string, unknown> = {}, origin = SITE): Promise<TestClient> {
    const client = await this.dial('/v1/visitor', { origin }).open()
    const { sessionId, credential } = this
    client.send({
      type: 'hello',
      protocol: 1,
      sessionId,
      credential,
      pageId: 'page-0001',
      sent: null,
      ...hello,
    })
    client.onMessage = ({ participants }) => {
      if (!Array.isArray(participants)) return
      const people = participants.map(({ id }: { id: string }) => id)
      client.send({ type: 'masks', people, from: 0, reason: null })
    }
    return client
  }

  claims(overrides: Partial<Record<keyof JoinClaims, unknown>> = {}): JoinClaims {
    const iat = Math.floor(this.clock.now() / 1000)
    return joinClaims({
      v: 1,
      kid: 'w1.1',
      iat,
      exp: iat + 60,
      jti: random22(),
      aud: 's1',
      session: this.sessionId,
      group: 7,
      kind: 'agent',
      agent: 'agent-1',
      name: 'Ada',
      role: 'Agent',
      privileges: ['view', 'end'],
      parents: [],
      purpose: 'join',
      ...overrides,
    })
  }

  get(path: string, headers: Record<string, string> = {}, url = this.url): Promise<HttpAnswer> {
    return this.#ask('GET', path, headers, '', url)
  }

  post(path: string, body: string, headers: Record<string, string> = {}): Promise<HttpAnswer> {
    return this.#ask('POST', path, headers, body)
  }

  #ask(
    method: string,
    path: string,
    headers: Record<string, string>,
    sent = '',
    url = this.url,
  ): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      request(url + path, { method, headers, agent: false }, (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          body += chunk
        })
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        )
      })
        .on('error', reject)
        .end(sent)
    })
  }

  /** Presents a join credential. */
  redeem(claims: JoinClaims, key: Uint8Array = this.key): Promise<HttpAnswer> {
    return this.get(`/join/${claims.jti}`, { cookie: `__Secure-sidelong-join=${signJoin(claims, key)}` })
  }

  async join(overrides: Partial<Record<keyof JoinClaims, unknown>> = {}): Promise<Joined> {
    const answer = await this.redeem(this.claims(overrides))
    const pid = viewOf(answer).replace('/view/', '')
    const cookie = (answer.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? ''
    return { pid, cookie }
  }

  agentSocket(joined: Joined, headers: Record<string, string> = {}): TestClient {
    return this.dial(`/v1/agent/${joined.pid}`, { origin: this.url, cookie: joined.cookie, ...headers })
  }

  /** An agent's socket that said `hello`; `welcome` is still to be read. */
  async agent(
    joined?: Joined,
    have: { generation: number; sequence: number } | null = null,
  ): Promise<TestClient> {
    const client = await this.agentSocket(joined ?? (await this.join())).open()
    client.send({ type: 'hello', protocol: 1, have })
    return client
  }
}
