import { generateKeyPairSync } from 'node:crypto'
import { generate } from 'selfsigned'
import { expect, test } from 'vitest'
import { check } from './check.ts'

const SECRET = 'Y'.repeat(43)
const WEB = {
  SIDELONG_DATA: 'memory',
  SIDELONG_CLUSTER_SECRET: SECRET,
  SIDELONG_AUTH_SECRET: 'abcdefghijklmnopqrstuvwxyz0123456789',
  SIDELONG_PUBLIC_URL: 'https://www.cobrowse.example.com',
  SIDELONG_COOKIE_DOMAIN: 'cobrowse.example.com',
}
const names = {
  resolveSrv: async () => [
    { name: 's1.internal', port: 1 },
    { name: 's2.internal', port: 1 },
  ],
  resolve4: async () => [],
  resolve6: async () => [],
}
const files = new Map<string, string>()

async function run(role: 'web' | 'session', env: Record<string, string>): Promise<string[]> {
  const findings = await check(role, {
    env,
    readFile: (path) =>
      files.get(path) ?? (path.includes('/dist/') ? '' : expect.unreachable.call(null, path)),
    fetch: async (url) => {
      if (String(url).includes('s2'))
        throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') })
      return new Response('ok', { status: String(url).includes('s3') ? 502 : 200 })
    },
    names,
    now: () => Date.now(),
    root: '/opt/sidelong',
  })
  return findings.map(({ level, text }) => `${level}: ${text}`)
}

test('web: a good one, servers that do not answer, misspelled names', async () => {
  const env = {
    ...WEB,
    SIDELONG_SESSION_SERVERS: 'https://s3.cobrowse.example.com',
    SIDELONG_SESSION_DNS: '_https._tcp.sessions',
    SIDELONG_SESSION_ORIGIN: 'https://{name}.cobrowse.example.com',
    SIDELONG_SESION_SERVERS: 'typo',
  }
  const found = await run('web', env)
  expect(found).toContain(
    'warning: SIDELONG_SESION_SERVERS is no setting; is it misspelled, or set by a container platform?',
  )
  expect(found).toContain('ok: settings of web server web1, for https://www.cobrowse.example.com')
  expect(found).toContain('ok: _https._tcp.sessions names 2 session servers')
  expect(found).toContain('ok: https://s1.cobrowse.example.com answers')
  expect(found).toContain('error: https://s2.cobrowse.example.com does not answer: connect ECONNREFUSED')
  expect(found).toContainEqual(expect.stringMatching(/^error: https:\/\/s3\S+ answers with 502/))
})

test('web: the first wrong setting, as the server would say it; the password of the database is not shown', async () => {
  expect(await run('web', { ...WEB, SIDELONG_AUTH_SECRET: 'short' })).toEqual([
    'error: SIDELONG_AUTH_SECRET must have 32 characters or more',
  ])
  const [, database] = await run('web', { ...WEB, DATABASE_URL: 'postgres://me:hidden@127.0.0.1:1/x' })
  expect(database).toMatch(/^error: the database at 127\.0\.0\.1:1 does not answer: /)
  expect(database).not.toContain('hidden')
})

test('session: certificate of another name, expired, sound', async () => {
  const env = {
    SIDELONG_SERVER_ID: 's1',
    SIDELONG_CLUSTER_SECRET: SECRET,
    SIDELONG_CONSOLE_URL: 'https://www.cobrowse.example.com/agent/',
    SIDELONG_TLS_CERT: '/tls.crt',
    SIDELONG_TLS_KEY: '/tls.key',
  }
  await certificate('s1.cobrowse.example.com', 30)
  const ok = await run('session', { ...env, SIDELONG_PUBLIC_URL: 'https://s1.cobrowse.example.com' })
  expect(ok.at(-1)).toMatch(/^ok: the certificate is for s1\S+, for (29|30) more days$/)
  const other = await run('session', { ...env, SIDELONG_PUBLIC_URL: 'https://s2.cobrowse.example.com' })
  expect(other.at(-1)).toBe('error: the certificate in /tls.crt is not for s2.cobrowse.example.com')
  await certificate('s1.cobrowse.example.com', 5)
  const soon = await run('session', { ...env, SIDELONG_PUBLIC_URL: 'https://s1.cobrowse.example.com' })
  expect(soon.at(-1)).toMatch(/^warning: .* expires in [45] days$/)
})

async function certificate(name: string, days: number): Promise<void> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const made = await generate([{ name: 'commonName', value: name }], {
    notAfterDate: new Date(Date.now() + days * 86_400_000 + 60_000),
    keyPair: {
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
  })
  files.set('/tls.crt', made.cert)
}
