import { expect, test } from 'vitest'
import type { SessionDetail } from '../../protocol/reports-api.ts'
import { NO_FILTER, queryOf } from './history-filter.tsx'
import { timelineOf } from './timeline.ts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 5, 10, 0, second)).toISOString()

test('RE-2 what happened is told in order of time; the end is told once', () => {
  const session = {
    statuses: [
      { status: 'J', reason: null, at: at(0) },
      { status: 'C', reason: 'visitor-ended', at: at(30) },
    ],
    participants: [
      { name: 'Ada', role: 'Agent', joinedAt: at(10), leftAt: at(30), how: 'ended' },
      { name: 'Gus', role: null, joinedAt: at(12), leftAt: at(20), how: 'left' },
    ],
    events: [
      { at: at(14), actor: 'Ada', operation: 'session.control', outcome: 'requested scroll click' },
      { at: at(15), actor: 'Ada', operation: 'session.control', outcome: 'something new' },
    ],
  } as unknown as SessionDetail
  expect(timelineOf(session).map(({ text }) => text)).toEqual([
    'Setting up',
    'Ada (Agent) joined',
    'Gus joined',
    'Ada asked for remote control (Scroll, Click)',
    'session.control by Ada: something new',
    'Gus left',
    'Completed: The visitor ended it',
  ])
})

test('RE-2 a filter of days includes the last one; a key is found as it is read out', () => {
  const query = queryOf({ ...NO_FILTER, key: '482 917', from: '2026-01-05', to: '2026-01-05' })
  expect(query.key).toBe('482917')
  expect(query.status).toBe('all')
  expect(Date.parse(query.to ?? '') - Date.parse(query.from ?? '')).toBe(24 * 3_600_000)
})
