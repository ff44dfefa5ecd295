import { afterEach, describe, expect, test, vi } from 'vitest'
import { startLoader } from './start-loader.ts'

type Attributes = Record<string, string>
type Api = { readonly tag: { groupId: number } | null; readonly state: string }

/** The globals of a page with these tags, which notes what is asked of it. */
function makePage(tags: Attributes[], globals: Record<string, unknown> = {}) {
  const noted: string[] = []
  const elements = tags.map((attributes) => ({
    src: 'https://h.example/visitor/loader.js',
    nonce: '',
    matches: () => true,
    getAttribute: (name: string) => attributes[name] ?? null,
  }))
  const note = (name: string) => () => void noted.push(name)
  const page: Record<string, unknown> = {
    document: {
      currentScript: elements[0] ?? null,
      querySelectorAll: () => elements,
      cookie: '',
      createElement: () => ({}),
      documentElement: { append: note('element') },
    },
    location: { href: 'https://shop.example/', hash: '' },
    history: { replaceState: note('address') },
    sessionStorage: { getItem: () => null, setItem: note('storage') },
    addEventListener: () => {},
    fetch: note('request'),
    setTimeout: note('timer'),
    ...globals,
  }
  page.window = page.top = page
  for (const [name, value] of Object.entries(page)) vi.stubGlobal(name, value)
  startLoader('1.2.3', 'hash/', 'sha256-x')
  return { noted, page: page as typeof page & { Sidelong: Api; SidelongQueue: { push(fn: unknown): void } } }
}
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const TAG = { 'data-groupid': '4711' }

describe('the loader on a page', () => {
  test('EM-3 nothing is asked, stored, added or timed', () => {
    const { noted, page } = makePage([TAG])
    expect(noted).toEqual([])
    expect(page.Sidelong.state).toBe('idle')
  })

  test('EM-1 GC-11 the tag is read once: a later edit changes nothing, a second one is named in the console', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const attributes: Attributes = { ...TAG }
    const { page } = makePage([attributes, { 'data-groupid': '12' }])
    attributes['data-groupid'] = '13'
    expect(page.Sidelong.tag?.groupId).toBe(4711)
    expect(Object.isFrozen(page.Sidelong.tag)).toBe(true)
    expect(() => Object.assign(page.Sidelong, { tag: { groupId: 13 } })).toThrow(TypeError)
    expect(warn).toHaveBeenCalledTimes(1)
  })

  test('EM-11 what was queued runs in its order, also what comes later; one that throws harms no other', () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {})
    const calls: unknown[] = []
    const queue = [
      (api: Api) => calls.push(['first', api.tag?.groupId]),
      () => {
        throw new Error('the page’s own')
      },
      () => calls.push('second'),
    ]
    const { page } = makePage([TAG], { SidelongQueue: queue })
    page.SidelongQueue.push(() => calls.push('later'))
    expect(calls).toEqual([['first', 4711], 'second', 'later'])
    expect(error).toHaveBeenCalledTimes(1)
  })

  test('EM-11 SidelongConfig is read once, when the loader runs', () => {
    const config = { name: 'Ann' }
    const added: { sidelong?: { config: unknown } }[] = []
    makePage([{ ...TAG, 'data-button': 'on' }], {
      SidelongConfig: config,
      document: {
        currentScript: null,
        querySelectorAll: () => [
          {
            src: 'https://h.example/visitor/loader.js',
            getAttribute: (name: string) => ({ ...TAG, 'data-button': 'on' })[name] ?? null,
          },
        ],
        cookie: '',
        createElement: () => ({}),
        documentElement: { append: (element: object) => added.push(element) },
      },
    })
    config.name = 'Eve'
    expect(added[0]?.sidelong?.config).toEqual({ name: 'Ann' })
  })

  test('EM-2 an unusable tag says so once, and nothing else happens', () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { noted, page } = makePage([{ 'data-groupid': 'x', 'data-button': 'on' }])
    expect(error.mock.calls).toEqual([['Sidelong:', 'bad-config']])
    expect([noted, page.Sidelong.tag]).toEqual([[], null])
  })
})
