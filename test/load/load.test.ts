// The short form of `npm run test:load`: the same scenarios, small. Their figures are not judged here: other tests run beside
// them; that everything arrives, comes back and is let go of is.
import { expect, test, vi } from 'vitest'
import { hostile } from './hostile.ts'
import { presence } from './presence.ts'
import { relay, soak, storm } from './scenarios.ts'

vi.setConfig({ testTimeout: 120_000 })

test('RA-14 PL-8: sessions that replay recorded streams: every envelope arrives', async () => {
  const figures = await relay({ sessions: 40, agentsEach: 1, perSecond: 10, seconds: 2 })
  expect(figures.deliveredShare).toBeGreaterThan(0.999)
  expect(figures.kilobytesPerSession).toBeLessThan(2_000)
})

test('RA-14 PL-8: 50 agents on one session get everything', async () => {
  const figures = await relay({ sessions: 1, agentsEach: 50, perSecond: 10, seconds: 2 })
  expect(figures.deliveredShare).toBeGreaterThan(0.999)
})

test('RA-07: 200 sockets cut at once are all back', async () => {
  const { sockets, back, seconds } = await storm(100)
  expect([sockets, back]).toEqual([200, 200])
  expect(seconds).toBeLessThan(30)
})

test('RA-13: a heap of 128 MB holds against hostile checkpoints; honest sessions beside them are served', async () => {
  const { sent, refused, honestShare } = await hostile(4)
  expect(sent).toBeGreaterThan(400_000)
  expect(refused).toBeGreaterThan(0)
  expect(honestShare).toBeGreaterThan(0.999)
})

test('RA-12: sessions that came and went leave no descriptor behind', async () => {
  const { churned, descriptorsEarly, descriptorsLate } = await soak(20, 0.15, 2, () => undefined)
  expect(churned).toBeGreaterThan(0)
  expect(descriptorsLate || descriptorsEarly).toBeLessThan(60)
})

test('PR-4 PR-7: 1,000 presence links on one web server: all are listed, get signals, and are gone with their pages', async () => {
  const { stillOpen, megabytes } = await presence({ links: 1_000, seconds: 1 })
  expect(stillOpen).toBe(1_000)
  expect(megabytes).toBeLessThan(2_000)
})
