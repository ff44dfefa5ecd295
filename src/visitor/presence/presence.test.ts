import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createError } from '../api/error.ts'
import { createPresencePage } from '../testing/presence-page.ts'
import { settingsFor } from '../testing/settings.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const settle = () => vi.advanceTimersByTimeAsync(0)
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1_000)
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    (value) => value ?? 'fine',
    (error: { code: string }) => error.code,
  )
type Options = Parameters<typeof createPresencePage>[0]
async function connected(options: Options = {}) {
  const page = createPresencePage(options)
  void page.call('auto')
  await settle()
  page.welcome()
  await settle()
  return page
}
const ID = 'order-000001'
const invite = (more: object = {}) =>
  ({ type: 'invite', id: ID, call: 'start', groupId: 4711, key: null, ...more }) as never

describe('PR-2: without presence and an id, no connection and no traffic', () => {
  test('no id: not even the part is loaded; later, by setIdentity, it is', async () => {
    const page = createPresencePage({ tag: { visitorId: null } })
    await page.call('auto')
    expect([page.log, page.sockets]).toEqual([[], []])
    await page.call('setIdentity', { visitorId: 'ben' })
    await settle()
    expect(page.log).toEqual(['part presence', 'settings'])
    expect(page.last().url).toBe('wss://help.example.com/v1/visitor/presence')
  })

  test.each([
    [{ settings: { presence: { enabled: false, urlDetail: 'path' } } }, ['part presence', 'settings']],
    // Of a server that knows no presence.
    [{ settings: { presence: undefined } }, ['part presence', 'settings']],
    [{ tag: { presence: 'off' } }, ['part presence']],
    [{ tag: { presence: null } }, ['part presence']],
  ])('PR-2 presence-disabled: %j', async (options, log) => {
    const page = createPresencePage(options as Options)
    expect(await codeOf(page.call('connect'))).toBe('presence-disabled')
    expect(await codeOf(page.call('connectUnique'))).toBe('presence-disabled')
    expect(page.sockets).toEqual([])
    expect(page.log.slice(0, log.length)).toEqual(log)
  })

  test('called off, or called again for somebody else, while the settings come: one link, of the last', async () => {
    const page = createPresencePage({ tag: { visitorId: null, presence: 'api' } })
    const first = codeOf(page.call('connectUnique'))
    await page.call('setIdentity', { visitorId: 'ann' })
    const second = codeOf(page.call('connect'))
    await settle()
    expect(await first).toBe('cancelled')
    expect(page.sockets).toHaveLength(1)
    page.welcome()
    expect(await second).toBe('fine')
    expect(page.last().sent[0]).toMatchObject({ visitorId: 'ann' })
    await page.call('disconnect')
    const third = codeOf(page.call('connect'))
    await page.call('disconnect')
    expect(await third).toBe('cancelled')
    expect(page.sockets).toHaveLength(1)
  })

  test('connectUnique yields the code; connect without an id, or with a bad one, is refused', async () => {
    const page = createPresencePage({ tag: { visitorId: null, presence: 'api' } })
    expect(await codeOf(page.call('connect'))).toBe('bad-params')
    const answer = codeOf(page.call('connectUnique'))
    await settle()
    page.welcome('12345678')
    expect(await answer).toEqual({ code: '12345678' })
    expect(page.last().sent[0]).toMatchObject({ type: 'hello', visitorId: null, code: null })
    // Back on another connection with the same code.
    page.last().onclose?.({ code: 1001 })
    await seconds(1)
    page.last().onopen?.(undefined as never)
    expect(page.last().sent[0]).toMatchObject({ visitorId: null, code: '12345678' })
    expect(await codeOf(createPresencePage({ tag: { visitorId: 'a b' } }).call('connect'))).toBe('bad-key')
  })
})

describe('PR-3: what is told', () => {
  test('all of it once, then what has changed', async () => {
    const page = await connected()
    expect(page.last().sent).toEqual([
      {
        type: 'hello',
        protocol: 1,
        groupId: 4711,
        site: 'production',
        visitorId: 'ann',
        code: null,
        pageId: 'pageid00',
        language: 'de-DE',
        data: {},
        url: 'https://shop.example.com/cart',
        title: 'Cart',
        focus: true,
        visible: true,
        status: null,
      },
    ])
    page.window.location.href = 'https://shop.example.com/pay?x=1'
    page.document.isFocused = false
    page.window.dispatchEvent(new Event('blur'))
    page.window.dispatchEvent(new Event('popstate'))
    await page.call('update', { plan: 'gold' })
    await page.call('update', { plan: 'silver', cart: 2 })
    page.page.status = 'W'
    page.emit('state', { state: 'waiting', previous: 'starting' })
    await seconds(1)
    expect(page.sent()).toEqual([
      {
        type: 'update',
        data: { plan: 'silver', cart: 2 },
        url: 'https://shop.example.com/pay',
        focus: false,
        status: 'W',
      },
    ])
    page.window.dispatchEvent(new Event('focus'))
    await seconds(1)
    expect(page.sent()).toHaveLength(1)
  })

  test.each([
    ['full', 'https://shop.example.com/cart?token=secret#part'],
    ['origin', 'https://shop.example.com/'],
  ])('the address as presence.urlDetail = %s says', async (urlDetail, url) => {
    const page = await connected({ settings: { presence: { enabled: true, urlDetail } } })
    expect(page.last().sent[0]).toMatchObject({ url })
  })

  const masking = (more: object) => ({ settings: { masking: { ...settingsFor().masking, ...more } } })
  test.each<[string, Options]>([
    ['masking.title', masking({ title: 'hide' })],
    ['masking.mode', masking({ mode: 'all' })],
    ['a selector', { ...masking({ selectors: ['title'] }), titleMatches: ['title'] }],
    ['a role', { ...masking({ roleSelectors: { viewer: ['head'] } }), titleMatches: ['head'] }],
    ['a selector that cannot be read', masking({ selectors: ['<'] })],
    ['a mark', { titleMatches: ['[data-sidelong-mask]'] }],
    ['a hook that is required', { tag: { maskingHook: 'required' } }],
    ['a hook that is there', { maskHook: () => {} }],
    ['the running session', { floor: { title: 'hide', mode: 'listed', selectors: [] } }],
    ['a running session with long rules', { floor: { digest: 'x' } }],
  ])('MK-24: no title where it is hidden by %s', async (_, options) => {
    const page = await connected(options)
    expect(page.last().sent[0]).toMatchObject({ title: '' })
    expect(JSON.stringify(page.last().sent)).not.toContain('Cart')
  })

  test('signs of life every 15 s while visible, every 60 s in the background; silence is a loss', async () => {
    const page = await connected()
    const beats = () => page.last().sent.filter(({ type }) => type === 'beat').length
    await seconds(15)
    page.say({ type: 'beat' })
    expect(beats()).toBe(1)
    page.document.visibilityState = 'hidden'
    await seconds(59)
    expect(beats()).toBe(1)
    await seconds(1)
    expect(beats()).toBe(2)
    page.document.visibilityState = 'visible'
    // Nothing came since: the next one is not sent, the line is dead.
    await seconds(15)
    expect(page.sockets[0]?.isClosed).toBe(true)
    expect(page.events.at(-1)).toEqual(['presence', { state: 'connecting' }])
    await seconds(1)
    expect(page.sockets).toHaveLength(2)
  })

  test('custom data: 32 keys and 4 KiB, merged; beyond that nothing is taken', async () => {
    const page = await connected()
    for (const bad of [
      'x',
      { a: null },
      { a: {} },
      { a: Number.NaN },
      { ['n'.repeat(65)]: 1 },
      { a: 'x'.repeat(4_097) },
    ])
      expect(await codeOf(page.call('update', bad))).toBe('bad-params')
    await page.call('update', Object.fromEntries(Array.from({ length: 32 }, (_, i) => [`k${i}`, i])))
    expect(await codeOf(page.call('update', { more: 1 }))).toBe('bad-params')
    expect(await codeOf(page.call('update', { k0: 'new' }))).toBe('fine')
  })

  test('PR-4: at disconnect, and when the page goes, it is over', async () => {
    const page = await connected()
    page.window.dispatchEvent(new Event('pagehide'))
    expect(page.last().isClosed).toBe(true)
    expect(page.events.at(-1)).toEqual(['presence', { state: 'off' }])
    page.window.dispatchEvent(new Event('pageshow'))
    await settle()
    expect(page.sockets).toHaveLength(2)
    page.welcome()
    await page.call('disconnect')
    expect(page.last().isClosed).toBe(true)
    await seconds(120)
    expect(page.sockets).toHaveLength(2)
  })

  test.each([
    [4007, 'presence-disabled'],
    [4004, 'presence-disabled'],
    [4009, 'presence-unavailable'],
  ])('closed with %i: it stays closed, and %s is told', async (code, error) => {
    const page = await connected()
    page.last().onclose?.({ code })
    await seconds(600)
    expect(page.sockets).toHaveLength(1)
    expect(page.events.slice(-2)).toEqual([
      ['error', error],
      ['presence', { state: 'off' }],
    ])
  })

  test('PR-9: another id takes nothing of the one before along; after a code, the data go along', async () => {
    const page = await connected()
    await page.call('update', { plan: 'gold' })
    await page.call('setVisitorId', 'ben')
    await settle()
    expect(page.sent()).toEqual([{ type: 'move', visitorId: 'ben', keep: false }])
    await seconds(1)
    expect(page.sent()).toHaveLength(1)
    page.last().onclose?.({ code: 1001 })
    await seconds(1)
    page.last().onopen?.(undefined as never)
    expect(page.last().sent[0]).toMatchObject({ visitorId: 'ben' })
    expect(page.last().sent[0]).toHaveProperty('data', {})
  })
})

describe('PR-6: signals and invitations', () => {
  test('a signal is an event, once, and is acknowledged each time', async () => {
    const page = await connected()
    for (let i = 0; i < 2; i++) page.say({ type: 'signal', id: ID, data: { a: 1 } })
    expect(page.sent()).toEqual([
      { type: 'ack', id: ID },
      { type: 'ack', id: ID },
    ])
    expect(page.events.filter((one) => (one as unknown[])[0] === 'presence-signal')).toEqual([
      ['presence-signal', { data: { a: 1 } }],
    ])
  })

  test('accepted: it starts a session by the visitor id, always asking, and tells how far it is', async () => {
    const page = await connected()
    page.say(invite({ groupId: 12 }))
    page.say(invite({ groupId: 12 }))
    page.emit('state', { state: 'consent', previous: 'starting' })
    page.emit('terms', { outcome: 'accepted', trigger: 'invitation', respond() {} })
    await settle()
    expect(page.started).toEqual([['invitation', { groupId: 12, key: 'ann' }]])
    expect(page.sent()).toEqual([
      { type: 'ack', id: ID },
      { type: 'ack', id: ID },
      { type: 'invitation', id: ID, state: 'shown' },
      { type: 'invitation', id: ID, state: 'accepted' },
      { type: 'invitation', id: ID, state: 'started', key: 'ann' },
    ])
  })

  test.each([
    ['terms-declined', { state: 'declined' }],
    ['cancelled', { state: 'declined' }],
    ['key-in-use', { state: 'failed', code: 'key-in-use' }],
  ] as const)('%s is told', async (code, outcome) => {
    const page = await connected({ start: () => Promise.reject(createError(code)) })
    page.say(invite({ key: 'given', call: 'showTerms' }))
    await settle()
    expect(page.started).toEqual([['invitation', { groupId: 4711, key: 'given' }]])
    expect(page.sent().slice(1)).toEqual([{ type: 'invitation', id: ID, ...outcome }])
  })

  test.each<[string, Options, (page: Awaited<ReturnType<typeof connected>>) => void, object]>([
    ['GC-3 group-not-allowed', {}, () => {}, { groupId: 99 }],
    ['GC-3 group-not-allowed', {}, () => {}, { groupId: 99, call: 'showButton' }],
    ['PR-4 not-permitted', { tag: { presence: 'api' } }, () => {}, {}],
    ['already-in-session', {}, ({ page }) => void Object.assign(page, { status: 'A' }), {}],
    ['already-in-session', {}, ({ page }) => void Object.assign(page, { state: 'consent' }), {}],
  ])('%s: refused before anything is shown (%#)', async (title, options, prepare, more) => {
    const page = createPresencePage(options)
    void codeOf(page.call('connect'))
    await settle()
    page.welcome()
    prepare(page)
    page.say(invite(more))
    await settle()
    expect(page.started).toEqual([])
    expect(page.sent()).toEqual([{ type: 'ack', id: ID, code: title.split(' ').at(-1) }])
  })

  test('showButton shows the button, and starts nothing', async () => {
    const page = await connected()
    page.say(invite({ call: 'showButton' }))
    expect(page.started).toEqual(['showButton'])
  })

  test('anything else that comes is ignored', async () => {
    const page = await connected()
    for (const bad of [
      { type: 'end' },
      { type: 'invite', id: ID, call: 'end', groupId: 4711, key: null },
      'x',
    ])
      page.say(bad as never)
    expect([page.sent(), page.started]).toEqual([[], []])
  })
})
