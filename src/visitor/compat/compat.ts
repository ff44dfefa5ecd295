/*
 * Names of the older product, mapped onto ours (FEATURES section 5). Nothing else is done here: every rule of Sidelong
 * still holds.
 */

type Fields = Readonly<Record<string, unknown>>
type Fn = (...args: never[]) => unknown
/** The part of `window.Sidelong` that is used here. */
export type SidelongLike = {
  on(event: string, fn: (payload: never) => void): () => void
  off(event: string, fn: unknown): void
  start(params?: unknown): unknown
  showTerms(params?: unknown): unknown
  setStartParams(params?: unknown): unknown
  end(): unknown
  inSession(): boolean
  getKey(): string | null
  pause(options?: object): unknown
  resume(): unknown
  isPaused(): boolean
  ui: {
    loaded: boolean
    showButton(shown?: boolean): unknown
    toggleButton(): unknown
    setStyle(group: number): unknown
  }
  control: { respond(id: string, accept: boolean): unknown; revoke(): unknown }
  messages: { send(name: string, payload: unknown): unknown; on(name: string, fn: Fn): () => void }
  navigation: { crossDomain(to: object): unknown; promptCrossDomain(to: object): unknown }
  presence: {
    connect(): Promise<unknown>
    connectUnique(): Promise<{ code: string }>
    disconnect(): unknown
    update(data?: unknown): Promise<unknown>
    setVisitorId(id: string): unknown
  }
  /** A message of another window (FEATURES section 10). */
  message(event: MessageEvent): unknown
}

const RANDOM_KEY = 'GLANCE_KEYTYPE_RANDOM'
/** Ours by the older name in lower case. */
const PARAMS: Readonly<Record<string, string>> = {
  sessionkey: 'key',
  key: 'key',
  visitorid: 'visitorId',
  groupid: 'groupId',
  name: 'name',
  email: 'email',
  phone: 'phone',
  termsurl: 'termsUrl',
  paused: 'paused',
  data: 'data',
}

/** Arguments of a start: a key, or an object whose names may be in any case; unknown names are left out. */
export function toParams(given: unknown): unknown {
  if (given === undefined || given === null) return undefined
  if (typeof given !== 'object') return given === RANDOM_KEY ? { randomKey: true } : String(given)
  const out: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(given)) {
    const ours = PARAMS[name.toLowerCase()]
    if (!ours || value === undefined || value === null) continue
    if (ours === 'key' && value === RANDOM_KEY) out.randomKey = true
    else out[ours] = ours === 'groupId' ? Number(value) : value
  }
  return out
}

const EVENTS: Readonly<Record<string, string>> = {
  sessionstarting: 'session-starting',
  sessionstart: 'session-started',
  sessioncontinue: 'session-continued',
  sessionend: 'session-ended',
  error: 'error',
  agentjoin: 'agent-joined',
  agents: 'agents',
  clickstart: 'button',
  clickstop: 'button',
  rcrequested: 'control-request',
  rc: 'control',
  rcevent: 'control-action',
}

/** What an older listener gets for an event of ours; `null`: it is not meant. */
export function toEvent(name: string, payload: Fields): Fields | null {
  const { key, code, state, path, action, count, list } = payload
  switch (name) {
    case 'clickstart':
      return action === 'start' ? {} : null
    case 'clickstop':
      return action === 'end' ? {} : null
    case 'error':
      return { msg: code, code }
    case 'agents':
      return { count, agentlist: toAgents(list) }
    case 'agentjoin':
      return toAgents([payload])[0] ?? {}
    case 'rc':
      return { enabled: state === 'on' }
    case 'rcevent':
      return { path }
    case 'rcrequested':
      return {}
    default:
      return { sessionkey: key, ...payload }
  }
}

function toAgents(list: unknown): Fields[] {
  return (list as Fields[]).map(({ id, name, role, kind }) => ({
    agentid: id,
    agentname: name,
    agentrole: role,
    isguest: kind === 'guest',
  }))
}

/** `window.SidelongConfig` from `window.GLANCE_COBROWSE`, which a page sets before the tag. */
export function toConfig(older: Fields): Record<string, unknown> {
  const { getMaskingDescriptor: hook } = older
  const identity = toParams(older) as Record<string, unknown>
  if (typeof hook !== 'function') return identity
  return {
    ...identity,
    async getMaskingDescriptor({ agents }: { agents: { count: number; list: unknown } }) {
      const params = { agents: { count: agents.count, agentlist: toAgents(agents.list) } }
      const answer: unknown = await hook(params)
      // What is no descriptor is passed on, and hides the whole page (MK-11).
      if (typeof answer !== 'object' || answer === null) return answer
      const { maskpage, maskedelements } = answer as Fields
      return { maskPage: maskpage ?? false, maskedElements: maskedelements ?? [] }
    },
  }
}

export type CreateCompat = typeof createCompat

/** `window.GLANCE`. */
export function createCompat(sidelong: SidelongLike): Fields {
  const { ui, control, messages, navigation, presence } = sidelong
  const taken = new Map<unknown, Map<string, Fn>>()
  let request: string | null = null
  sidelong.on('control-request', ({ requestId }: { requestId: string }) => {
    request = requestId
  })

  const Visitor = {
    startSession: (given?: unknown) => sidelong.start(toParams(given)),
    showTerms: (given?: unknown) => sidelong.showTerms(toParams(given)),
    setStartParams: (given?: unknown) => sidelong.setStartParams(toParams(given)),
    showButton: (shown?: boolean) => ui.showButton(shown),
    toggleButton: () => ui.toggleButton(),
    inSession: () => sidelong.inSession(),
    stopSession: () => sidelong.end(),
    getKey: () => sidelong.getKey(),
    pauseSession: ({ pause = true, message }: { pause?: boolean; message?: string } = {}) =>
      pause ? sidelong.pause(message === undefined ? {} : { message }) : sidelong.resume(),
    isSessionPaused: () => sidelong.isPaused(),
    enableRC(isOn: boolean) {
      if (!isOn) control.revoke()
      else if (request) control.respond(request, true)
      request = null
    },
    crossDomain: (to: object) => navigation.crossDomain(to),
    continueSessionAt: (to: object | string) =>
      navigation.crossDomain(typeof to === 'string' ? { url: to } : to),
    sendSessionMessage: (name: string, payload: unknown) => messages.send(name, payload),
    addSessionMessageListener: (name: string, fn: Fn) => messages.on(name, fn),
    addEventListener(name: string, fn: (event: Fields) => void) {
      const ours = EVENTS[name]
      if (!ours) return
      const listener = (payload: never) => {
        const event = toEvent(name, payload)
        if (event) fn(event)
      }
      const mine = taken.get(fn) ?? new Map<string, Fn>()
      taken.set(fn, mine.set(name, listener))
      sidelong.on(ours, listener)
    },
    removeEventListener(name: string, fn: unknown) {
      sidelong.off(EVENTS[name] ?? '', taken.get(fn)?.get(name))
      taken.get(fn)?.delete(name)
    },
  }
  const { showTerms, showButton, toggleButton } = Visitor
  const VisitorUI = {
    promptCrossDomain: (to: object) => navigation.promptCrossDomain(to),
    setStyle: (group: unknown) => ui.setStyle(Number((group as Fields | null)?.groupid ?? group)),
    showTerms,
    showButton,
    toggleButton,
    loaded: () => ui.loaded,
  }
  const setVisitorId = (id: unknown) => presence.setVisitorId(String(id))
  /** For `new`. The group is always the tag's (PR-1), whichever is named. */
  function PresenceVisitor(given?: unknown): object {
    const { visitorId } = (toParams(given) ?? {}) as Fields
    if (visitorId !== undefined) setVisitorId(visitorId)
    const own: { onsignal?: (data: unknown) => void; onerror?: (error: Fields) => void } = {}
    sidelong.on('presence-signal', ({ data }: { data: unknown }) => own.onsignal?.(data))
    const told = <T>(made: Promise<T>) =>
      made.catch(({ code }: { code: string }) => void own.onerror?.({ msg: code, code }))
    return Object.assign(own, {
      connect: () => told(presence.connect()),
      connectUnique: () => told(presence.connectUnique().then(({ code }) => code)),
      disconnect: () => presence.disconnect(),
      presence: (data?: unknown) => told(presence.update(data)),
    })
  }
  return {
    Cobrowse: { Visitor, VisitorUI },
    Presence: { Visitor: Object.assign(PresenceVisitor, { setVisitorId }) },
  }
}
