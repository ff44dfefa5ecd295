import { type Stoppable, stopAll } from '../../base/stoppable.ts'
import { sessionKey } from '../../protocol/ids.ts'
import type { PresenceDown } from '../../protocol/presence-down.ts'
import { PRESENCE_LIMITS } from '../../protocol/presence-limits.ts'
import { type PresenceSettings, presenceSettings } from '../../protocol/presence-settings.ts'
import type { PresenceData, PresenceUp, PresenceUpdate } from '../../protocol/presence-up.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { createError, type SidelongError, toError } from '../api/error.ts'
import type { Events } from '../api/events.ts'
import { watchCsp } from '../boot/csp-watch.ts'
import { mayRunIn } from '../boot/group-check.ts'
import { listen } from '../boot/listen.ts'
import type { Core, More } from '../more/core.ts'
import { createFacts } from './facts.ts'
import { openPresenceLink, type PresenceLink } from './presence-link.ts'

export type CreatePresence = (core: Core, stated: () => string | undefined) => More

type Facts = Omit<PresenceUpdate, 'type' | 'data' | 'terms'>
type Invite = Extract<PresenceDown, { type: 'invite' }>
type Outcome = Omit<Extract<PresenceUp, { type: 'invitation' }>, 'type' | 'id'>

const CHANGE_DELAY_MS = 300
const KNOWN_IDS = 64

/**
 * Tells agents that the visitor is there, and brings their signals and invitations (FEATURES section 11). A part of its own:
 * without `presence.enabled`, and an id or `connectUnique()`, nothing of it runs, and nothing is sent (PR-2).
 */
export const createPresence: CreatePresence = (core, stated) => {
  const { deps, link: page, visitor, own } = core
  const { window, clock, tag, api, emit } = deps
  const { document } = window
  let state: Events['presence']['state'] = 'off'
  let link: PresenceLink | null = null
  let opening: Promise<void> | null = null
  /** The latest attempt; whatever an earlier one comes to does not count. */
  let turn = 0
  let settle: ((error?: SidelongError) => void) | null = null
  let parts: Stoppable[] = []
  /** Null with a code. */
  let visitorId: string | null = null
  let code: string | null = null
  let data: PresenceData = {}
  let facts: () => Facts = () => ({})
  let told: Facts = {}
  let news: PresenceUpdate = { type: 'update' }
  let newsTimer: Stoppable | null = null
  let invitation: string | null = null
  const seen: string[] = []

  own.presence = () => state

  function setState(next: typeof state): void {
    if (next === state) return
    state = next
    emit('presence', { state })
  }

  // ---- what is told

  const now = (): Facts => ({ ...facts(), status: visitor.session()?.status ?? null })

  /** Only what has changed since, and soon rather than at once: several changes are one message. */
  function changed(): void {
    if (state === 'on') newsTimer ??= clock.after(CHANGE_DELAY_MS, tell)
  }

  function tell(): void {
    newsTimer?.stop()
    newsTimer = null
    if (state !== 'on') return
    const facts = now()
    const fresh = Object.entries(facts).filter(([name, value]) => told[name as keyof Facts] !== value)
    const update = { ...news, ...Object.fromEntries(fresh) }
    told = facts
    news = { type: 'update' }
    if (Object.keys(update).length > 1) link?.send(update)
  }

  // ---- the link

  async function settings(): Promise<{ known: PresenceSettings; facts: () => Facts }> {
    const group = await api.settings(tag.groupId, tag.site)
    try {
      const known = presenceSettings(group.presence)
      if (known.enabled) return { known, facts: createFacts(deps, group, known) }
    } catch {
      // Of an older server, which knows no presence.
    }
    throw createError('presence-disabled')
  }

  async function open(id: string | null): Promise<void> {
    if (!/^(on|api)$/.test(tag.presence ?? '') || window.parent !== window)
      throw createError('presence-disabled')
    visitorId = id
    const own = ++turn
    setState('connecting')
    try {
      ;({ facts } = await settings())
    } catch (error) {
      if (own === turn) stop()
      throw error
    }
    if (own !== turn) throw createError('cancelled')
    const csp = watchCsp(window, createError)
    const welcome = new Promise<void>((resolve, reject) => {
      settle = (error) => {
        settle = null
        if (error) reject(error)
        else resolve()
      }
    })
    start(() => csp.explain(createError('network')).code === 'csp-blocked')
    parts.push(csp)
    await welcome
  }

  function start(isBlocked: () => boolean): void {
    const url = `${tag.server.replace(/^http/, 'ws')}/v1/visitor/presence`
    const on = (target: EventTarget, names: string[], fn: () => void) => parts.push(listen(target, names, fn))
    const follow = (event: string, handler: (payload: never) => void) => {
      const entry = { event, handler }
      page.handlers.add(entry)
      parts.push({ stop: () => void page.handlers.delete(entry) })
    }
    link = openPresenceLink({
      clock,
      random: deps.random,
      createSocket: () => new window.WebSocket(url) as never,
      isVisible: () => document.visibilityState === 'visible',
      onBeat: tell,
      hello() {
        told = now()
        news = { type: 'update' }
        return {
          type: 'hello',
          protocol: PROTOCOL_VERSION,
          groupId: tag.groupId,
          site: tag.site,
          visitorId,
          code,
          pageId: deps.pageId,
          language: window.navigator.language.slice(0, 35),
          data,
          ...told,
        } as never
      },
      onMessage,
      onLost(name, willRetry) {
        const isOver = !willRetry || isBlocked()
        const failure = createError(
          isBlocked()
            ? 'csp-blocked'
            : name === 'revoked' || name === 'origin'
              ? 'presence-disabled'
              : 'presence-unavailable',
        )
        if (settle) settle(failure)
        else if (isOver) emit('error', failure)
        if (isOver) stop()
        else setState('connecting')
      },
    })
    on(window, ['focus', 'blur', 'popstate', 'hashchange'], changed)
    on(document, ['visibilitychange'], changed)
    on(window, ['online', 'focus'], () => link?.nudge())
    const { navigation } = window as { navigation?: EventTarget }
    if (navigation) on(navigation, ['navigatesuccess'], changed)
    // A page that goes leaves the directory at once; one that returns from the back/forward cache is a new one there.
    on(window, ['pagehide'], () => {
      const id = visitorId
      const hadLink = link
      stop()
      if (hadLink) parts.push(listen(window, ['pageshow'], () => void connect(id).catch(() => {})))
    })
    for (const event of ['state', 'session-starting', 'session-ended']) follow(event, changed)
    follow('state', ({ state }: { state: string }) => {
      if (state === 'consent') report('shown')
    })
    // With an interface of its own the page asks; a handler of ours would count as its answer (UI-14).
    if (tag.ui !== 'none')
      follow('terms', ({ outcome }: Events['terms']) => {
        if (outcome !== 'shown') report(outcome)
      })
  }

  function stop(): void {
    turn++
    link?.stop()
    link = null
    newsTimer?.stop()
    newsTimer = null
    stopAll(parts)
    parts = []
    setState('off')
    settle?.(createError('cancelled'))
  }

  /** One link at a time, and one answer for all who ask for it. */
  function connect(id: string | null): Promise<void> {
    if (state === 'on' && id === visitorId) return Promise.resolve()
    if (opening && id === visitorId) return opening
    if (state !== 'off') stop()
    const made = open(id).finally(() => {
      if (opening === made) opening = null
    })
    opening = made
    return made
  }

  function id(): string {
    const given = stated()
    if (!given) throw createError('bad-params', { field: 'visitorId' })
    try {
      return sessionKey(given)
    } catch {
      throw createError('bad-key')
    }
  }

  // ---- what comes

  function onMessage(message: PresenceDown): void {
    switch (message.type) {
      case 'welcome':
        code = message.code ?? code
        setState('on')
        settle?.()
        return
      case 'signal':
        link?.send({ type: 'ack', id: message.id })
        if (isNew(message.id)) emit('presence-signal', { data: message.data })
        return
      case 'invite':
        return onInvite(message)
      case 'beat':
    }
  }

  /** What was not acknowledged in time comes again. */
  function isNew(id: string): boolean {
    if (seen.includes(id)) return false
    seen.push(id)
    if (seen.length > KNOWN_IDS) seen.shift()
    return true
  }

  /** GC-3: the group first, before anything is shown; then whether there is room for it at all. */
  function onInvite({ id, call, groupId, key }: Invite): void {
    const refusal = !mayRunIn(tag, groupId)
      ? 'group-not-allowed'
      : // PR-4: no dialog of itself where the page's code alone decides.
        tag.presence !== 'on'
        ? 'not-permitted'
        : !seen.includes(id) && (visitor.inSession() || visitor.state() !== 'idle')
          ? 'already-in-session'
          : undefined
    link?.send({ type: 'ack', id, ...(refusal && { code: refusal }) })
    if (refusal || !isNew(id)) return
    if (call === 'showButton') return void visitor.showButton(true)
    invitation = id
    const over = (outcome: Outcome) => {
      if (invitation === id) invitation = null
      answer(id, outcome)
    }
    visitor.start('invitation', { groupId, key: key ?? visitorId ?? code ?? '' }).then(
      ({ key }) => over({ state: 'started', key }),
      (thrown: unknown) => {
        const { code } = toError(thrown)
        const isNo = /^(terms-declined|cancelled|consent-required)$/.test(code)
        over(isNo ? { state: 'declined' } : { state: 'failed', code })
      },
    )
  }

  function answer(id: string, outcome: Outcome): void {
    link?.send({ type: 'invitation', id, ...outcome })
    changed()
  }

  function report(terms: 'shown' | 'accepted' | 'declined'): void {
    news = { ...news, terms }
    changed()
    if (invitation && terms !== 'declined') answer(invitation, { state: terms })
  }

  // ---- what the page asks for

  function update(given: unknown): void {
    const more = given ?? {}
    const merged = { ...data, ...(more as PresenceData) }
    const isFine =
      typeof more === 'object' &&
      Object.entries(more).every(
        ([name, value]) => name.length <= 64 && name && (typeof value === 'string' || Number.isFinite(value)),
      ) &&
      Object.keys(merged).length <= PRESENCE_LIMITS.maxDataKeys &&
      new TextEncoder().encode(JSON.stringify(merged)).length <= PRESENCE_LIMITS.maxDataBytes
    if (!isFine) throw createError('bad-params', { field: 'data' })
    data = merged
    news = { ...news, data: { ...news.data, ...(more as PresenceData) } }
  }

  /** PR-9: nothing of another visitor goes along; what was told under a code does. */
  function move(to: string): void {
    const keep = visitorId === null
    if (!keep) {
      data = {}
      news = { type: 'update' }
    }
    visitorId = to
    code = null
    link?.send({ type: 'move', visitorId: to as never, keep })
  }

  const calls: Record<string, (given?: unknown) => unknown> = {
    /** What the tag asks for, and a new identity: nobody waits. */
    async auto() {
      try {
        const to = id()
        if (state === 'on') return to !== visitorId && move(to)
        if (tag.presence === 'on' || state !== 'off') await connect(to)
      } catch (error) {
        emit('error', toError(error))
      }
    },
    connect: async () => connect(id()),
    async connectUnique() {
      await connect(null)
      return { code }
    },
    disconnect() {
      stop()
      code = null
      data = {}
    },
    async update(given) {
      update(given)
      if (state === 'off') await connect(id())
      changed()
    },
  }
  return (name, args) => {
    const call = Object.hasOwn(calls, name) && calls[name]
    if (!call) throw createError('bad-params', { field: 'method' })
    return call(args[0])
  }
}
