import { afterEach, describe, expect, test } from 'vitest'
import type { CarriedState } from './state-codec.ts'
import { createStateStore } from './state-store.ts'

const state = (selectors: string[] = []): CarriedState => ({
  sessionId: '4711:123456:BBBBBBBBBBBBBBBBBBBBBA' as CarriedState['sessionId'],
  credential: 'AAAAAAAAAAAAAAAAAAAAAA' as CarriedState['credential'],
  sessionServer: 'https://s1.example.com',
  paused: false,
  floor: { mode: 'listed', selectors, unmaskSelectors: [], urlDetail: 'path', title: 'show' },
})
const many = Array.from({ length: 300 }, (_, i) => `#field-${i}`)

afterEach(() => createStateStore(window, null).clear())

/** A window whose cookies are blocked. */
const blocked = () =>
  ({
    location: window.location,
    sessionStorage,
    document: Object.defineProperty({}, 'cookie', { get: () => '', set: () => {} }),
  }) as unknown as Window

describe('SE-10 cookie', () => {
  test('written, read, cleared', () => {
    const store = createStateStore(window, null)
    expect(store.read()).toBeNull()
    expect(store.write(state(['#iban']))).toBe(true)
    expect(document.cookie).toContain('sidelong=1|4711:')
    expect(store.read()).toEqual(state(['#iban']))
    store.clear()
    expect(document.cookie).not.toContain('sidelong')
    // Tests of remote control keep theirs there, at the same time.
    expect(Object.keys(sessionStorage).filter((key) => key !== 'sidelong-control')).toEqual([])
  })

  test('rules too long for it are whole in the same tab, a digest elsewhere', () => {
    const store = createStateStore(window, null)
    store.write(state(many))
    expect(store.read()).toEqual(state(many))
    sessionStorage.removeItem('sidelong-rules')
    expect(store.read()?.floor).toHaveProperty('digest')
  })

  test('rules of the tab that do not fit the cookie’s digest are not taken', () => {
    const store = createStateStore(window, null)
    store.write(state(many))
    const digest = document.cookie
    store.write(state([...many, '#more']))
    Reflect.set(document, 'cookie', `${digest}; Path=/`)
    expect(store.read()?.floor).toHaveProperty('digest')
  })
})

test('SE-11 cookies blocked: this tab only', () => {
  const store = createStateStore(blocked(), null)
  expect(store.write(state(['#iban']))).toBe(false)
  expect(store.read()).toEqual(state(['#iban']))
  store.clear()
  expect(store.read()).toBeNull()
})

test('NV-2 whether this tab is the shown one', () => {
  const store = createStateStore(window, null)
  expect(store.isShown()).toBe(false)
  store.setShown(true)
  expect(createStateStore(window, null).isShown()).toBe(true)
  store.setShown(false)
  expect(store.isShown()).toBe(false)
})
