import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { STATES } from '../../src/agent/messages.ts'
import type { ViewerTool as PackageTool } from '../../src/agent/public.ts'
import { fromBase64Url } from '../../src/base/bytes.ts'
import { runOperatorCommand } from '../../src/cli/operator-commands.ts'
import { decodeJoinClaims } from '../../src/protocol/join-credential.ts'
import type { ViewerTool } from '../../src/protocol/view-choice.ts'
import { STATE_IDS } from '../../src/viewer/shell/session-view.ts'
import { signLoginKey } from '../../src/web-server/accounts/login-keys.ts'
import { setSetting } from '../../src/web-server/settings/store.ts'
import { SITE, startTestServer, type TestServer, testSealer } from './web-server-support.ts'

/* AE-1: the frame for a viewer inside another page, without a browser. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const CRM = 'https://crm.example.com'
const OTHER = 'https://desk.example.net:8443'
const EMAIL = 'ada@example.com'
const folder = mkdtempSync(join(tmpdir(), 'sidelong-embed-'))
let server: TestServer
let secret: string
let nonces = 0

beforeAll(async () => {
  for (const name of ['embed.js', 'embed.fr.js', 'embed.css'])
    writeFileSync(join(folder, name), `/* ${name} */`)
  server = await startTestServer({ parts: { viewerFolder: folder } })
  await server.addAgent(EMAIL, 1, 'agent')
  const run = (...args: string[]) =>
    runOperatorCommand(server.web.db, args, { readPassword: async () => '', sealer: testSealer })
  await run('member', 'external', '1', EMAIL, 'crm-7')
  secret = ((await run('login-secret', 'rotate', '1')).data as { secret: string }).secret
  const set = (key: string, value: unknown) =>
    setSetting(server.web.db, 1 as never, null, key as never, value)
  await set('login.methods', ['password', 'loginkey'])
  await set('embed.parentOrigins', [CRM, OTHER])
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true })
})

const key = () => ({
  groupid: '1',
  externalid: 'crm-7',
  loginkey: signLoginKey(secret, {
    groupId: 1,
    externalId: 'crm-7',
    expiry: Math.floor(Date.now() / 1_000) + 60,
    nonce: `nonce-${String(++nonces).padStart(16, '0')}`,
  }),
})
const form = (fields: Record<string, string>, headers: Record<string, string> = { origin: CRM }) =>
  server.post('/agent/embed', new URLSearchParams(fields).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    'sec-fetch-site': 'cross-site',
    ...headers,
  })
const cookieOf = (answer: Response) => answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
const ask = (cookie: string, body: object, headers: Record<string, string> = {}) =>
  server.post('/agent/embed/join', body, { cookie, origin: server.web.url, ...headers })

describe('AE-1: the frame', () => {
  it('SA-10: its headers, to the letter', async () => {
    const answer = await server.get('/agent/embed?group=1&key=123456')
    const [cs] = server.servers
    expect(answer.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
        `frame-src ${cs?.origin}; form-action ${cs?.origin}; base-uri 'none'; frame-ancestors ${CRM} ${OTHER}; ` +
        "require-trusted-types-for 'script'; trusted-types 'none'",
    )
    expect(answer.headers.get('x-frame-options')).toBeNull()
    expect(answer.headers.get('referrer-policy')).toBe('strict-origin')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.text()).toContain('&#34;key&#34;:&#34;123456&#34;')
  })

  it('nobody may have it without a group, of one that lists nobody, or of one that does not exist', async () => {
    for (const query of ['', '?key=1', '?group=2', '?group=999', '?group=1x', '?group=1&group=2']) {
      const policy = (await server.get(`/agent/embed${query}`)).headers.get('content-security-policy')
      expect([query, policy?.includes("frame-ancestors 'none'")]).toEqual([query, true])
    }
    // All else of ours is refused in a frame, as ever.
    for (const path of ['/agent/', '/agent/join?key=1', '/agent/embed.js', '/v1/me']) {
      const { headers } = await server.get(path)
      expect([path, headers.get('x-frame-options')]).toEqual([path, 'DENY'])
    }
  })

  it('what a page says cannot get out of the place where it stands', async () => {
    const html = await (
      await server.get(`/agent/embed?group=1&key=${encodeURIComponent('"><script>x</script>')}`)
    ).text()
    expect(html).not.toContain('<script>x')
    expect(html.match(/<script/g)).toHaveLength(1)
  })

  it('VW-10: speaks the language that the page around wants, else that of the browser', async () => {
    const frame = async (query: string, headers = {}) =>
      (await server.get(`/agent/embed?group=1${query}`, headers)).text()
    const french = await frame('&lang=fr')
    expect(french).toContain('<html lang="fr">')
    expect(french).toContain('&#34;language&#34;:&#34;fr&#34;')
    const script = /src="([^"]+)"/.exec(french)?.[1] ?? ''
    expect(await (await server.get(script)).text()).toBe('/* embed.fr.js */')
    expect(await frame('', { 'accept-language': 'fr' })).toContain('<html lang="fr">')
    const none = await frame('&lang=%22%3E%3Cb%3E')
    expect(none).toContain('<html lang="en">')
    expect(none).toContain('&#34;language&#34;:null')
    const answer = await form({ ...key(), lang: 'fr' })
    expect(answer.headers.get('location')).toBe('/agent/embed?group=1&lang=fr')
  })

  it('AE-1: takes nothing that lets somebody in from an address', async () => {
    const { groupid, externalid, loginkey } = key()
    for (const query of [
      { groupid, externalid, loginkey },
      { group: '1', token: 'sl_x' },
    ])
      expect((await server.get(`/agent/embed?${new URLSearchParams(query)}`)).status).toBe(400)
  })
})

describe('JN-7: log-in by form', () => {
  it('from a listed page: a cookie for frames below that page alone, which opens nothing else', async () => {
    const answer = await form({ ...key(), key: '123456', wait: '1' })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/agent/embed?group=1&key=123456&wait=1')
    const [set = '', more] = answer.headers.getSetCookie()
    expect(more).toBeUndefined()
    expect(set).toMatch(
      /^__Host-sidelong-embed=[^;]+; Path=\/; HttpOnly; Secure; SameSite=None; Partitioned$/,
    )
    const cookie = cookieOf(answer)
    const renamed = cookie.replace('embed', 'login')
    expect((await server.get('/v1/me', { cookie })).status).toBe(401)
    expect((await ask(cookie, { key: '123456' })).status).toBe(200)
    // A log-in of the console is not one of the frame.
    expect((await ask(renamed, { key: '123456' })).status).toBe(401)
    expect((await ask(`${cookie}; ${cookie}`, { key: '123456' })).status).toBe(401)
  })

  it('SA-34: from any other page, or none that can be named, nobody is logged in, and the key stays good', async () => {
    const fields = key()
    for (const origin of [
      'https://evil.example',
      `${CRM}.evil.example`,
      'null',
      'http://crm.example.com',
      server.web.url,
    ]) {
      const answer = await form(fields, { origin })
      expect([origin, answer.status, cookieOf(answer)]).toEqual([origin, 403, ''])
    }
    expect((await form(fields, {})).status).toBe(403)
    expect((await form(fields, { origin: OTHER })).status).toBe(303)
    // Used up: the frame opens, is not logged in, and says why.
    const refused = await form(fields)
    expect(cookieOf(refused)).toBe('__Host-sidelong-embed=')
    expect(refused.headers.get('location')).toBe('/agent/embed?group=1&refused=1')
    expect(await (await server.get('/agent/embed?group=1&refused=1')).text()).toContain(
      '&#34;isRefused&#34;:true',
    )
  })
})

describe('AE-1: log-in by token', () => {
  it('a token that speaks for a person and is good for joining gets a credential; others do not', async () => {
    const cookie = await server.logIn(EMAIL)
    await server.addAgent('admin@example.com', 1, 'admin')
    const admin = await server.logIn('admin@example.com')
    const token = async (scopes: string[], by = cookie) => {
      const headers = { cookie: by, origin: server.web.url }
      const answer = await server.post('/v1/tokens', { groupId: 1, scopes, minutes: 5 }, headers)
      return ((await answer.json()) as { token: string }).token
    }
    const ask = async (bearer: string, headers: Record<string, string> = {}) => {
      const answer = await server.post(
        '/agent/embed/join',
        { key: '27182' },
        { authorization: `Bearer ${bearer}`, origin: server.web.url, ...headers },
      )
      return { status: answer.status, ...((await answer.json()) as { found?: boolean; code?: string }) }
    }
    const group = { groupId: 1, site: 'staging', key: '27182', script: '0.1.0' }
    const started = (await (await server.post('/v1/visitor/sessions', group, { origin: SITE })).json()) as {
      sessionId: string
    }
    server.servers[0]?.reportStatus(started.sessionId as never, 'W')
    const good = await token(['join'])
    await expect.poll(() => ask(good)).toMatchObject({ status: 200, found: true })
    expect(await ask(await token(['presence']))).toMatchObject({ status: 403, code: 'not-permitted' })
    expect(await ask(`${good.slice(0, -1)}_`)).toMatchObject({ status: 401, code: 'not-logged-in' })
    // A cookie beside it does not help, and an administrator without `view` joins nothing.
    expect(await ask('x', { cookie })).toMatchObject({ status: 401 })
    const other = await token(['sessions.read'], admin)
    expect(await ask(other)).toMatchObject({ status: 403 })
    expect((await ask(good, { origin: CRM })).status).toBe(403)
  })
})

describe('SA-35: the join credential', () => {
  it('carries the listed parents; only our own page in the frame gets one', async () => {
    const cookie = cookieOf(await form(key()))
    const group = { groupId: 1, site: 'staging', key: '31415', script: '0.1.0' }
    const started = (await (await server.post('/v1/visitor/sessions', group, { origin: SITE })).json()) as {
      sessionId: string
    }
    await server.servers[0]?.reportStatus(started.sessionId as never, 'W')
    await expect.poll(async () => (await ask(cookie, { key: '31415' })).json()).toMatchObject({ found: true })
    const answer = (await (await ask(cookie, { key: '31415', wait: 5 })).json()) as {
      location: string
      token: string
    }
    expect(answer.location).toMatch(new RegExp(`^${server.servers[0]?.origin}/join/[\\w-]{22}$`))
    // VW-10: in the language of the account.
    await server.web.db.updateTable('users').set({ language: 'de' }).where('email', '=', EMAIL).execute()
    const german = (await (await ask(cookie, { key: '31415' })).json()) as { location: string }
    expect(german.location).toMatch(/\/join\/[\w-]{22}\?lang=de$/)
    const claims = decodeJoinClaims(fromBase64Url(answer.token.split('.')[0] ?? '') ?? new Uint8Array())
    expect(claims).toMatchObject({ parents: [CRM, OTHER], agent: expect.any(String), purpose: 'join' })
    for (const headers of [{ origin: CRM }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }])
      expect((await ask(cookie, { key: '31415' }, headers)).status).toBe(403)
    // Without listed parents there is no embedded viewer, whatever the log-in.
    await setSetting(server.web.db, 1 as never, null, 'embed.parentOrigins', [])
    expect((await ask(cookie, { key: '31415' })).status).toBe(403)
  })
})

it('embed.parentOrigins: exact https origins as browsers write them, and no more than a header holds', async () => {
  const set = (value: unknown) => setSetting(server.web.db, 1 as never, null, 'embed.parentOrigins', value)
  for (const wrong of [
    'https://*.example.com',
    'https://crm.example.com/',
    'https://crm.example.com:443',
    'https://CRM.example.com',
    'http://crm.example.com',
    "https://crm.example.com; script-src 'unsafe-inline'",
    'null',
    '*',
  ])
    await expect(set([wrong])).rejects.toThrow('refused')
  await expect(set(Array.from({ length: 11 }, (_, i) => `https://c${i}.example.com`))).rejects.toThrow()
  await expect(
    set([1, 2, 3].map((i) => `https://${i}${`.${'a'.repeat(60)}`.repeat(3)}.example.com`)),
  ).rejects.toThrow('500')
  await set(['https://crm.example.com', 'http://localhost:3000'])
})

it('AE-3, AE-4: the package knows every state that the frame tells, and the same tools', () => {
  expect([...STATES].sort()).toEqual(['idle', 'looking', ...STATE_IDS].sort())
  expectTypeOf<PackageTool>().toEqualTypeOf<ViewerTool>()
})
