import { expect, test } from 'vitest'
import type { ControlOutcome } from '../../protocol/actions.ts'
import type { GuestOutcome } from '../../protocol/guests-api.ts'
import type { HandOverState } from '../../protocol/handing-over.ts'
import type { Privilege } from '../../protocol/privileges.ts'
import { Refusal, type ShellCommand, shellCommand } from '../embed-commands.ts'
import { createCommands } from './commands.ts'
import { FIRST_STATE, type SessionState } from './session-view.ts'

/* AE-3: what the page around the viewer may order, and with which code it is refused. */

const GUEST = 'gggggggggggggggggggggA'
const ALL: Privilege[] = ['view', 'point', 'scroll', 'click', 'invite-guest', 'end']

function setUp(privileges: Privilege[] = ALL) {
  const done: unknown[][] = []
  const note =
    (name: string) =>
    (...given: unknown[]): void =>
      void done.push([name, ...given])
  let nowMs = 0
  let state: SessionState = { ...FIRST_STATE, link: 'open' }
  const answers = {
    control: 'accepted' as ControlOutcome,
    guest: 'admitted' as GuestOutcome,
    offer: 'open' as HandOverState,
    isPossible: true,
    isHit: true,
  }
  const command = createCommands({
    clock: { now: () => nowMs } as never,
    tools: {
      control: {
        ask: async (rights: Privilege[]) => {
          note('ask')(rights)
          return answers.control
        },
        release: note('release'),
      } as never,
      highlight: async (at) => {
        note('highlight')(at)
        return answers.isHit
      },
      readOut: note('readOut'),
    },
    guests: {
      mayInvite: () => privileges.includes('invite-guest'),
      admit: async (code) => {
        note('admit')(code)
        return answers.guest
      },
      eject: (id) => id === GUEST,
    },
    handOver: {
      isPossible: () => answers.isPossible,
      offer: async (...given) => {
        note('offer')(...given)
        return answers.offer
      },
    },
    state: () => state,
    privileges: () => privileges,
    send: note('send'),
    leave: note('leave'),
    end: note('end'),
  })
  /** What a page says, as both the frame and the shell parse it; the code of a refusal, or null. */
  async function say(type: ShellCommand['type'], payload: object = {}): Promise<string | null> {
    let parsed: ShellCommand
    try {
      parsed = shellCommand({ ...payload, type })
    } catch {
      return 'bad-params'
    }
    return command(parsed).then(
      () => null,
      (error: unknown) => {
        if (error instanceof Refusal) return error.code
        throw error
      },
    )
  }
  return {
    say,
    done,
    answers,
    be: (next: Partial<SessionState>) => {
      state = { ...state, ...next }
    },
    pass: (ms: number) => {
      nowMs += ms
    },
  }
}

const GOOD: readonly (readonly [ShellCommand['type'], object, unknown[]])[] = [
  ['leave', {}, ['leave']],
  ['end', {}, ['end']],
  ['requestControl', { rights: ['click'] }, ['ask', ['click']]],
  ['requestControl', {}, ['ask', ['scroll', 'click']]],
  ['releaseControl', {}, ['release']],
  ['sendMessage', { name: 'a.b-1', payload: [1] }, ['send', { type: 'message', name: 'a.b-1', json: '[1]' }]],
  ['setAccessibility', { on: true }, ['readOut', true]],
  ['transfer', { to: { user: 'crm-8' }, note: 'x' }, ['offer', { toUser: 'crm-8' }, 'x']],
  ['transfer', { to: { user: 'x'.repeat(127) } }, ['offer', { toUser: 'x'.repeat(127) }, '']],
  ['transfer', { to: { role: 'senior' } }, ['offer', { toRole: 'senior' }, '']],
  ['admitGuest', { code: '123456' }, ['admit', '123456']],
]

test.each(GOOD)('AE-3: %s %j is carried out', async (type, payload, expected) => {
  const { say, done } = setUp()
  expect(await say(type, payload)).toBe(null)
  expect(done).toEqual([expected])
})

test('AE-3: highlight and ejectGuest say if there is nothing of the kind', async () => {
  const { say, answers } = setUp()
  expect(await say('highlight', { x: 3, y: 4 })).toBe(null)
  expect(await say('ejectGuest', { id: GUEST })).toBe(null)
  answers.isHit = false
  expect(await say('highlight', { x: 3, y: 4 })).toBe('not-found')
  expect(await say('ejectGuest', { id: 'aaaaaaaaaaaaaaaaaaaaaA' })).toBe('not-found')
})

test.each([
  ['requestControl', { rights: ['root'] }],
  ['requestControl', { rights: ['view'] }],
  ['requestControl', { rights: [] }],
  ['highlight', { x: -1, y: 0 }],
  ['highlight', { x: 1.5, y: 0 }],
  ['highlight', { x: 1 }],
  ['sendMessage', { name: 'Not This', payload: 1 }],
  ['sendMessage', { name: 'a' }],
  ['sendMessage', { name: 'a', payload: () => 1 }],
  ['setAccessibility', { on: 'yes' }],
  ['transfer', { to: {} }],
  ['transfer', { to: { user: 'a', role: 'b' } }],
  ['transfer', { to: { user: 'a' }, note: 'x'.repeat(201) }],
  ['admitGuest', { code: '12345' }],
  ['admitGuest', { code: 123_456 }],
  ['ejectGuest', { id: '../x' }],
  ['constructor', {}],
] as const)('AE-3: %s %j is refused with bad-params', async (type, payload) => {
  const { say, done } = setUp()
  expect(await say(type as ShellCommand['type'], payload)).toBe('bad-params')
  expect(done).toEqual([])
})

test('AP-3: what no JSON can say is refused with bad-params', async () => {
  const { say, done } = setUp()
  const circle: unknown[] = []
  circle.push(circle)
  for (const payload of [circle, 1n])
    expect(await say('sendMessage', { name: 'a', payload })).toBe('bad-params')
  expect(done).toEqual([])
})

test.each([
  ['end', {}, ['view', 'point']],
  ['requestControl', {}, ['view', 'point']],
  ['requestControl', { rights: ['scroll', 'type'] }, ALL],
  ['highlight', { x: 1, y: 1 }, ['view', 'draw']],
  ['setAccessibility', { on: false }, ['view', 'draw']],
  ['admitGuest', { code: '123456' }, ['view', 'point']],
  ['ejectGuest', { id: GUEST }, ['view', 'point']],
] as const)('AE-3: %s %j without the privilege is not permitted', async (type, payload, privileges) => {
  const { say, done } = setUp([...privileges])
  expect(await say(type, payload)).toBe('not-permitted')
  expect(done).toEqual([])
})

test('AE-4: what others answer has a code', async () => {
  const { say, answers } = setUp()
  const control: [ControlOutcome, string | null][] = [
    ['declined', 'visitor-declined'],
    ['no-answer', 'consent-required'],
    ['busy', 'busy'],
    ['blocked', 'rate-limited'],
    ['unavailable', 'visitor-not-present'],
  ]
  for (const [outcome, code] of control) {
    answers.control = outcome
    expect(await say('requestControl')).toBe(code)
  }
  const guests: [GuestOutcome, string][] = [
    ['unknown', 'code-refused'],
    ['full', 'quota-exceeded'],
    ['limited', 'rate-limited'],
    ['unavailable', 'network'],
  ]
  for (const [outcome, code] of guests) {
    answers.guest = outcome
    expect(await say('admitGuest', { code: '123456' })).toBe(code)
  }
  answers.offer = 'unavailable'
  expect(await say('transfer', { to: { user: 'x' } })).toBe('network')
  answers.offer = 'refused'
  expect(await say('transfer', { to: { user: 'x' } })).toBe('not-found')
  answers.isPossible = false
  expect(await say('transfer', { to: { user: 'x' } })).toBe('not-permitted')
})

test('AP-3: a message has a size, a rate, and somebody to read it', async () => {
  const { say, done, be, pass } = setUp()
  const message = { name: 'a', payload: 'é'.repeat(8_191) }
  expect(await say('sendMessage', { ...message, payload: `${message.payload}é` })).toBe('message-too-large')
  for (let i = 0; i < 10; i++) expect(await say('sendMessage', message)).toBe(null)
  expect(await say('sendMessage', message)).toBe('rate-limited')
  pass(1_000)
  expect(await say('sendMessage', message)).toBe(null)
  expect(done.length).toBe(11)
  pass(1_000)
  for (const presence of ['lost', 'loading'] as const) {
    be({ presence })
    for (const [type, payload] of [
      ['sendMessage', message],
      ['requestControl', {}],
      ['highlight', { x: 1, y: 1 }],
    ] as const)
      expect([type, presence, await say(type, payload)]).toEqual([type, presence, 'visitor-not-present'])
  }
  be({ presence: 'online', isPaused: true })
  expect(await say('highlight', { x: 1, y: 1 })).toBe('visitor-not-present')
  expect(await say('requestControl')).toBe('visitor-not-present')
  expect(await say('sendMessage', message)).toBe(null)
  be({ isPaused: false, link: 'reconnecting' })
  for (const [type, payload] of GOOD) {
    const isLocal = ['leave', 'releaseControl', 'setAccessibility'].includes(type)
    expect([type, await say(type, payload)]).toEqual([type, isLocal ? null : 'network'])
  }
})
