import { afterEach, beforeEach, expect, test } from 'vitest'
import { createClock } from '../../src/base/clock.ts'
import type { Action } from '../../src/protocol/actions.ts'
import { ENVELOPE, type EnvelopeType, encodeEnvelope } from '../../src/protocol/envelope.ts'
import type { ParticipantId } from '../../src/protocol/ids.ts'
import type { Participant } from '../../src/protocol/participants.ts'
import { type Privilege, privilegeBits } from '../../src/protocol/privileges.ts'
import type { VisitorUp } from '../../src/protocol/visitor-up.ts'
import type { Events } from '../../src/visitor/api/events.ts'
import { pinNatives } from '../../src/visitor/capture/natives.ts'
import type { Handler } from '../../src/visitor/loader/link.ts'
import { createMaskMemory } from '../../src/visitor/privacy/mask-memory.ts'
import { createPrivacy } from '../../src/visitor/privacy/privacy.ts'
import { createApproval } from '../../src/visitor/remote/approval.ts'
import { createControl } from '../../src/visitor/remote/control.ts'
import { createDeeds } from '../../src/visitor/remote/deeds.ts'
import { createRemote } from '../../src/visitor/remote/remote.ts'
import { createVoice } from '../../src/visitor/remote/voice.ts'
import { settingsFor } from '../../src/visitor/testing/settings.ts'

/* The visitor's side believes neither agent nor session server (RC-4, T6): raw envelopes, straight in. */

const AGENT: Participant = {
  id: 'AAAAAAAAAAAAAAAAAAAAAA' as ParticipantId,
  kind: 'agent',
  name: 'Ada Agent',
  role: 'Senior agent',
  joinedAt: '2030-01-01T00:00:00Z',
  privileges: ['view', 'point', 'draw', 'click', 'type'],
  number: 3,
}

let roots: ShadowRoot[] = []
const attach = Element.prototype.attachShadow
let root: HTMLElement

beforeEach(() => {
  sessionStorage.clear()
  roots = []
  Element.prototype.attachShadow = function (init) {
    const made = attach.call(this, init)
    roots.push(made)
    return made
  }
  root = document.createElement('div')
  root.append(
    document
      .createRange()
      .createContextualFragment(
        '<button id="b" style="margin:100px 20px">Press</button><input id="p" type="password"><iframe srcdoc=""></iframe>',
      ),
  )
  document.body.append(root)
})
afterEach(() => {
  Element.prototype.attachShadow = attach
  root.remove()
})

function setUp(people: Participant[] = [AGENT], ui: 'default' | 'none' = 'default') {
  const told: VisitorUp[] = []
  const handlers = new Set<Handler>()
  const events: [string, unknown][] = []
  const emit = <E extends keyof Events>(event: E, payload: Events[E]): number => {
    events.push([event, payload])
    const called = [...handlers].filter((one) => one.event === event)
    for (const one of called) one.handler(payload as never)
    return called.length
  }
  const control: Record<string, unknown> = {}
  const settings = settingsFor()
  Object.assign(settings.ui.texts, { agentAsk: 'May # see this page?' })
  const memory = createMaskMemory()
  memory.rules = {
    mode: 'listed',
    selectors: [],
    unmaskSelectors: [],
    urlDetail: 'path',
    title: 'show',
    closed: null,
  }
  const nodes = [undefined, document, document.documentElement, root, ...root.querySelectorAll('*')]
  const session = { paused: false, participants: people, id: '7:a:b' }
  const parts = {
    approval: createApproval,
    control: createControl,
    deeds: createDeeds,
    voice: createVoice,
  } as Record<string, unknown>
  let aheadMs = 0
  const clock = createClock(window, () => Date.now() + aheadMs)
  const pass = (ms: number): void => {
    aheadMs += ms
  }
  const remote = createRemote(
    { window, clock, emit } as never,
    { tag: { ui }, handlers, control } as never,
    (async (name: string) => parts[name] ?? null) as never,
    memory,
    createPrivacy,
    pinNatives,
    [
      { tell: (message) => Boolean(told.push(message)) },
      { node: (id) => nodes[id] },
      { sent: () => ({ generation: 5 }) },
      () => session as never,
      { settings } as never,
    ],
  )
  const idOf = (selector: string) => nodes.indexOf(root.querySelector(selector) ?? undefined)
  function send(
    type: EnvelopeType,
    privileges: Privilege[],
    payload: unknown = '',
    more: { generation?: number; sequence?: number; flags?: number } = {},
  ): void {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
    remote.take(
      encodeEnvelope({
        type,
        flags: 0,
        privilege: privilegeBits(privileges),
        generation: 5,
        sequence: 3,
        payload: new TextEncoder().encode(text),
        ...more,
      }),
    )
  }
  const shown = (selector: string): Element | null =>
    roots.map((one) => one.querySelector(selector)).find((one) => one) ?? null
  return { remote, told, events, session, emit, idOf, send, shown, handlers, control, pass }
}

const ripple = (node: number): Action => ({ type: 'ripple', at: { node, x: 1, y: 1 } })

test('RC-4, T6: header and payload, number, privilege and generation: all of it has to agree', () => {
  const { remote, send, idOf, shown, session, told } = setUp()
  const node = idOf('#b')
  const bad: (() => void)[] = [
    () => send(ENVELOPE.action, ['draw'], ripple(node)),
    () => send(ENVELOPE.action, ['point'], { type: 'stroke', id: 1, kind: 'pen', node, points: [1, 1] }),
    () => send(ENVELOPE.action, ['point', 'draw'], ripple(node)),
    () => send(ENVELOPE.action, [], ripple(node)),
    () => send(ENVELOPE.action, ['point'], ripple(node), { sequence: 4 }),
    () => send(ENVELOPE.action, ['point'], ripple(node), { generation: 4 }),
    () => send(ENVELOPE.action, ['point'], ripple(node), { flags: 1 }),
    () => send(ENVELOPE.action, ['point'], ripple(9_999)),
    () => send(ENVELOPE.action, ['navigate'], { type: 'go', to: 'reload' }),
    () => send(ENVELOPE.action, ['point'], '{"type":"__proto__"}'),
    () => send(ENVELOPE.action, ['point'], '[1'),
    () => send(ENVELOPE.action, ['point'], { type: 'ripple', at: { node, x: 1e9, y: 0 } }),
    () => send(ENVELOPE.delta, ['point'], ripple(node)),
    () => remote.take(new Uint8Array(5)),
  ]
  for (const one of bad) one()
  session.paused = true
  send(ENVELOPE.action, ['point'], ripple(node))
  expect(told).toEqual([])
  // Who asks is told, or they would wait as long as a visitor may think.
  send(ENVELOPE.request, ['click'])
  expect(told).toEqual([{ type: 'control-answer', to: 3, outcome: 'unavailable' }])
  session.paused = false
  expect(document.querySelector('sidelong-ui')).toBe(null)
  send(ENVELOPE.action, ['point'], ripple(node))
  expect(shown('.mark.ripple')).toBeTruthy()
  remote.stop()
  expect(document.querySelector('sidelong-ui')).toBe(null)
})

test('T6: a flood draws no more than its share, and the marks have a limit', () => {
  const { remote, send, idOf } = setUp()
  for (let i = 0; i < 1_000; i++)
    send(ENVELOPE.action, ['draw'], { type: 'stroke', id: i, kind: 'pen', node: idOf('#b'), points: [i, i] })
  expect(roots[0]?.querySelectorAll('.mark').length).toBe(200)
  remote.stop()
})

test('UI-10: marks go with their agent, and take no clicks', async () => {
  const { remote, send, idOf, shown, emit } = setUp()
  send(ENVELOPE.action, ['point'], { type: 'highlight', node: idOf('#b') })
  const box = (root.querySelector('#b') as Element).getBoundingClientRect()
  expect(document.elementFromPoint(box.x + 5, box.y + 5)?.id).toBe('b')
  expect(shown('.mark b')?.textContent).toBe('Ada Agent')
  emit('agents', { count: 0, list: [] })
  expect(shown('.mark')).toBe(null)
  remote.stop()
})

test('UI-10: what an agent points at is read out once that is switched on, and nothing of what is masked', async () => {
  root.append(
    document.createRange().createContextualFragment(
      `<label for="mail">Your mail</label><input id="mail" value="ada@example.com"><button id="i"><svg></svg></button>
      <p id="words">Two <b>words</b><span hidden>no</span> <span class="sidelong-mask">SECRET</span><select><option>one</option></select></p>
      <p id="note" contenteditable>ENTERED <b>ENTERED</b></p><p id="masked" class="sidelong-mask" aria-label="SECRET">SECRET</p><img id="pic" alt="A vase">
      <input id="named" aria-labelledby="words masked" placeholder="no">`,
    ),
  )
  const { remote, send, idOf, shown, emit, pass } = setUp()
  const said = () => shown('[role=status]')?.textContent ?? null
  const pointSoon = (selector: string) =>
    send(ENVELOPE.action, ['point'], { type: 'highlight', node: idOf(selector) })
  const point = (selector: string) => {
    pass(10_000)
    pointSoon(selector)
  }
  point('#b')
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(said()).toBe(null)
  // Drawing is no pointing, and the header has to agree here, too.
  send(ENVELOPE.action, ['draw'], { type: 'read-out', isOn: true })
  send(ENVELOPE.action, ['point'], { type: 'read-out', isOn: true })
  await expect.poll(said).toBe('')
  for (const [selector, words] of [
    ['#b', 'Press'],
    ['#mail', 'Your mail'],
    ['#words b', 'words'],
    ['#words', 'Two words'],
    ['#pic', 'A vase'],
    ['#named', 'Two words'],
  ] as const) {
    point(selector)
    await expect.poll(said).toBe(`Ada Agent: ${words}`)
  }
  for (const silent of ['#note', '#note b', '#masked', '#words .sidelong-mask', '#p', '#i']) {
    point('#b')
    await expect.poll(said).toBe('Ada Agent: Press')
    point(silent)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect([silent, said()]).toEqual([silent, ''])
  }
  // No faster than it can be heard: of what comes meanwhile, the last.
  point('#b')
  await expect.poll(said).toBe('Ada Agent: Press')
  pointSoon('#pic')
  pointSoon('#mail')
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(said()).toBe('Ada Agent: Press')
  await expect.poll(said).toBe('Ada Agent: Your mail')
  // The laser speaks where it rests.
  const laser = (selector: string) =>
    send(ENVELOPE.action, ['point'], { type: 'laser', at: { node: idOf(selector), x: 1, y: 1 } })
  laser('#mail')
  laser('#pic')
  await expect.poll(said, { timeout: 2_000 }).toBe('Ada Agent: A vase')
  emit('agents', { count: 0, list: [] })
  await expect.poll(said).toBe(null)
  remote.stop()
})

test('RC-1, RC-2: without consent nothing acts; script cannot consent; no answer, no control', async () => {
  const { remote, send, idOf, shown, told, events, control } = setUp()
  const heard: string[] = []
  root.querySelector('#b')?.addEventListener('click', () => heard.push('click'))
  const click = () =>
    send(ENVELOPE.action, ['click'], { type: 'click', at: { node: idOf('#b'), x: 5, y: 5 }, count: 1 })
  click()
  send(ENVELOPE.request, ['click'])
  await expect.poll(() => shown('dialog[open]')).toBeTruthy()
  for (const button of roots.flatMap((one) => [...one.querySelectorAll<HTMLElement>('dialog button')])) {
    button.click()
    button.dispatchEvent(new MouseEvent('click', { bubbles: true }))
  }
  const request = events.find(([name]) => name === 'control-request')?.[1] as Events['control-request']
  // With our own interface, only that says yes.
  request.respond(true)
  const { respond } = control as { respond(id: string, accept: boolean): Promise<void> }
  await expect(respond(request.requestId, true)).rejects.toMatchObject({ code: 'not-permitted' })
  click()
  await new Promise((resolve) => setTimeout(resolve))
  expect([heard, told, shown('.bar')]).toEqual([[], [], null])
  request.respond(false)
  await expect.poll(() => told).toEqual([{ type: 'control-answer', to: 3, outcome: 'declined' }])
  expect(shown('dialog')).toBe(null)
  remote.stop()
})

test('RC-2, UI-14: with an interface of the page’s own, an answer without a real click is a no', async () => {
  const { remote, send, events, told, handlers } = setUp([AGENT], 'none')
  send(ENVELOPE.request, ['click'])
  // Nobody listens: a no.
  await expect.poll(() => told).toEqual([{ type: 'control-answer', to: 3, outcome: 'declined' }])
  handlers.add({ event: 'control-request', handler: () => {} })
  send(ENVELOPE.request, ['click'])
  await expect.poll(() => events.length).toBe(2)
  const request = events[1]?.[1] as Events['control-request']
  if (!navigator.userActivation.isActive) request.respond(true)
  await new Promise((resolve) => setTimeout(resolve))
  expect(told).toHaveLength(1)
  remote.stop()
  expect(document.querySelector('sidelong-ui')).toBe(null)
})

test('AP-1, RC-2, RC-3: Sidelong.control answers, tells what is so, and takes control back', async () => {
  const { remote, send, events, told, control, handlers } = setUp([AGENT], 'none')
  const { respond, revoke } = await (async () => {
    handlers.add({ event: 'control-request', handler: () => {} })
    send(ENVELOPE.request, ['click'])
    await expect.poll(() => events.length).toBe(1)
    return control as {
      respond(id: string, accept: boolean): Promise<void>
      revoke(): void
    }
  })()
  const answer = (id: string, accept: boolean) =>
    respond(id, accept).then(
      () => 'fine',
      ({ code, detail }: { code: string; detail?: { field: string } }) => [code, detail?.field],
    )
  const idOfRequest = () => (events.at(-1) as [string, Events['control-request']])[1].requestId
  let isActive = false
  Object.defineProperty(navigator, 'userActivation', {
    configurable: true,
    get: () => ({ isActive }),
  })
  expect(control).toMatchObject({ state: 'requested', by: null, rights: [] })
  expect(await answer('no such', true)).toEqual(['bad-params', 'requestId'])
  expect(await answer(idOfRequest(), true)).toEqual(['activation-required', undefined])
  isActive = true
  expect(await answer(idOfRequest(), true)).toBe('fine')
  await expect.poll(() => told.at(-1)).toEqual({ type: 'control-answer', to: 3, outcome: 'accepted' })
  expect(control).toMatchObject({ state: 'on', by: AGENT.id, rights: ['click'] })
  revoke()
  expect(told.at(-1)).toEqual({ type: 'control', by: null, rights: [] })
  expect(control).toMatchObject({ state: 'off', by: null, rights: [] })
  send(ENVELOPE.request, ['click'])
  await expect.poll(() => control.state).toBe('requested')
  expect(await answer(idOfRequest(), false)).toBe('fine')
  await expect.poll(() => told.at(-1)).toEqual({ type: 'control-answer', to: 3, outcome: 'declined' })
  remote.stop()
  await expect.poll(() => Object.keys(control)).toEqual(['state', 'by', 'rights'])
  Reflect.deleteProperty(navigator, 'userActivation')
})

test('RC-3, RC-4: a session server that says control was on before is not believed without the tab’s own note', async () => {
  const { remote, send, told, shown, idOf } = setUp()
  const heard: string[] = []
  root.querySelector('#b')?.addEventListener('click', () => heard.push('click'))
  send(ENVELOPE.resume, ['click'])
  await expect.poll(() => told).toEqual([{ type: 'control', by: null, rights: [] }])
  sessionStorage.setItem('sidelong-control', JSON.stringify(['7:a:b', AGENT.id, ['click', 'type']]))
  send(ENVELOPE.resume, ['click'])
  await expect.poll(() => told.length).toBe(2)
  expect([told[1], shown('.bar')]).toEqual([{ type: 'control', by: null, rights: [] }, null])
  sessionStorage.setItem('sidelong-control', JSON.stringify(['7:a:b', AGENT.id, ['click']]))
  send(ENVELOPE.resume, ['click'])
  await expect.poll(() => told[2]).toEqual({ type: 'control', by: 3, rights: ['click'] })
  expect(shown('.bar')).toBeTruthy()
  const at = { node: idOf('#b'), x: 5, y: 5 }
  // In force for clicks alone.
  send(ENVELOPE.action, ['type'], { type: 'text', node: idOf('#p'), text: 'x' })
  send(ENVELOPE.action, ['click'], { type: 'click', at, count: 1 })
  await expect.poll(() => heard).toEqual(['click'])
  remote.stop()
})

test('RC-3: ends by pause, by the controller’s absence and by the session’s end, and forgets', async () => {
  for (const how of ['pause', 'session-ended'] as const) {
    sessionStorage.setItem('sidelong-control', JSON.stringify(['7:a:b', AGENT.id, ['click']]))
    const { remote, send, told, shown, emit } = setUp()
    send(ENVELOPE.resume, ['click'])
    await expect.poll(() => shown('.bar')).toBeTruthy()
    emit(how, (how === 'pause' ? { paused: true, by: 'visitor' } : {}) as never)
    expect(told.at(-1)).toEqual({ type: 'control', by: null, rights: [] })
    expect([shown('.bar'), sessionStorage.getItem('sidelong-control')]).toEqual([null, null])
    remote.stop()
  }
})

const NEWCOMER = { ...AGENT, id: 'BBBBBBBBBBBBBBBBBBBBBQ', name: 'Ben Agent' }

test('JN-5: script cannot let an agent in; the visitor decides by name, and a question that is taken back is gone', async () => {
  const { remote, send, shown, told, events } = setUp()
  const ask = (who: unknown[]): void => send(ENVELOPE.approval, [], who)
  ask([NEWCOMER])
  await expect.poll(() => shown('dialog h2')?.textContent).toBe('May Ben Agent see this page?')
  for (const button of roots.flatMap((one) => [...one.querySelectorAll<HTMLElement>('dialog button')])) {
    button.click()
    button.dispatchEvent(new MouseEvent('click', { bubbles: true }))
  }
  const first = events.find(([name]) => name === 'agent-approval')?.[1] as Events['agent-approval']
  Object.defineProperty(navigator, 'userActivation', { configurable: true, value: { isActive: true } })
  first.respond(true)
  Reflect.deleteProperty(navigator, 'userActivation')
  // Asked again, as after a lost connection: the same question.
  ask([NEWCOMER])
  await new Promise((resolve) => setTimeout(resolve))
  expect([told, roots.flatMap((one) => [...one.querySelectorAll('dialog')])]).toMatchObject([[], [{}]])
  expect(events.map(([name]) => name)).toEqual(['agent-approval', 'error'])
  ask([])
  await expect.poll(() => shown('dialog')).toBe(null)
  ask([NEWCOMER])
  await expect.poll(() => shown('dialog')).toBeTruthy()
  const again = events.findLast(([name]) => name === 'agent-approval')?.[1] as Events['agent-approval']
  again.respond(false)
  again.respond(false)
  expect(told).toEqual([{ type: 'approval', participant: NEWCOMER.id, accept: false }])
  remote.stop()
  expect(document.querySelector('sidelong-ui')).toBe(null)
})

test('JN-5, UI-14: with an interface of the page’s own and nobody who answers, an agent is not let in', async () => {
  const { remote, send, events, told, handlers } = setUp([AGENT], 'none')
  send(ENVELOPE.approval, [], [NEWCOMER])
  await expect.poll(() => told).toEqual([{ type: 'approval', participant: NEWCOMER.id, accept: false }])
  handlers.add({ event: 'agent-approval', handler: () => {} })
  send(ENVELOPE.approval, [], [{ ...NEWCOMER, id: 'DDDDDDDDDDDDDDDDDDDDDQ' }])
  await expect.poll(() => events.length).toBe(2)
  const second = events[1]?.[1] as Events['agent-approval']
  if (!navigator.userActivation.isActive) second.respond(true)
  await new Promise((resolve) => setTimeout(resolve))
  expect(told).toHaveLength(1)
  remote.stop()
})

test('JN-5, RC-5: while the visitor decides about an agent, the one in control waits', async () => {
  sessionStorage.setItem('sidelong-control', JSON.stringify(['7:a:b', AGENT.id, ['click']]))
  const { remote, send, idOf, shown, told } = setUp()
  send(ENVELOPE.resume, ['click'])
  await expect.poll(() => shown('.bar')).toBeTruthy()
  send(ENVELOPE.approval, [], [NEWCOMER])
  await expect.poll(() => shown('dialog')).toBeTruthy()
  const clicked: string[] = []
  root.querySelector('#b')?.addEventListener('click', () => clicked.push('click'))
  send(ENVELOPE.action, ['click'], { type: 'click', at: { node: idOf('#b'), x: 5, y: 5 }, count: 1 })
  await expect.poll(() => told.at(-1)).toEqual({ type: 'refused', to: 3, why: 'visitor-first' })
  expect(clicked).toEqual([])
  remote.stop()
})
