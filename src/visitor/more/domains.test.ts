import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createClock } from '../../base/clock.ts'
import { createError } from '../api/error.ts'
import { tagFor } from '../testing/fake-page.ts'
import { settingsFor } from '../testing/settings.ts'
import type { Core } from './core.ts'
import { createDomains } from './domains.ts'

/* Crossings in a whole browser: test/e2e/domains.test.ts. Here: what a browser refuses. */

const HERE = 'https://shop.example'
const THERE = 'https://pay.example'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function setUp(transport: 'fragment' | 'bridge') {
  const events: string[] = []
  const opened: string[] = []
  const settings = { ...settingsFor(), trustedOrigins: [HERE, THERE] }
  const session = {
    grant: () => ({ sessionId: '1:a:b', credential: 'c', settings }),
    info: () => ({ id: '1:a:b', groupId: 1 }),
    isPaused: () => false,
  }
  const window = {
    origin: HERE,
    document: { baseURI: `${HERE}/` },
    sessionStorage: { getItem: () => null, setItem() {} },
    location: { assign: (url: string) => void opened.push(url) },
    open(url: string) {
      opened.push(url)
      return null
    },
  }
  const deps = {
    window,
    clock: createClock(globalThis, () => Date.now()),
    tag: tagFor(),
    api: {
      post: async () => ({
        code: '1.x',
        transport,
        bridgeUrl: transport === 'bridge' ? `${THERE}/bridge` : null,
      }),
    },
    emit: (event: string, { outcome }: { outcome: string }) => events.push(`${event} ${outcome}`),
    store: { read: () => null },
  }
  const core = { deps, visitor: { current: () => session }, link: { handlers: new Set() } }
  const domains = createDomains(core as unknown as Core)
  const cross = (to: object) => domains('crossDomain', [to]) as Promise<void>
  return { cross, events, opened }
}

test.each([
  ['ER-1 NV-12: a window that the browser does not open is popup-blocked', 'fragment', { target: '_blank' }],
  ['ER-1 NV-12: … the bridge’s, too', 'bridge', {}],
] as const)('%s', async (_name, transport, more) => {
  const { cross, events, opened } = setUp(transport)
  await expect(cross({ url: `${THERE}/checkout`, ...more })).rejects.toMatchObject({ code: 'popup-blocked' })
  expect(opened).toHaveLength(1)
  expect(events.at(-1)).toBe('handover failed')
})

test('NV-8: a domain that is not trusted is handover-refused, before a code is asked for', async () => {
  const { cross, opened } = setUp('fragment')
  await expect(cross({ url: 'https://other.example/' })).rejects.toEqual(createError('handover-refused'))
  expect(opened).toEqual([])
})
