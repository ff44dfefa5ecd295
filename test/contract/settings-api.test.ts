import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { verifyAudit } from '../../src/web-server/audit/audit.ts'
import { ensureGroup } from '../../src/web-server/groups/groups.ts'
import { WEB_LIMITS } from '../../src/web-server/limits.ts'
import { SETTING_KEYS, SETTINGS } from '../../src/web-server/settings/registry.ts'
import { readSettings, setSetting } from '../../src/web-server/settings/store.ts'
import { type Api, apiOf } from './api-support.ts'
import { emptyDatabase, eventually, startTestServer, type TestServer } from './web-server-support.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

const BASE = '/v1/groups/1/settings'
let server: TestServer
let admin: Api

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.stop())
beforeEach(async () => {
  await emptyDatabase(server.web.db)
  await ensureGroup(server.web.db, { id: 1, name: 'One' })
  await ensureGroup(server.web.db, { id: 2, name: 'Two' })
  await server.addAgent('max@example.com', 1, 'admin', 'Max Admin')
  admin = apiOf(server, { cookie: await server.logIn('max@example.com') })
})

const put = (scope: string, values: object, version: number) =>
  admin('PUT', `${BASE}/${scope}`, { values }, { 'if-match': `"${version}"` })
const publish = (version: number, body: object = {}) =>
  admin('POST', `${BASE}/production/publish`, body, { 'if-match': `"${version}"` })
/** A log-in whose proof is too old for what loosens. */
const forgetProof = () =>
  server.web.db
    .updateTable('logins')
    .set({ confirmedAt: new Date(0) })
    .execute()

it('SG-1: staging is edited freely, production changes by publishing only, and both are numbered', async () => {
  const before = await admin('GET', `${BASE}/staging`)
  expect(before.headers.get('etag')).toBe('"0"')
  expect(before.json).toMatchObject({ version: 0, own: [], values: { 'keys.randomLength': 6 } })
  const after = await put('staging', { 'keys.randomLength': 8, 'masking.selectors': ['#iban'] }, 0)
  expect(after.json).toMatchObject({ version: 1, own: ['keys.randomLength', 'masking.selectors'] })
  expect(after.headers.get('etag')).toBe('"1"')
  expect((await put('production', { 'keys.randomLength': 9 }, 0)).json).toMatchObject({
    code: 'not-permitted',
  })
  const production = async () => (await readSettings(server.web.db, 1 as never, 'production')).settings
  expect((await production())['keys.randomLength']).toBe(6)

  const difference = await admin('GET', `${BASE}/staging/difference`)
  expect(difference.json).toMatchObject({
    production: 0,
    staging: 1,
    changes: [
      { key: 'keys.randomLength', before: 6, after: 8, isLoosening: false },
      { key: 'masking.selectors', before: [], after: ['#iban'], isLoosening: false },
    ],
  })
  // One section, then the rest.
  expect((await publish(0, { sections: ['keys'] })).json).toMatchObject({ version: 1 })
  expect((await production())['keys.randomLength']).toBe(8)
  expect((await production())['masking.selectors']).toEqual([])
  expect((await publish(1)).json).toMatchObject({ version: 2, changes: [{ key: 'masking.selectors' }] })
  expect((await production())['masking.selectors']).toEqual(['#iban'])
  // Nothing left to publish makes no version.
  expect((await publish(2)).json).toEqual({ version: 2, changes: [] })

  // Rolling back is publishing an older version.
  await server.web.db.updateTable('logins').set({ confirmedAt: new Date() }).execute()
  expect((await publish(2, { version: 1 })).json).toMatchObject({ version: 3 })
  expect((await production())['masking.selectors']).toEqual([])
  const versions = await admin('GET', `${BASE}/production/versions?limit=2`)
  expect(versions.json).toMatchObject({
    items: [
      {
        version: 3,
        author: 'Max Admin',
        changes: [{ key: 'masking.selectors', before: ['#iban'], after: [], isLoosening: true }],
      },
      { version: 2 },
    ],
  })
  const rest = await admin('GET', `${BASE}/production/versions?cursor=${versions.json.cursor}`)
  expect(rest.json).toMatchObject({ items: [{ version: 1 }], cursor: null })
  expect(await verifyAudit(server.web.db, 1)).toMatchObject({ brokenAt: null })
})

describe('MK-28: session servers are told when the masks of a site change', () => {
  const told = () =>
    server.servers[0]!.received.flatMap((one) =>
      one.type === 'settings' ? [`${one.groupId} ${one.site}`] : [],
    )
  let before = 0
  const since = () => told().slice(before)
  beforeEach(async () => {
    // What earlier tests have published.
    await new Promise((resolve) => setTimeout(resolve, 2 * WEB_LIMITS.revocationPollMs))
    before = told().length
  })

  it('by publishing, by an operator, and those of staging as soon as they are edited', async () => {
    await put('staging', { 'masking.selectors': ['#iban'] }, 0)
    await eventually(() => since().length === 1)
    await publish(0)
    await eventually(() => since().length === 2)
    await setSetting(server.web.db, 2 as never, 'production', 'masking.mode', 'inputs')
    await eventually(() => since().length === 3)
    expect(since()).toEqual(['1 staging', '1 production', '2 production'])
    const rounds = server.servers[0]!.received.flatMap((one) => (one.type === 'settings' ? [one.round] : []))
    expect(rounds.length).toBe(new Set(rounds).size)
  })

  it('not of other settings, nor of a publication that changes nothing', async () => {
    await put('staging', { 'keys.randomLength': 8 }, 0)
    await publish(0)
    await publish(1)
    await put('staging', { 'keys.randomLength': 8, 'masking.title': 'hide' }, 1)
    await eventually(() => since().length > 0)
    expect(since()).toEqual(['1 staging'])
  })

  it('once it is back, if it was away', async () => {
    const fake = server.servers[0]!
    await fake.down()
    await put('staging', { 'masking.selectors': ['#iban'] }, 0)
    await publish(0)
    await new Promise((resolve) => setTimeout(resolve, 2 * WEB_LIMITS.revocationPollMs))
    await fake.up()
    await eventually(() => since().length === 2, 10_000)
    expect(since().sort()).toEqual(['1 production', '1 staging'])
  })
})

it('SG-1: a version cannot be changed, in the database either; an unknown one is not there', async () => {
  await put('staging', { 'keys.randomLength': 8 }, 0)
  await expect(
    server.web.db
      .updateTable('settings')
      .set({ json: '{}' })
      .where('group_id', '=', 1 as never)
      .execute(),
  ).rejects.toThrow('immutable')
  expect((await publish(0, { version: 9 })).status).toBe(404)
  expect((await publish(0, { sections: ['nonsense'] })).json).toMatchObject({ code: 'bad-params' })
})

it('SG-1: of two editors, the second learns that somebody was faster; without If-Match nothing is written', async () => {
  expect((await put('staging', { 'keys.randomLength': 7 }, 0)).status).toBe(200)
  const late = await put('staging', { 'keys.randomLength': 9 }, 0)
  expect([late.status, late.json.code]).toEqual([412, 'version-conflict'])
  const blind = await admin('PUT', `${BASE}/staging`, { values: {} })
  expect([blind.status, blind.json.code]).toEqual([428, 'if-match-missing'])
  const odd = await admin('PUT', `${BASE}/staging`, { values: {} }, { 'if-match': '*' })
  expect(odd.json.code).toBe('bad-params')
  expect((await admin('GET', `${BASE}/staging`)).json).toMatchObject({
    version: 1,
    values: { 'keys.randomLength': 7 },
  })
})

it('SG-2: what loosens masks, origins or privileges asks for a proof, and stands in the audit log', async () => {
  await put('staging', { 'masking.mode': 'all', 'masking.selectors': ['#a', '#b'] }, 0)
  await forgetProof()
  // Stricter than before: no proof.
  expect((await publish(0)).status).toBe(200)
  await put('staging', { 'masking.mode': 'all', 'masking.selectors': ['#a'] }, 1)
  const refused = await publish(1)
  expect([refused.status, refused.json.code]).toEqual([403, 'confirm-first'])
  expect((await readSettings(server.web.db, 1 as never, 'production')).settings['masking.selectors']).toEqual(
    ['#a', '#b'],
  )
  // The group's own values have no staging: at once, so with proof.
  expect((await put('group', { permissions: ['view', 'type', 'settings.edit'] }, 0)).json.code).toBe(
    'confirm-first',
  )
  const proof = await server.post(
    '/api/auth/confirm',
    { password: 'correct horse battery staple' },
    { origin: server.web.url, cookie: await server.logIn('max@example.com') },
  )
  expect(proof.status).toBe(200)
  admin = apiOf(server, { cookie: await server.logIn('max@example.com') })
  expect((await publish(1)).status).toBe(200)
  const rows = await server.web.db
    .selectFrom('audit')
    .select(['operation', 'outcome'])
    .where('operation', '=', 'settings.publish')
    .orderBy('seq')
    .execute()
  expect(rows.at(-1)?.outcome).toContain('masking.selectors (looser): ["#a","#b"] → ["#a"]')
})

it('SG-3, SG-4: each value that is refused is named, unknown keys too, and nothing is saved', async () => {
  const answer = await put(
    'staging',
    {
      'masking.selectors': ['#ok', 'a['],
      'site.origins': ['*'],
      'keys.randomLength': 10,
      nonsense: 1,
      'session.maxAgents': 3,
    },
    0,
  )
  expect(answer.status).toBe(400)
  const errors = answer.json.errors as unknown as { path: string; message: string }[]
  expect(errors.map(({ path }) => path).sort()).toEqual(
    ['keys.randomLength', 'masking.selectors', 'nonsense', 'session.maxAgents', 'site.origins'].sort(),
  )
  expect(errors.find(({ path }) => path === 'masking.selectors')?.message).toContain('masking.selectors[1]')
  expect((await admin('GET', `${BASE}/staging`)).json).toMatchObject({ version: 0 })
  const nul = await put('staging', { 'ui.button': { label: 'a\0', corner: 'top-left' } }, 0)
  expect(nul.json).toMatchObject({ code: 'bad-params', errors: [{ path: 'ui.button' }] })
  expect((await admin('PUT', `${BASE}/staging`, { values: {}, more: 1 }, { 'if-match': '"0"' })).status).toBe(
    400,
  )
})

it('SG-4: settings go out as one file and come in again; production is left alone', async () => {
  await put('staging', { 'keys.randomLength': 8 }, 0)
  await put('group', { 'session.maxAgents': 2 }, 0)
  await publish(0)
  const file = await admin('GET', `${BASE}/export`)
  expect(file.json).toEqual({
    $schema: `${server.web.url}/v1/settings/schema`,
    format: 'sidelong-settings-1',
    group: { 'session.maxAgents': 2 },
    staging: { 'keys.randomLength': 8 },
    production: { 'keys.randomLength': 8 },
  })
  await put('staging', {}, 1)
  await put('group', {}, 1)
  expect((await admin('POST', `${BASE}/import`, file.json)).json).toEqual({ staging: 3, group: 3 })
  expect((await admin('GET', `${BASE}/staging`)).json.own).toEqual(['keys.randomLength'])
  expect((await admin('GET', `${BASE}/production`)).json.version).toBe(1)
  for (const bad of [
    { ...file.json, format: 'other' },
    { ...file.json, staging: { nonsense: 1 } },
    { ...file.json, more: 1 },
    [],
  ])
    expect((await admin('POST', `${BASE}/import`, bad)).status).toBe(400)
})

it('MK-7: the masking selectors as CSV, formulas made harmless', async () => {
  await put(
    'staging',
    { 'masking.selectors': ['#iban', '[title="a,b"]'], 'masking.roleSelectors': { agent: ['.x'] } },
    0,
  )
  const csv = await admin('GET', `${BASE}/staging/masking.csv`)
  expect(csv.headers.get('content-type')).toContain('text/csv')
  expect(csv.text.split('\r\n')).toEqual([
    '"setting","role","selector"',
    '"masking.selectors","","#iban"',
    '"masking.selectors","","[title=""a,b""]"',
    '"masking.roleSelectors","Agent",".x"',
    '',
  ])
})

it('RS-1: other groups and missing ones look the same; an own one without the right is refused', async () => {
  for (const group of ['2', '3', 'x', '0'])
    expect((await admin('GET', `/v1/groups/${group}/settings/staging`)).json.code).toBe('not-found')
  expect((await admin('GET', `${BASE}/nonsense`)).status).toBe(404)
  await server.addAgent('ada@example.com', 1, 'agent')
  const agent = apiOf(server, { cookie: await server.logIn('ada@example.com') })
  expect((await agent('GET', `${BASE}/staging`)).json.code).toBe('not-permitted')
  expect((await apiOf(server, {})('GET', `${BASE}/staging`)).json.code).toBe('not-logged-in')
})

describe('SG-4: the schema says what the rules do', () => {
  type Described = {
    type?: string
    enum?: unknown[]
    minimum?: number
    maximum?: number
    anyOf?: Described[]
    default?: unknown
  }
  const accepts = (key: (typeof SETTING_KEYS)[number], value: unknown) => {
    try {
      SETTINGS[key].parse(value, key)
      return true
    } catch {
      return false
    }
  }

  it('numbers, choices and switches end where their schema says', async () => {
    const { properties } = (await admin('GET', '/v1/settings/schema')).json as unknown as {
      properties: Record<string, Described>
    }
    expect(Object.keys(properties)).toEqual(SETTING_KEYS)
    let checked = 0
    for (const key of SETTING_KEYS) {
      const schema = properties[key]
      expect(schema?.type ?? schema?.enum ?? schema?.anyOf, `${key} has no schema`).toBeDefined()
      expect(schema?.default).toEqual(SETTINGS[key].initial)
      if (schema?.type === 'integer') {
        const { minimum = 0, maximum = 0 } = schema
        expect(
          [minimum - 1, minimum, maximum, maximum + 1].map((n) => accepts(key, n)),
          key,
        ).toEqual([false, true, true, false])
        checked++
      }
      for (const choice of schema?.enum ?? []) expect(accepts(key, choice), key).toBe(true)
      if (schema?.enum) expect(accepts(key, 'nonsense'), key).toBe(false)
    }
    expect(checked).toBeGreaterThan(10)
  })
})
