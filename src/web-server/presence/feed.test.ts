import { expect, test } from 'vitest'
import type { PresenceVisitor } from '../../protocol/presence-api.ts'
import { newsBetween } from './feed.ts'

const visitor = (visitorId: string, more: Partial<PresenceVisitor> = {}): PresenceVisitor => ({
  visitorId,
  site: 'production',
  url: 'https://shop.example/',
  title: 'Shop',
  browser: 'Firefox 140',
  platform: 'Linux',
  language: 'en',
  hasFocus: true,
  isVisible: true,
  status: null,
  terms: null,
  invitation: null,
  data: {},
  pages: 1,
  connectedAt: '2026-01-01T00:00:00.000Z',
  activeAt: '2026-01-01T00:00:00.000Z',
  ...more,
})
const map = (...visitors: PresenceVisitor[]) => new Map(visitors.map((one) => [one.visitorId, one]))

test('PR-8: each part that changed is told by itself, and nothing that did not', () => {
  const before = map(visitor('a'), visitor('b'), visitor('c'))
  const b = visitor('b', { title: 'Cart', activeAt: '2026-01-01T00:00:09.000Z', status: 'W' })
  const d = visitor('d')
  expect(
    newsBetween(before, map(visitor('a', { activeAt: '2026-01-02T00:00:00.000Z' }), b, d), false),
  ).toEqual([
    { type: 'page', visitorId: 'b', visitor: b },
    { type: 'session', visitorId: 'b', visitor: b },
    { type: 'connected', visitorId: 'd', visitor: d },
    { type: 'disconnected', visitorId: 'c', visitor: null },
  ])
})

test('PR-8: who falls out of a list that is cut is not said to be gone', () => {
  expect(newsBetween(map(visitor('a')), map(visitor('b')), true)).toMatchObject([
    { type: 'connected', visitorId: 'b' },
    { type: 'unlisted', visitorId: 'a' },
  ])
})
