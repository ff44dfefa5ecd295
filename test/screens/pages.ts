import { audit } from '../../src/web-server/audit/audit.ts'
import { ensureGroup, ensureMembership } from '../../src/web-server/groups/groups.ts'
import { auditName } from '../../src/web-server/sessions/store.ts'
import { setSetting } from '../../src/web-server/settings/store.ts'
import { apiOf } from '../contract/api-support.ts'
import type { TestServer } from '../contract/web-server-support.ts'

export const ADMIN = 'max@example.com'

export const SCREEN_SESSION = `1:482917:${'a'.repeat(21)}A`

/** Every page of the console, with the heading that says that it is there. */
export const SCREEN_PAGES: readonly { name: string; path: string; ready: string | RegExp }[] = [
  { name: 'home', path: '/agent/', ready: 'Join a session' },
  { name: 'history', path: '/agent/history', ready: 'History' },
  { name: 'session', path: `/agent/history/${encodeURIComponent(SCREEN_SESSION)}`, ready: 'What happened' },
  { name: 'reports', path: '/agent/reports', ready: 'Sessions' },
  { name: 'reports-problems', path: '/agent/reports?view=problems', ready: 'How often' },
  { name: 'reports-figures', path: '/agent/reports?view=figures', ready: 'Figures' },
  { name: 'figures-empty', path: '/agent/reports?group=2&view=figures', ready: 'Figures' },
  { name: 'reports-empty', path: '/agent/reports?group=2', ready: 'Sessions' },
  { name: 'problems-empty', path: '/agent/reports?group=2&view=problems', ready: 'Reports' },
  { name: 'audit', path: '/agent/audit', ready: 'Entries' },
  { name: 'people', path: '/agent/people', ready: 'Members' },
  { name: 'people-roles', path: '/agent/people?view=roles', ready: 'Senior agent' },
  { name: 'people-csv', path: '/agent/people?view=csv', ready: 'Import people' },
  { name: 'integrations', path: '/agent/integrations', ready: 'A new token' },
  { name: 'integrations-webhooks', path: '/agent/integrations?view=webhooks', ready: 'A new endpoint' },
  { name: 'integrations-empty', path: '/agent/integrations?group=2', ready: 'A new token' },
  { name: 'integrations-secret', path: '/agent/integrations?view=secret', ready: 'Login secret' },
  { name: 'settings-staging', path: '/agent/settings', ready: 'Masking' },
  { name: 'settings-group', path: '/agent/settings?view=group', ready: 'Permissions' },
  { name: 'settings-publish', path: '/agent/settings?view=publish', ready: 'Masking' },
  { name: 'settings-versions', path: '/agent/settings?view=versions', ready: 'Version 1' },
  { name: 'settings-versions-empty', path: '/agent/settings?group=2&view=versions', ready: 'Settings' },
  { name: 'settings-embed', path: '/agent/settings?view=embed', ready: 'Code for your pages' },
  { name: 'settings-file', path: '/agent/settings?view=file', ready: 'Import a file' },
]

/** Of resources that sessions asked for: each has a row in the settings (assets.hosts). */
const SEEN_HOSTS = [
  'cdn.example.net',
  'fonts.example.org:8443',
  'pictures-of-all-our-products-in-every-color-and-size.storage.eu-central-1.example.net',
]

/** A group with something on every page; the administrator is {@link ADMIN}. */
export async function fillForScreens(server: TestServer): Promise<void> {
  const { db } = server.web
  const group = 1 as never
  const adaId = await server.addAgent('ada@example.com', 1, 'agent', 'Ada Lovelace')
  await addSessions(server, adaId)
  await addEvents(server, adaId)
  await server.addAgent('grace@example.com', 1, 'senior', 'Grace Hopper')
  const adminId = await server.addAgent(ADMIN, 1, 'admin', 'Max Admin')
  await ensureGroup(db, { id: 2, name: 'Second brand' })
  await ensureMembership(db, { groupId: 2 as never, userId: adminId, role: 'admin' })
  await setSetting(db, group, 'production', 'site.origins', ['https://www.example.com'])
  await setSetting(db, group, 'production', 'masking.selectors', ['#iban', '.account-number'])
  await setSetting(db, group, 'staging', 'site.origins', ['https://www.example.com', 'http://localhost:*'])
  await setSetting(db, group, 'staging', 'masking.selectors', ['#iban', '[data-private]'])
  await setSetting(db, group, 'staging', 'session.idleLimit', 15)
  await db
    .insertInto('asset_hosts')
    .values(
      SEEN_HOSTS.map((host, i) => ({
        group_id: group,
        host,
        asked: 40 - 9 * i,
        blocked: 12 * i,
        seen_at: new Date(),
      })),
    )
    .execute()
  const cookie = await server.logIn(ADMIN)
  const api = apiOf(server, { cookie })
  const post = async (path: string, body: object, headers = {}) => {
    const answer = await api('POST', path, body, headers)
    if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`)
    return answer.json
  }
  await post('/v1/groups/1/users', { email: 'new@example.com', name: 'Nele Neu', role: 'agent' })
  await post('/v1/groups/1/roles', {
    title: 'Trainee',
    privileges: ['view'],
    permissions: ['presence'],
  })
  await post('/v1/groups/1/tokens', { name: 'CRM', scopes: ['sessions.read', 'reports.read'], days: 90 })
  await post('/v1/groups/1/login-secret/rotate', {})
  await post('/v1/groups/1/login-secret/rotate', {})
  const url = 'https://crm.example.com/sidelong'
  await post('/v1/groups/1/webhooks', { url, types: ['session.started', 'session.ended'] })
  await post('/v1/groups/1/settings/production/publish', { sections: ['session'] }, { 'if-match': '"2"' })
}

/** What the audit log adds to the time line of {@link SCREEN_SESSION}. */
async function addEvents({ web: { db } }: TestServer, adaId: string): Promise<void> {
  for (const [minutes, outcome] of [
    [1.2, 'requested scroll click'],
    [1.3, 'accepted scroll click'],
    [2.6, 'ended scroll click'],
  ] as const)
    await audit(db, Date.now() - (19 * 60 - minutes) * 60_000, {
      groupId: 1,
      actor: `user:${adaId}`,
      operation: 'session.control',
      object: auditName(SCREEN_SESSION as never),
      outcome,
    })
}

/** Sessions of the last days; the first is {@link SCREEN_SESSION}. */
async function addSessions(server: TestServer, adaId: string): Promise<void> {
  const { db } = server.web
  const minute = 60_000
  for (let i = 0; i < 24; i++) {
    const start = Date.now() - (i + 1) * 19 * 60 * minute
    const id = i === 0 ? SCREEN_SESSION : `1:${300_000 + i * 7_919}:${String(i).padStart(21, 'b')}A`
    const isJoined = i % 5 !== 4
    const status = !isJoined ? 'T' : i % 7 === 3 ? 'X' : 'C'
    const reason = status === 'T' ? 'wait-expired' : status === 'X' ? 'agent-lost' : 'visitor-ended'
    const at = (minutes: number) => new Date(start + minutes * minute)
    const end = at(3 + (i % 6) * 4)
    await db
      .insertInto('sessions')
      .values({
        id: id as never,
        group_id: 1 as never,
        key: id.split(':')[1] as never,
        site: i % 6 === 5 ? 'staging' : 'production',
        status: status as never,
        end_reason: reason as never,
        is_random_key: true,
        credential_hash: 'x',
        server: null,
        origin: 'https://www.example.com',
        browser: 'Chrome 142 on Windows',
        script: '0.1.0',
        identity: JSON.stringify({ name: 'Vera Visitor', email: 'vera@example.com', visitorId: 'crm-77' }),
        started_at: at(0),
        active_at: isJoined ? at(1) : null,
        ended_at: end,
      })
      .execute()
    for (const [letter, minutes] of [
      ['J', 0],
      ['W', 0.1],
      ...(isJoined ? [['A', 1]] : []),
      [status, 3 + (i % 6) * 4],
    ] as const)
      await db
        .insertInto('session_statuses')
        .values({
          session_id: id as never,
          status: letter as never,
          reason: letter === status ? (reason as never) : null,
          at: at(Number(minutes)),
        })
        .execute()
    const script = {
      runs: 40 + i,
      long_runs: i % 4,
      total_ms: 90 + 7 * i,
      longest_ms: 5 + i,
      slow_frames: i % 3,
    }
    await db
      .insertInto('session_figures')
      .values({
        session_id: id as never,
        pages: 1 + (i % 3),
        reconnects: i % 8 === 7 ? 1 : 0,
        kilobytes: 80 + 31 * i,
        first_view_ms: 300 + 40 * i,
        runs: null,
        long_runs: null,
        total_ms: null,
        longest_ms: null,
        slow_frames: null,
        ...(i % 2 === 0 ? script : {}),
      })
      .execute()
    if (isJoined)
      await db
        .insertInto('participants')
        .values({
          session_id: id as never,
          id: `p${i}`,
          user_id: adaId,
          kind: 'agent',
          name: 'Ada Lovelace',
          role: i % 3 === 0 ? 'Senior agent' : 'Agent',
          privileges: '["view","point","draw","end"]',
          joined_at: at(1),
          left_at: end,
          how: 'ended',
          counts: JSON.stringify({ requests: 1 + (i % 2), accepts: 1, actions: 7 * i + 4, refused: i % 3 }),
        })
        .execute()
  }
}
