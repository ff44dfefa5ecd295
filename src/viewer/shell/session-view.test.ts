import { expect, test } from 'vitest'
import { CLOSE, type CloseName } from '../../protocol/close-codes.ts'
import { END_REASONS } from '../../protocol/life-cycle.ts'
import { FIRST_STATE, type SessionState, type StateId, viewOf } from './session-view.ts'
import { closeWords, endWords } from './words.ts'

const LIVE: SessionState = { ...FIRST_STATE, link: 'open', hasPage: true }

test.each<[StateId, SessionState]>([
  ['connecting', FIRST_STATE],
  ['asking', { ...FIRST_STATE, link: 'asking' }],
  ['waiting', { ...FIRST_STATE, link: 'open' }],
  ['live', LIVE],
  ['paused', { ...LIVE, isPaused: true, presence: 'background' }],
  ['loading', { ...LIVE, presence: 'loading' }],
  ['background', { ...LIVE, presence: 'background' }],
  ['lost', { ...LIVE, presence: 'lost' }],
  ['reconnecting', { ...LIVE, link: 'reconnecting', isPaused: true }],
  ['stopped', { ...LIVE, isStageStopped: true }],
  ['ended', { ...LIVE, isStageStopped: true, end: { headline: 'Session ended', detail: '' } }],
])('VW-1 %s', (id, state) => {
  const view = viewOf(state)
  expect(view.id).toBe(id)
  expect(view.headline).not.toBe('')
})

test('VW-1 the page stays in sight while it is only interrupted', () => {
  expect(viewOf({ ...LIVE, link: 'reconnecting' }).cover).toBe('veil')
  expect(viewOf({ ...LIVE, link: 'reconnecting', hasPage: false }).cover).toBe('card')
  expect(viewOf(LIVE).cover).toBe('none')
})

test('VW-1 while paused the page is out of sight, and the words say so', () => {
  const view = viewOf({ ...LIVE, isPaused: true })
  expect(view.cover).toBe('card')
  expect(view.detail).toContain('hidden until')
})

test('UI-8 the words of the visitor are shown while paused', () => {
  expect(viewOf({ ...LIVE, isPaused: true, visitorMessage: 'Back soon' }).detail).toBe('Back soon')
})

test('VW-1 every end has words', () => {
  for (const reason of END_REASONS) expect(endWords(reason).detail.length).toBeGreaterThan(10)
  for (const name of [...(Object.keys(CLOSE) as CloseName[]), null])
    for (const isGuest of [false, true]) expect(closeWords(name, isGuest).headline).not.toBe('')
})

test('GU-3: no close speaks to guests of the agents’ console', () => {
  for (const name of [...(Object.keys(CLOSE) as CloseName[]), null])
    expect(closeWords(name, true).detail).not.toMatch(/console|agents/)
})
