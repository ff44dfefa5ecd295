import { type Stoppable, stopAll } from '../../base/stoppable.ts'
import { type Action, type ControlOutcome, PRIVILEGE_OF, type Refusal } from '../../protocol/actions.ts'
import { controlSettings } from '../../protocol/control-settings.ts'
import type { Privilege } from '../../protocol/privileges.ts'
import { createError } from '../api/error.ts'
import type { ErrorCode } from '../api/public.ts'
import { listen } from '../boot/listen.ts'
import type { Texts } from '../ui/texts.ts'
import { type ControlUi, createControlUi } from './control-ui.ts'
import type { Deeds } from './deeds.ts'
import type { Drawings } from './drawings.ts'
import { pathOf } from './flat-tree.ts'
import { createJudge } from './judge.ts'
import { createPermit } from './permit.ts'
import type { Agent, RemoteParts } from './remote.ts'
import { trackVisitor } from './visitor-first.ts'

/** Remote control at the visitor (FEATURES section 13). */
export interface Control extends Stoppable {
  request(agent: Agent, rights: readonly Privilege[]): void
  release(agent: Agent): void
  /** On the page before, this participant had control: so it goes on, if that page says so, too. */
  resume(number: number, rights: readonly Privilege[]): void
  act(agent: Agent, act: Action, find: (id: number) => Element | null): void
}

type ControlParts = RemoteParts & {
  readonly drawings: Drawings
  readonly texts: Texts
  readonly agentOf: (number: number) => Agent | null
  /** The visitor decides about somebody who waits (JN-5). */
  readonly isDeciding: () => boolean
}
export type CreateControl = (parts: ControlParts) => Control

/** In this tab and on this origin: elsewhere the visitor has consented to nothing (RC-3). */
const KEY = 'sidelong-control'
const ABSENT_MS = 30_000
const TWICE_MS = 1_000
const REFUSALS_PER_SECOND = 5

export const createControl: CreateControl = (parts) => {
  const { window, clock, emit, on, natives, tell: send, info, settings } = parts
  const { drawings, texts, agentOf, shared } = parts
  const rules = controlSettings(settings.control)
  const permit = createPermit(natives, rules, createJudge(parts))
  const first = trackVisitor(window, clock, natives)
  const ui: ControlUi = createControlUi(window, drawings, texts)
  let holder: { agent: Agent; rights: readonly Privilege[] } | null = null
  let asking: { readonly id: string; answer(isYes: boolean): void } | null = null
  let requests = 0
  let absent: Stoppable | null = null
  let escapedAt = Number.NEGATIVE_INFINITY
  let refusals = 0
  let refusedSecond = 0
  let isStopped = false

  let deeds: Promise<Deeds | null> | undefined

  /** The part that acts; on its way while the visitor reads the question. */
  function loadDeeds(): Promise<Deeds | null> {
    const { trustedOrigins: trusted } = settings
    const all = { window, natives, permit, first, trusted, maySubmit }
    deeds ??= parts.loadPart('deeds').then((create) => create?.(all) ?? null)
    return deeds
  }

  // ---- consent

  /** Asks in our dialog, and tells the page, whose own interface may answer (UI-14). */
  async function ask(
    kind: 'rights' | 'submit',
    agent: Agent,
    rights: readonly Privilege[],
  ): Promise<Exclude<ControlOutcome, 'busy' | 'blocked'>> {
    const hasOwnUi = parts.hasUi
    const { promise, resolve } = Promise.withResolvers<'accepted' | 'declined' | 'no-answer'>()
    const timer = clock.after(rules.requestTimeoutMs, () => resolve('no-answer'))
    const dialog = hasOwnUi ? ui.ask(kind, agent.name, rights) : null
    dialog?.answer.then((isYes) => resolve(isYes ? 'accepted' : 'declined'))
    const requestId = `${clock.now()}-${++requests}`
    asking = { id: requestId, answer: (isYes) => resolve(isYes ? 'accepted' : 'declined') }
    if (kind === 'rights') share('requested')
    const respond = (isYes: boolean) => answer(requestId, isYes)
    const heard = emit('control-request', {
      requestId,
      kind,
      participant: agent.participant,
      rights,
      respond,
    })
    if (!hasOwnUi && heard === 0) resolve('declined')
    const outcome = await promise
    timer.stop()
    dialog?.close()
    asking = null
    share()
    return outcome
  }

  /** `Sidelong.control.respond`: with an interface of ours, only that can say yes; and a yes is a person's (RC-2). */
  function answer(requestId: unknown, isYes: unknown): Promise<void> {
    const refuse = (code: ErrorCode, field?: string): Promise<never> => {
      const refused = Promise.reject(createError(code, field === undefined ? undefined : { field }))
      // What the page does not handle reaches no handler of its own (EM-5).
      refused.catch(() => {})
      return refused
    }
    if (asking?.id !== requestId) return refuse('bad-params', 'requestId')
    if (isYes !== true) asking?.answer(false)
    else if (parts.hasUi) return refuse('not-permitted')
    else if (!window.navigator.userActivation?.isActive) return refuse('activation-required')
    else asking?.answer(true)
    return Promise.resolve()
  }

  /** What the page finds in `Sidelong.control`. */
  function share(state: 'off' | 'requested' | 'on' = holder ? 'on' : 'off'): void {
    const { agent, rights = [] } = holder ?? {}
    Object.assign(shared, { state, by: agent?.participant.id ?? null, rights: Object.freeze([...rights]) })
  }

  async function maySubmit(): Promise<Refusal | null> {
    if (rules.submit !== 'ask') return rules.submit === 'allow' ? null : 'forbidden'
    const asked = holder
    if (!asked || asking) return 'visitor-first'
    const outcome = await ask('submit', asked.agent, ['click'])
    return outcome === 'accepted' && holder === asked ? null : 'declined'
  }

  async function request(agent: Agent, rights: readonly Privilege[]): Promise<void> {
    const isOthers = holder !== null && holder.agent.participant.id !== agent.participant.id
    void loadDeeds()
    const outcome = isOthers || asking ? 'busy' : await ask('rights', agent, rights)
    // Meanwhile it may have left, or the page may be paused.
    const isHere = agentOf(agent.number)?.participant.id === agent.participant.id
    if (isStopped || !isHere) return
    if (outcome === 'accepted') start(agent, rights)
    send({ type: 'control-answer', to: agent.number, outcome })
  }

  // ---- in force

  function start(agent: Agent, rights: readonly Privilege[]): void {
    holder = { agent, rights }
    const { id } = agent.participant
    share()
    store(JSON.stringify([info().id, id, rights]))
    tell()
    ui.show(agent.name, agent.number, end)
    emit('control', { state: 'on', by: id, rights })
  }

  function tell(): void {
    send({ type: 'control', by: holder?.agent.number ?? null, rights: [...(holder?.rights ?? [])] })
  }

  function end(): void {
    asking?.answer(false)
    absent?.stop()
    absent = null
    store(null)
    if (!holder) return
    holder = null
    share()
    tell()
    ui.hide()
    emit('control', { state: 'off', by: null, rights: [] })
  }

  function store(value: string | null): void {
    try {
      if (value === null) window.sessionStorage.removeItem(KEY)
      else window.sessionStorage.setItem(KEY, value)
    } catch {
      // Without storage, control ends with the page.
    }
  }

  function resume(number: number, rights: readonly Privilege[]): void {
    const agent = agentOf(number)
    let kept: unknown
    try {
      kept = JSON.parse(window.sessionStorage.getItem(KEY) ?? 'null')
    } catch {
      kept = null
    }
    const known = agent && JSON.stringify([info().id, agent.participant.id, rights])
    if (agent && JSON.stringify(kept) === known) start(agent, rights)
    else {
      store(null)
      tell()
    }
  }

  // ---- acts

  function refuse(agent: Agent, why: Refusal): void {
    const second = Math.floor(clock.now() / 1_000)
    if (second !== refusedSecond) refusals = 0
    refusedSecond = second
    if (++refusals <= REFUSALS_PER_SECOND) send({ type: 'refused', to: agent.number, why })
  }

  async function act(agent: Agent, what: Action, find: (id: number) => Element | null): Promise<void> {
    if (!holder || holder.agent.participant.id !== agent.participant.id) return
    if (!holder.rights.includes(PRIVILEGE_OF[what.type])) return
    // While a dialog of ours is open, agents wait (RC-5); a banner that is covered is put on top again first.
    if (asking || parts.isDeciding()) return refuse(agent, 'visitor-first')
    if (!ui.isSeen()) return refuse(agent, 'unseen')
    const deed = await loadDeeds()
    if (!deed || holder === null) return
    const done = await deed(what, find).catch(() => ({ why: 'gone' }) as const)
    if ('why' in done) return refuse(agent, done.why)
    const { element } = done
    if (element && 'at' in what && what.type === 'click') drawings.ripple(agent, find(what.at.node), what.at)
    else if (element && what.type !== 'scroll') drawings.highlight(agent, element)
    emit('control-action', {
      participant: agent.participant,
      action: what.type,
      path: element ? pathOf(natives, element) : '',
    })
  }

  // ---- what ends it

  const always: Stoppable[] = [
    first,
    listen(window, ['keydown'], (event) => {
      if (!event.isTrusted || !holder || (event as KeyboardEvent).key !== 'Escape') return
      const isTwice = clock.now() - escapedAt < TWICE_MS
      escapedAt = clock.now()
      if (isTwice) end()
    }),
    on('agents', ({ list }) => {
      if (!holder) return
      const isHere = list.some(({ id }) => id === holder?.agent.participant.id)
      if (isHere) {
        absent?.stop()
        absent = null
      } else absent ??= clock.after(ABSENT_MS, end)
    }),
    on('pause', ({ paused }) => {
      if (paused) end()
    }),
    on('connection', ({ online }) => {
      if (online && holder) tell()
    }),
    on('session-ended', end),
    on('takeover', ({ active }) => {
      if (!active) end()
    }),
  ]

  Object.assign(shared, { respond: answer, revoke: end })
  share()

  return {
    request: (agent, rights) => void request(agent, rights),
    release(agent) {
      if (holder?.agent.participant.id === agent.participant.id) end()
    },
    resume,
    act: (agent, what, find) => void act(agent, what, find),
    stop() {
      isStopped = true
      asking?.answer(false)
      absent?.stop()
      stopAll(always)
      ui.stop()
      holder = null
      share()
      // The next session's own.
      delete shared.respond
      delete shared.revoke
    },
  }
}
