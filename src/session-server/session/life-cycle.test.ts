import { describe, expect, test } from 'vitest'
import type { SessionTimes } from '../../protocol/control.ts'
import { END_REASONS, type EndReason, type Status } from '../../protocol/life-cycle.ts'
import { type Due, due, type Life, type LifeEvent, startLife, step, warned } from './life-cycle.ts'

const TIMES: SessionTimes = {
  setupTimeoutMs: 300_000,
  waitExpiryMs: 1_800_000,
  visitorGraceMs: 60_000,
  agentGraceMs: 90_000,
  idleLimitMs: 1_200_000,
  maxDurationMs: 3_600_000,
}
const NONE: SessionTimes = {
  setupTimeoutMs: 0,
  waitExpiryMs: 0,
  visitorGraceMs: 0,
  agentGraceMs: 0,
  idleLimitMs: 0,
  maxDurationMs: 0,
}

type Step = LifeEvent | { readonly type: 'pass'; readonly ms: number }

/** Plays events from a new session; warnings are taken as given. */
function play(
  steps: readonly Step[],
  times = TIMES,
): { life: Life; due: Due; seen: Status[]; warnings: string[] } {
  let nowMs = 0
  let life = startLife('J', nowMs)
  const seen: Status[] = ['J']
  const warnings: string[] = []
  for (const event of steps) {
    if (event.type === 'pass') {
      nowMs += event.ms
    } else {
      const next = step(life, event, nowMs)
      life = next.life
      seen.push(...next.passed)
    }
    let now = due(life, times, nowMs)
    while (now.type === 'warn') {
      warnings.push(`${now.reason} ${now.seconds}`)
      life = warned(life, now.reason)
      now = due(life, times, nowMs)
    }
    if (now.type !== 'end') continue
    const ended = step(life, { type: 'end', reason: now.reason }, nowMs)
    seen.push(...ended.passed)
    return { life: ended.life, due: now, seen, warnings }
  }
  return { life, due: due(life, times, nowMs), seen, warnings }
}

const pass = (ms: number): Step => ({ type: 'pass', ms })
const came: Step = { type: 'visitor-came' }
const page: Step = { type: 'checkpoint-complete' }
const agent: Step = { type: 'agent-came' }
const waiting: Step[] = [came, page]
const active: Step[] = [...waiting, agent]

describe('life of a session', () => {
  const cases: readonly [title: string, steps: Step[], seen: string, reason: EndReason | null][] = [
    ['LC-2: the first complete checkpoint', waiting, 'JW', null],
    ['LC-2: a later checkpoint changes nothing', [...active, page], 'JWA', null],
    [
      'LC-3: the visitor stays away while waiting',
      [...waiting, { type: 'visitor-gone' }, pass(60_000)],
      'JWQ',
      'visitor-lost',
    ],
    ['LC-3: not yet', [...waiting, { type: 'visitor-gone' }, pass(59_999)], 'JW', null],
    [
      'LC-3: back in time',
      [...waiting, { type: 'visitor-gone' }, pass(59_999), came, pass(60_000)],
      'JW',
      null,
    ],
    ['LC-4: no page in time', [came, pass(300_000)], 'JT', 'setup-failed'],
    ['LC-4: a visitor who is gone while setting up has the whole time', [pass(299_999)], 'J', null],
    ['LC-5: no agent in time', [...waiting, pass(1_800_000)], 'JWT', 'wait-expired'],
    ['LC-6: the first agent', active, 'JWA', null],
    ['LC-6: an agent who came before the page', [came, agent, page], 'JWA', null],
    ['LC-8: all left', [...active, { type: 'agent-gone', how: 'left' }, pass(90_000)], 'JWAC', 'agents-left'],
    [
      'LC-8: one came back',
      [...active, { type: 'agent-gone', how: 'left' }, pass(89_999), agent, pass(90_000)],
      'JWA',
      null,
    ],
    [
      'LC-8: one of two left',
      [...active, agent, { type: 'agent-gone', how: 'left' }, pass(90_000)],
      'JWA',
      null,
    ],
    ['LC-9: nobody did anything', [...active, pass(1_200_000)], 'JWAC', 'idle'],
    ['LC-9: somebody did', [...active, pass(1_199_999), { type: 'activity' }, pass(1_199_999)], 'JWA', null],
    [
      'LC-9: too long',
      [...active, ...[1, 2, 3, 4].flatMap(() => [pass(900_000), { type: 'activity' } as const])],
      'JWAC',
      'max-duration',
    ],
    [
      'LC-10: the visitor stays away',
      [...active, { type: 'visitor-gone' }, pass(60_000)],
      'JWAX',
      'visitor-lost',
    ],
    [
      'LC-11: all agents vanished',
      [...active, { type: 'agent-gone', how: 'lost' }, pass(90_000)],
      'JWAX',
      'agent-lost',
    ],
    ['LC-15: A never goes back to W', [...active, { type: 'agent-gone', how: 'left' }, page], 'JWA', null],
    [
      'LC-15: what is over stays over',
      [...waiting, { type: 'end', reason: 'visitor-cancelled' }, agent, page],
      'JWQ',
      null,
    ],
  ]
  test.each(cases)('%s', (_title, steps, seen, reason) => {
    const result = play(steps)
    expect(result.seen.join('')).toBe(seen)
    if (reason) expect(result.due).toEqual({ type: 'end', reason })
    else expect(result.due.type).toBe('nothing')
  })

  const FINAL: Readonly<Record<EndReason, readonly [from: Step[], status: Status][]>> = {
    'visitor-cancelled': [[waiting, 'Q']],
    'visitor-ended': [[active, 'C']],
    'visitor-lost': [
      [waiting, 'Q'],
      [active, 'X'],
    ],
    'setup-failed': [[[came], 'T']],
    'wait-expired': [[waiting, 'T']],
    'agent-ended': [[active, 'C']],
    'admin-ended': [
      [waiting, 'T'],
      [active, 'C'],
    ],
    'agents-left': [[active, 'C']],
    idle: [[active, 'C']],
    'max-duration': [[active, 'C']],
    'agent-lost': [[active, 'X']],
    'server-lost': [
      [waiting, 'T'],
      [active, 'X'],
    ],
    'script-error': [
      [[came], 'T'],
      [active, 'X'],
    ],
    replaced: [
      [waiting, 'Q'],
      [active, 'C'],
    ],
    'group-suspended': [
      [waiting, 'T'],
      [active, 'C'],
    ],
  }
  test.each(
    END_REASONS.flatMap((reason) => FINAL[reason].map(([from, status]) => [reason, status, from] as const)),
  )('LC-3 to LC-14: %s ends in %s', (reason, status, from) => {
    const { life } = play([...from, { type: 'end', reason }])
    expect(life.status).toBe(status)
    expect(due(life, TIMES, 10 ** 12)).toEqual({ type: 'nothing', wakeAtMs: null })
  })

  test('LC-9: both sides are warned once, 120 s before', () => {
    expect(play([...active, pass(1_079_999)]).warnings).toEqual([])
    expect(play([...active, pass(1_080_000), pass(1_000)]).warnings).toEqual(['idle 120'])
    const again: Step[] = [...active, pass(1_080_000), { type: 'activity' }, pass(1_080_000)]
    expect(play(again).warnings).toEqual(['idle 120', 'idle 120'])
    expect(play([...waiting, pass(1_680_000)]).warnings).toEqual(['wait-expired 120'])
    expect(play([...active, pass(10_000)], { ...NONE, idleLimitMs: 20_000 }).warnings).toEqual(['idle 10'])
  })

  test('0 is no limit', () => {
    for (const steps of [
      [came],
      waiting,
      active,
      [...active, { type: 'agent-gone', how: 'lost' } as const],
    ]) {
      expect(play([...steps, pass(10 ** 12)], NONE).due).toEqual({ type: 'nothing', wakeAtMs: null })
    }
  })

  test('it says when to look again: at the warning, then at the end', () => {
    expect(play(active).due).toEqual({ type: 'nothing', wakeAtMs: 1_080_000 })
    expect(play([...active, pass(1_080_000)]).due).toEqual({ type: 'nothing', wakeAtMs: 1_200_000 })
  })

  test('LC-17: taken over while active, it waits for both sides', () => {
    const life = startLife('A', 0)
    expect(due(life, TIMES, 59_999).type).toBe('nothing')
    expect(due(life, TIMES, 60_000)).toEqual({ type: 'end', reason: 'visitor-lost' })
    const back = step(step(life, { type: 'visitor-came' }, 1).life, { type: 'agent-came' }, 1).life
    expect(due(back, TIMES, 90_000).type).toBe('nothing')
  })
})
