import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createClock } from '../../base/clock.ts'
import { createEmit } from '../api/events.ts'
import type { Handler } from '../loader/link.ts'
import type { Core } from '../more/core.ts'
import { createDomains } from '../more/domains.ts'
import { createStarting } from '../more/starting.ts'
import { createWindowMessages } from '../more/window-messages.ts'
import {
  createFakeCapture,
  createFakeSockets,
  createFakeStore,
  createFakeWindow,
  grantFor,
  type Jar,
  tagFor,
} from '../testing/fake-page.ts'
import { createPresencePage } from '../testing/presence-page.ts'
import { settingsFor } from '../testing/settings.ts'
import { createAttempt } from './attempt.ts'
import { createVisitor, type VisitorDeps } from './visitor.ts'

/* SA-25: the six ways by which a session of some group comes to a page, each with a group that the page's tag names, and with
   one that it does not. The page is of group 4711, and allows 12. */

const FOREIGN = 99
const ALLOWED = 12
const CHAT = 'https://chat.example.com'
const CODE = 'AAAAAAAAAAAAAAAAAAAAAA'

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** A page over fakes. `work`: everything that it did towards a session of `group`: requests, connections, questions. */
function setUp(group: number) {
  const jar: Jar = { state: null }
  const work: string[] = []
  const told: string[] = []
  const handlers = new Set<Handler>()
  const emit = createEmit(handlers)
  for (const event of ['blocked', 'error'])
    handlers.add({ event, handler: ({ code }: { code: string }) => told.push(code) })
  const net = createFakeSockets(work)
  const window = Object.assign(createFakeWindow(), { sessionStorage: { getItem: () => null, setItem() {} } })
  const note = (what: string) => void work.push(what)
  const deps: VisitorDeps = {
    window,
    clock: createClock(globalThis, () => Date.now()),
    random: () => 0,
    version: '1',
    tag: tagFor(),
    api: {
      async post(path: string) {
        note(path)
        return { ...grantFor(), paused: false, rules: '', domains: [], isBridge: false } as never
      },
      async settings() {
        note('settings')
        return { ...settingsFor(), chatOrigins: [CHAT] }
      },
      async start() {
        note('start')
        return grantFor()
      },
      async continue() {
        note('continue')
        return grantFor()
      },
      end() {},
    },
    store: createFakeStore(jar),
    startCapture: createFakeCapture(work).startCapture,
    createSocket: net.createSocket,
    fallBack() {},
    maskHook: () => null,
    loadFrames: async () => null,
    loadRemote: async () => null,
    pageId: 'pageid00',
    emit,
    createUi: null,
    preview: async () => {},
    more() {},
    loadAttempt: async () => createAttempt,
  }
  const carried = {
    sessionId: `${group}:123456:BBBBBBBBBBBBBBBBBBBBBA`,
    credential: CODE,
    sessionServer: 'https://s1.example.com',
    paused: false,
    floor: { mode: 'listed', selectors: [], unmaskSelectors: [], urlDetail: 'path', title: 'show' },
  }
  return {
    work,
    told,
    deps,
    window,
    core: (visitor: object) => ({ deps, visitor, link: { config: {}, handlers } }) as unknown as Core,
    /** Another page has left a session of the group. */
    carry: () => Object.assign(jar, { state: carried }),
  }
}

const settle = () => vi.advanceTimersByTimeAsync(0)
const codeOf = async (promise: Promise<unknown>) => {
  const code = promise.then(
    () => 'fine',
    (error: { code: string }) => error.code,
  )
  await settle()
  // What goes on is not what is asked here.
  return Promise.race([code, Promise.resolve('goes on')])
}

type Outcome = { readonly work: readonly string[]; readonly told: readonly string[] }

const TRIGGERS: readonly [string, string | null, (group: number) => Promise<Outcome>][] = [
  [
    'GC-1 API',
    'group-not-allowed',
    async (group) => {
      const page = setUp(group)
      const starting = createStarting(page.core(createVisitor(page.deps)))
      page.told.push(await codeOf(starting.start({ groupId: group })))
      return page
    },
  ],
  [
    'GC-2 window message',
    null,
    async (group) => {
      const page = setUp(group)
      const receive = createWindowMessages(page.core(createVisitor(page.deps)), () => {})
      const source = { postMessage: () => void page.work.push('reply') }
      const data = { sidelong: { call: 'start', groupId: group } }
      void receive({ isTrusted: true, origin: CHAT, source, data } as unknown as MessageEvent)
      await settle()
      return page
    },
  ],
  [
    'GC-3 presence invitation',
    'group-not-allowed',
    async (group) => {
      const page = createPresencePage()
      void page.call('auto')
      await settle()
      page.welcome()
      page.say({ type: 'invite', id: 'order-000001', call: 'start', groupId: group as never, key: null })
      await settle()
      const acks = page.sent().flatMap((one) => (one.type === 'ack' ? [one.code ?? 'fine'] : []))
      return { work: page.started.map(String), told: acks }
    },
  ],
  [
    'GC-4 page load',
    'group-not-allowed',
    async (group) => {
      const page = setUp(group)
      page.carry()
      createVisitor(page.deps)
      await settle()
      return page
    },
  ],
  [
    'GC-5 domain crossing, on arrival',
    'group-not-allowed',
    async (group) => {
      const page = setUp(group)
      const domains = createDomains(page.core({ look: () => page.work.push('look') }))
      await domains('arrive', [`${group}.${CODE}`])
      await settle()
      return page
    },
  ],
  [
    'GC-6 focus',
    'group-not-allowed',
    async (group) => {
      const page = setUp(group)
      createVisitor(page.deps)
      await settle()
      page.carry()
      page.window.dispatchEvent(new Event('focus'))
      await settle()
      return page
    },
  ],
]

test.each(TRIGGERS)('SA-25 %s: a foreign group gets nothing, and is told %s', async (_, code, trigger) => {
  const { work, told } = await trigger(FOREIGN)
  expect(work).toEqual([])
  expect(told).toEqual(code === null ? [] : [code])
})

test.each(TRIGGERS)('SA-25 %s: one that the tag names goes on', async (_, __, trigger) => {
  expect((await trigger(ALLOWED)).work).not.toEqual([])
})

test('SA-25: there are six', () => {
  expect(TRIGGERS.map(([name]) => name.split(' ')[0])).toEqual([
    'GC-1',
    'GC-2',
    'GC-3',
    'GC-4',
    'GC-5',
    'GC-6',
  ])
})
