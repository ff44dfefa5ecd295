import { setSetting } from '../../src/web-server/settings/store.ts'
import { apiOf } from '../contract/api-support.ts'
import type { TestServer } from '../contract/web-server-support.ts'

export const ADMIN = 'max@example.com'

/** Every page of the console, with the heading that says that it is there. */
export const SCREEN_PAGES: readonly { name: string; path: string; ready: string | RegExp }[] = [
  { name: 'home', path: '/agent/', ready: 'Join a session' },
  { name: 'people', path: '/agent/people', ready: 'Members' },
  { name: 'people-roles', path: '/agent/people?view=roles', ready: 'Senior agent' },
  { name: 'people-csv', path: '/agent/people?view=csv', ready: 'Import people' },
  { name: 'integrations', path: '/agent/integrations', ready: 'A new token' },
  { name: 'integrations-secret', path: '/agent/integrations?view=secret', ready: 'Login secret' },
  { name: 'settings-staging', path: '/agent/settings', ready: 'Masking' },
  { name: 'settings-group', path: '/agent/settings?view=group', ready: 'Permissions' },
  { name: 'settings-publish', path: '/agent/settings?view=publish', ready: 'Masking' },
  { name: 'settings-versions', path: '/agent/settings?view=versions', ready: 'Version 1' },
  { name: 'settings-embed', path: '/agent/settings?view=embed', ready: 'Code for your pages' },
  { name: 'settings-file', path: '/agent/settings?view=file', ready: 'Import a file' },
]

/** A group with something on every page; the administrator is {@link ADMIN}. */
export async function fillForScreens(server: TestServer): Promise<void> {
  const { db } = server.web
  const group = 1 as never
  await server.addAgent('ada@example.com', 1, 'agent', 'Ada Lovelace')
  await server.addAgent('grace@example.com', 1, 'senior', 'Grace Hopper')
  await server.addAgent(ADMIN, 1, 'admin', 'Max Admin')
  await setSetting(db, group, 'production', 'site.origins', ['https://www.example.com'])
  await setSetting(db, group, 'production', 'masking.selectors', ['#iban', '.account-number'])
  await setSetting(db, group, 'staging', 'site.origins', ['https://www.example.com', 'http://localhost:*'])
  await setSetting(db, group, 'staging', 'masking.selectors', ['#iban', '[data-private]'])
  await setSetting(db, group, 'staging', 'session.idleLimit', 15)
  const cookie = await server.logIn(ADMIN)
  const api = apiOf(server, { cookie })
  await api('POST', '/v1/groups/1/users', { email: 'new@example.com', name: 'Nele Neu', role: 'agent' })
  await api('POST', '/v1/groups/1/roles', {
    title: 'Trainee',
    privileges: ['view'],
    permissions: ['presence'],
  })
  await api('POST', '/v1/groups/1/tokens', { name: 'CRM', scopes: ['join', 'presence'], days: 90 })
  await api('POST', '/v1/groups/1/login-secret/rotate', {})
  await api(
    'POST',
    '/v1/groups/1/settings/production/publish',
    { sections: ['session'] },
    { 'if-match': '"2"' },
  )
}
