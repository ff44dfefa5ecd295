import { expect, test } from 'vitest'
import { FIRST_VIEW } from '../embed-messages.ts'
import { type EmbedState, eventsBetween } from './events.ts'

const IDLE: EmbedState = { ...FIRST_VIEW, state: 'idle' }
const LIVE: EmbedState = {
  ...FIRST_VIEW,
  state: 'live',
  key: '1' as never,
  startedAt: '2030-01-01T00:00:00Z',
}
const PAGE = {
  url: 'https://shop.example/',
  title: 'Shop',
  browser: 'Firefox 150',
  platform: 'Linux',
  scriptVersion: '1',
}

const between = (before: EmbedState, now: EmbedState) =>
  eventsBetween(before, now).map(({ type, payload }) => [type, payload])

test('AE-4: each change of the view is an event with what changed, and nothing else is', () => {
  expect(between(LIVE, { ...LIVE })).toEqual([])
  const there = { ...LIVE, page: PAGE }
  expect(between(there, { ...there, page: { ...PAGE }, state: 'paused' })).toEqual([['state', {}]])
  expect(between(IDLE, LIVE)).toEqual([
    ['session-started', {}],
    ['state', {}],
  ])
  expect(between(LIVE, { ...LIVE, page: PAGE })).toEqual([['navigate', PAGE]])
  expect(between({ ...LIVE, page: PAGE }, { ...LIVE, page: null })).toEqual([])
  const control = { status: 'requested', by: null, rights: [] } as const
  expect(between(LIVE, { ...LIVE, control: { ...control, rights: [] } })).toEqual([['control', control]])
  const masking = { page: true, reason: 'hook-page' }
  expect(between(LIVE, { ...LIVE, masking })).toEqual([['masking', masking]])
  const quality = { level: 'good', roundTripMs: 7, resyncs: 0 } as const
  expect(between(LIVE, { ...LIVE, quality })).toEqual([['quality', quality]])
})

test('AE-4: people who come and go are told, also if as many are there as before', () => {
  const person = (id: string) =>
    ({
      id,
      kind: 'agent',
      name: id,
      role: null,
      joinedAt: '',
      privileges: [],
    }) as unknown as EmbedState['participants'][number]
  const one = { ...LIVE, participants: [person('a')] }
  const other = { ...LIVE, participants: [person('b')] }
  expect(between(one, other)).toEqual([
    ['state', {}],
    ['participants', { participants: other.participants }],
  ])
})

test('AE-4: an end is told once, and a visitor who lets nobody in is an error, too', () => {
  const ended = { ...LIVE, state: 'ended', endReason: 'left' } as const
  expect(between(LIVE, ended)).toEqual([
    ['state', {}],
    ['session-ended', { reason: 'left' }],
  ])
  expect(between(ended, IDLE)).toEqual([['state', {}]])
  expect(between(ended, { ...ended, participants: [] })).toEqual([])
  expect(between(ended, { ...ended, masking: { page: true, reason: null } })).toHaveLength(1)
  const asking = { ...FIRST_VIEW, state: 'asking' } as const
  expect(between(asking, { ...asking, state: 'ended', endReason: 'declined' })).toEqual([
    ['state', {}],
    ['session-ended', { reason: 'declined' }],
    ['error', { code: 'visitor-declined' }],
  ])
})
