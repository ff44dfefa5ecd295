import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { type AddScript, createAddScript } from './add-script.ts'
import { listenToClicks, listenToKeys } from './declarative.ts'
import type { Implementation, Link } from './link.ts'
import { createProxy } from './proxy.ts'
import { readTag } from './tag.ts'

type Add = AddScript
type Api = {
  tag: unknown
  version: string
  ready: Promise<void>
  state: string
  session: unknown
  start(params?: unknown): Promise<unknown>
  end(): Promise<void>
  setIdentity(identity: unknown): unknown
  inSession(): boolean
  getKey(): string | null
  on(event: string, handler: (payload: never) => void): () => void
  once(event: string, handler: (payload: never) => void): () => void
  off(event: string, handler: (payload: never) => void): void
  ui: { loaded: boolean; showButton(isShown?: boolean): void }
}

const TAG = readTag(
  { src: 'https://h.example/visitor/loader.js', getAttribute: (n) => (n === 'data-groupid' ? '1' : null) },
  null,
)

function setUp({ isContinued = false, tag = TAG } = {}) {
  const added: { link: Link; fail: Parameters<Add>[3] }[] = []
  const add: Add = (_file, _integrity, link, fail) => void added.push({ link: link as Link, fail })
  const { api, call } = createProxy(tag, '1.2.3', {}, isContinued, undefined, add, 'sha384-AA')
  const log: string[] = []
  const note =
    (name: string, value?: unknown) =>
    (...args: unknown[]) => {
      log.push(`${name} ${JSON.stringify(args)}`)
      return value
    }
  const methods = {
    ready: note('ready'),
    state: () => 'waiting',
    session: () => ({ key: 'k' }),
    start: note('start', Promise.resolve('info')),
    end: note('end'),
    setIdentity: note('setIdentity'),
    inSession: () => true,
    getKey: () => 'k',
    showButton: note('showButton'),
    act: note('act'),
  } as unknown as Record<string, (...args: unknown[]) => unknown>
  const target: Implementation = (name, args) => methods[name]?.(...args)
  return { api: api as unknown as Api, call, added, log, target }
}
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'fine',
    (error: { code: string }) => error.code,
  )

describe('the public object before the visitor script is there', () => {
  test('EM-3 nothing is fetched for what needs nothing', async () => {
    const { api, added } = setUp()
    api.setIdentity({ name: 'Ann' })
    api.on('state', () => {})
    expect([api.state, api.session, api.inSession(), api.getKey(), api.ui.loaded]).toEqual([
      'idle',
      null,
      false,
      null,
      false,
    ])
    await api.ready
    expect(await codeOf(api.end())).toBe('not-in-session')
    expect(added).toEqual([])
  })

  test('calls are kept in their order, and answered', async () => {
    const { api, added, log, target } = setUp()
    api.setIdentity({ name: 'Ann' })
    const started = api.start('key')
    api.ui.showButton()
    const ended = api.end()
    expect(added).toHaveLength(1)
    added[0]?.link.attach(target)
    expect(await started).toBe('info')
    await ended
    expect(log).toEqual(['setIdentity [{"name":"Ann"}]', 'start ["key"]', 'showButton []', 'end []'])
    expect([api.state, api.inSession(), api.getKey(), api.ui.loaded]).toEqual(['waiting', true, 'k', true])
    api.setIdentity({})
    expect(log.at(-1)).toBe('setIdentity [{}]')
  })

  test('EM-4 a failure to load: refused with its code, told as an event, and tried again', async () => {
    const { api, added, target, log } = setUp()
    const errors: string[] = []
    api.on('error', () => {
      throw new Error('page')
    })
    api.on('error', ({ code }: { code: string }) => void errors.push(code))
    const quiet = vi.spyOn(console, 'error').mockImplementation(() => {})
    const first = codeOf(api.start())
    added[0]?.fail('integrity-failed')
    expect(await first).toBe('integrity-failed')
    expect(errors).toEqual(['integrity-failed'])
    const second = api.start()
    added[1]?.link.attach(target)
    expect(await second).toBe('info')
    expect(log).toEqual(['start []'])
    quiet.mockRestore()
  })

  test('EM-5 what nobody handles reaches no handler of the page', async () => {
    const unhandled = vi.fn()
    window.addEventListener('unhandledrejection', unhandled)
    const { api } = setUp({ tag: null })
    api.start()
    api.end()
    await new Promise((resolve) => setTimeout(resolve, 50))
    window.removeEventListener('unhandledrejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })

  test('EM-2 without a usable tag every start is refused', async () => {
    const { api, added } = setUp({ tag: null })
    expect(await codeOf(api.start())).toBe('bad-config')
    api.ui.showButton()
    expect(added).toEqual([])
    expect(api.tag).toBeNull()
  })

  test('a continuation is fetched at once, and ready waits for it', async () => {
    const { api, added, target } = setUp({ isContinued: true })
    expect(added).toHaveLength(1)
    let isReady = false
    api.ready.then(() => {
      isReady = true
    })
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(isReady).toBe(false)
    added[0]?.link.attach(target)
    await api.ready
    const failing = setUp({ isContinued: true })
    failing.added[0]?.fail('network')
    await failing.api.ready
  })

  test('handlers: on returns its own off, once is known as such', () => {
    const { api, added } = setUp()
    const handler = () => {}
    api.start()
    const handlers = added[0]?.link.handlers as Link['handlers']
    const off = api.on('state', handler)
    api.once('state', handler)
    expect([...handlers].map(({ isOnce }) => !!isOnce)).toEqual([false, true])
    off()
    expect(handlers.size).toBe(1)
    api.off('state', handler)
    expect(handlers.size).toBe(0)
  })

  test('AP-2 cannot be changed', () => {
    const { api } = setUp()
    expect(Object.isFrozen(api)).toBe(true)
    expect(Object.isFrozen(api.ui)).toBe(true)
  })
})

describe('EM-9 declarative starts', () => {
  const calls: unknown[] = []
  let finish: () => void = () => {}
  const call = (name: string, args?: unknown[]) => {
    calls.push([name, ...(args ?? [])])
    return new Promise<void>((resolve) => {
      finish = resolve
    })
  }
  beforeEach(() => {
    calls.length = 0
    document.body.replaceChildren()
  })
  afterEach(() => document.body.replaceChildren())
  listenToClicks(call)
  listenToKeys({ 'ctrl+alt+k': 'showTerms', 'ctrl-121': 'end', F9: 'start' }, call)

  const element = (attributes: Record<string, string>, parent: ParentNode = document.body) => {
    const made = document.createElement('button')
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
    parent.append(made)
    return made
  }

  test.each([
    [{ 'data-sidelong-start': '' }, ''],
    [{ 'data-sidelong-start': 'start' }, 'start'],
    [{ glance_button: 'startSession' }, 'startSession'],
    [{ 'data-glancebutton': 'toggleButton' }, 'toggleButton'],
  ])('%j means %s, also for elements added later', (attributes, action) => {
    element(attributes as Record<string, string>).click()
    expect(calls).toEqual([['act', action]])
  })

  test('a click on what is inside, also in an open shadow root', () => {
    const outer = element({ 'data-sidelong-start': 'start' })
    outer.append(document.createElement('span'))
    ;(outer.firstElementChild as HTMLElement).click()
    const host = document.createElement('div')
    document.body.append(host)
    element({ 'data-sidelong-start': 'button' }, host.attachShadow({ mode: 'open' })).click()
    element({}).click()
    expect(calls).toEqual([
      ['act', 'start'],
      ['act', 'button'],
    ])
  })

  test('EM-10 busy until the visitor script is there', async () => {
    const button = element({ 'data-sidelong-start': '' })
    button.click()
    expect(button.hasAttribute('data-sidelong-busy')).toBe(true)
    expect(button.getAttribute('aria-busy')).toBe('true')
    finish()
    await Promise.resolve()
    await Promise.resolve()
    expect(button.hasAttribute('data-sidelong-busy')).toBe(false)
    expect(button.getAttribute('aria-busy')).toBe('false')
  })

  test('key maps, by name and by the older key code', async () => {
    await userEvent.keyboard('{F9}')
    await userEvent.keyboard('{Control>}{Alt>}k{/Alt}{/Control}')
    await userEvent.keyboard('{Control>}{F10}{/Control}')
    await userEvent.keyboard('k')
    expect(calls).toEqual([
      ['act', 'start'],
      ['act', 'showTerms'],
      ['act', 'end'],
    ])
  })
})

describe('EM-4 adding a script', () => {
  const NONE = 'http://127.0.0.1:9/none/'
  const load = (folder: string, file: string, integrity: string) =>
    new Promise<string>((resolve) => {
      createAddScript(folder, 'n')(file, integrity, {}, (code) => resolve(code))
    })

  test('a script that is not there', async () => {
    expect(await load(NONE, 'none.js', '')).toBe('network')
  })

  test('a hash that does not fit', async () => {
    const url = URL.createObjectURL(new Blob(['window.altered = 1'], { type: 'text/javascript' }))
    const wrong = `sha384-${btoa('x'.repeat(48))}`
    expect(await load('', url, wrong)).toBe('integrity-failed')
    expect((window as { altered?: number }).altered).toBeUndefined()
  })

  test('nonce, crossorigin and what is handed over are on the element', () => {
    createAddScript(NONE, 'n')('none.js', 'sha384-AA', {}, () => {})
    const script = document.documentElement.lastElementChild as HTMLScriptElement & { sidelong?: unknown }
    expect([script.crossOrigin, script.integrity, script.nonce, typeof script.sidelong, script.src]).toEqual([
      'anonymous',
      'sha384-AA',
      'n',
      'object',
      `${NONE}none.js`,
    ])
    script.remove()
  })
})
