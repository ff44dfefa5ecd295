import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router'
import { AccountPage } from './account/account-page.tsx'
import { Crash } from './frame/crash.tsx'
import { Frame } from './frame/frame.tsx'
import { NotFoundPage } from './frame/not-found-page.tsx'
import { HistoryPage } from './history/history-page.tsx'
import { HomePage } from './join/home-page.tsx'
import { LoginPage } from './login/login-page.tsx'

export const BASE_PATH = '/agent'

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>
  }
  interface HistoryState {
    /** On the log-in page: where to go afterwards. */
    returnPlace?: string
    /** On the log-in page: a log-in was there and is over. */
    isExpired?: boolean
  }
}

/** What `/agent/join` hands over: a key with the reason why there was no join, or `wait` for its session to start. */
type HomeSearch = {
  error?: string
  key?: string
  group?: string
  wait?: '1'
  /** Of a window that a page of the company's has opened (AE-5): handed on to the join. */
  lang?: string
  tools?: string
  window?: string
}

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage, errorComponent: Crash })
/** What a company's log-in hands over: why there was none, that a code is missing, or which company somebody wanted. */
type LoginSearch = { problem?: string; step?: 'code'; company?: string }
const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  component: LoginPage,
  validateSearch: (search: Record<string, unknown>): LoginSearch => ({
    ...(typeof search['problem'] === 'string' && { problem: search['problem'] }),
    ...(search['step'] === 'code' && { step: 'code' }),
    ...(typeof search['company'] === 'string' && { company: search['company'] }),
  }),
})
const frame = createRoute({ getParentRoute: () => root, id: 'frame', component: Frame })
const home = createRoute({
  getParentRoute: () => frame,
  path: '/',
  component: HomePage,
  validateSearch: (search: Record<string, unknown>): HomeSearch => ({
    ...(typeof search['error'] === 'string' && { error: search['error'] }),
    ...(typeof search['key'] === 'string' && { key: search['key'] }),
    ...(typeof search['group'] === 'string' && { group: search['group'] }),
    ...(search['wait'] === '1' && { wait: '1' }),
    ...(typeof search['lang'] === 'string' && { lang: search['lang'] }),
    ...(typeof search['tools'] === 'string' && { tools: search['tools'] }),
    ...(typeof search['window'] === 'string' && { window: search['window'] }),
  }),
})
const history = createRoute({ getParentRoute: () => frame, path: '/history', component: HistoryPage })
const account = createRoute({
  getParentRoute: () => frame,
  path: '/account',
  component: AccountPage,
  validateSearch: (search: Record<string, unknown>): { problem?: string } => ({
    ...(typeof search['problem'] === 'string' && { problem: search['problem'] }),
  }),
})
/** The group that a page is about, and which part of the page is shown. */
export type GroupSearch = { group?: string; view?: string }
const groupSearch = (search: Record<string, unknown>): GroupSearch => ({
  ...(typeof search['group'] === 'string' && { group: search['group'] }),
  ...(typeof search['view'] === 'string' && { view: search['view'] }),
})
const settings = createRoute({
  getParentRoute: () => frame,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/settings-page.tsx'), 'SettingsPage'),
  validateSearch: groupSearch,
})
const masking = createRoute({
  getParentRoute: () => frame,
  path: '/masking',
  component: lazyRouteComponent(() => import('./masking/masking-page.tsx'), 'MaskingPage'),
})
const people = createRoute({
  getParentRoute: () => frame,
  path: '/people',
  component: lazyRouteComponent(() => import('./people/people-page.tsx'), 'PeoplePage'),
  validateSearch: groupSearch,
})
const integrations = createRoute({
  getParentRoute: () => frame,
  path: '/integrations',
  component: lazyRouteComponent(() => import('./integrations/integrations-page.tsx'), 'IntegrationsPage'),
  validateSearch: groupSearch,
})
const presence = createRoute({
  getParentRoute: () => frame,
  path: '/presence',
  component: lazyRouteComponent(() => import('./presence/presence-page.tsx'), 'PresencePage'),
  validateSearch: groupSearch,
})
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(() => import('./invitation/invitation-page.tsx'), 'InvitationPage'),
})
const reports = createRoute({
  getParentRoute: () => frame,
  path: '/reports',
  component: lazyRouteComponent(() => import('./reports/reports-page.tsx'), 'ReportsPage'),
  validateSearch: groupSearch,
})
const audit = createRoute({
  getParentRoute: () => frame,
  path: '/audit',
  component: lazyRouteComponent(() => import('./audit/audit-page.tsx'), 'AuditPage'),
  validateSearch: groupSearch,
})
const session = createRoute({
  getParentRoute: () => frame,
  path: '/history/$session',
  component: lazyRouteComponent(() => import('./history/session-page.tsx'), 'SessionPage'),
})
const notFound = createRoute({ getParentRoute: () => frame, path: '/$', component: NotFoundPage })
const routeTree = root.addChildren([
  login,
  invitation,
  frame.addChildren([
    home,
    presence,
    history,
    account,
    people,
    settings,
    masking,
    integrations,
    reports,
    audit,
    session,
    notFound,
  ]),
])

export function createConsoleRouter() {
  return createRouter({
    routeTree,
    basepath: BASE_PATH,
    // Plain strings: the router's own way would read the key 0042 as a number.
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch,
  })
}

function stringifySearch(search: Record<string, unknown>): string {
  const strings = Object.entries(search).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  const query = new URLSearchParams(strings).toString()
  return query && `?${query}`
}
