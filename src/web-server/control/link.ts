import { isIP, type LookupFunction } from 'node:net'
import { WebSocket } from 'ws'
import { toBase64Url } from '../../base/bytes.ts'
import type { Clock, RandomBytes } from '../../base/clock.ts'
import { ParseError, parseJson } from '../../base/parse.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { controlMac, isSameText } from '../../node/control-auth.ts'
import type { Log } from '../../node/log.ts'
import {
  type ControlDown,
  type ControlUp,
  controlDown,
  controlUpOrLater,
  type SessionOpen,
} from '../../protocol/control.ts'
import type { SessionId } from '../../protocol/ids.ts'
import { isLive } from '../../protocol/life-cycle.ts'
import { WEB_LIMITS } from '../limits.ts'
import { type ServerKeys, type SigningKey, startServerKeys } from './server-keys.ts'

export type Report = Extract<
  ControlUp,
  {
    type:
      | 'session-status'
      | 'participant-joined'
      | 'participant-left'
      | 'control-event'
      | 'guest-ejected'
      | 'join-refused'
      | 'asset-hosts'
      | 'session-figures'
  }
>

/** What a session server asks on behalf of an agent there: about a guest's code (GU-2), or handing over (VW-6). */
export type Question = Extract<ControlUp, { type: 'guest-code' | 'hand-over' }>
export type GuestCode = Extract<Question, { type: 'guest-code' }>
export type HandOverAsked = Extract<Question, { type: 'hand-over' }>

/** What a server has to hear, if later. */
type Order = Extract<ControlDown, { type: 'revoke' | 'release' | 'settings' }>

/** The control channel to one session server, dialled and kept up by us. */
export interface ServerLink extends Stoppable {
  /** `https://…` origin by which visitors and agents reach it too. */
  readonly origin: string
  /** `null` while down. */
  serverId(): string | null
  /** Free places by its last report plus our own assignments since; `null` while down or draining. */
  room(): number | null
  isDraining(): boolean
  /** Its last report; `null` while down. */
  load(): { readonly sessions: number; readonly agents: number; readonly capacity: number } | null
  holds(id: SessionId): boolean
  /** The sessions that it holds, as far as it has told; none while down. */
  held(): SessionId[]
  /**
   * False if it is down. A revocation (T13), or word of newer masks, is kept then and sent when it is back. Also false for
   * what the server would not understand: it would close the channel, on which all sessions depend.
   */
  send(message: ControlDown): boolean
  /** Assigns a session; false when not confirmed within `controlOpenMs`. */
  open(session: Omit<SessionOpen, 'type'>): Promise<boolean>
  signingKey(): SigningKey | null
  /** Since when that key is in use. */
  keyAgeMs(): number | null
}

export type LinkParts = {
  readonly origin: string
  readonly webServerId: string
  readonly secret: Uint8Array
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Log
  /** IP address to dial instead of asking DNS for the origin's host; TLS still checks the name. */
  readonly dialHost: string | null
  readonly onReport: (origin: string, report: Report) => void
  readonly onQuestion: (origin: string, question: Question) => Promise<void>
  /** The server says that it holds this session. */
  readonly onHeld: (id: SessionId) => void
}

type Up = {
  readonly socket: WebSocket
  readonly serverId: string
  readonly keys: ServerKeys
  readonly held: Set<SessionId>
  capacity: number
  sessions: number
  agents: number
  isDraining: boolean
}

export function startServerLink(parts: LinkParts): ServerLink {
  const { origin, clock, log } = parts
  const url = `${origin.replace(/^http/, 'ws')}/v1/control`
  const waiting = new Map<SessionId, Set<(isOpen: boolean) => void>>()
  /** Those of the time while it is down; a newer one replaces its like. */
  const missed = new Map<string, Order>()
  let up: Up | null = null
  let attempt = 0
  /** Questions under way. */
  let asked = 0
  let isStopped = false
  let retry: Stoppable | null = null
  let socket: WebSocket | null = null

  function dial(): void {
    if (isStopped) return
    const ours = new WebSocket(url, {
      perMessageDeflate: false,
      followRedirects: false,
      handshakeTimeout: WEB_LIMITS.controlHandshakeMs,
      maxPayload: WEB_LIMITS.controlMaxMessageBytes,
      ...(parts.dialHost === null ? {} : { lookup: lookupOf(parts.dialHost) }),
    })
    socket = ours
    let silence = clock.after(WEB_LIMITS.controlHandshakeMs, () => ours.terminate())
    const heard = () => {
      silence.stop()
      silence = clock.after(WEB_LIMITS.controlSilentMs, () => ours.terminate())
    }
    const beat = clock.every(WEB_LIMITS.controlSilentMs / 3, () => {
      if (ours.readyState === ours.OPEN) ours.ping()
    })
    const receive = createHandshake(parts, ours, (accepted) => {
      up = becomeUp(parts, ours, accepted)
      attempt = 0
      log.info('session server connected', { server: origin, count: up.held.size })
      for (const order of missed.values()) send(order)
      missed.clear()
      // What happened while we were not connected.
      const at = new Date(clock.now()).toISOString()
      for (const session of accepted.sessions.filter((one) => isLive(one.status))) {
        parts.onReport(origin, { type: 'session-status', ...session, reason: null, at })
        parts.onHeld(session.sessionId)
      }
    })
    ours.on('pong', (data) => {
      heard()
      if (up?.socket === ours) up.keys.delivered(data.toString('latin1'))
    })
    ours.on('message', (data, isBinary) => {
      heard()
      try {
        if (isBinary) throw new ParseError('', 'must be text')
        const message = parseJson(String(data), WEB_LIMITS.controlMaxMessageBytes, controlUpOrLater)
        if (message === null)
          return log.debug('session server says more than is known here', { server: origin })
        if (up?.socket === ours) onMessage(up, message)
        else receive(message)
      } catch (error) {
        log.error('session server broke the control protocol', { server: origin, error: String(error) })
        ours.terminate()
      }
    })
    ours.on('error', (error) => log.debug('control channel failed', { server: origin, error: error.message }))
    ours.on('close', () => {
      silence.stop()
      beat.stop()
      if (up?.socket === ours) goDown()
      if (!isStopped) retryLater()
    })
  }

  function goDown(): void {
    up?.keys.stop()
    up = null
    for (const answers of waiting.values()) for (const answer of answers) answer(false)
    if (!isStopped)
      log.error('session server lost; joins there are refused until it is back', { server: origin })
  }

  // Full jitter, so that many web servers do not dial a returning server in step.
  function retryLater(): void {
    const ceiling = Math.min(WEB_LIMITS.controlBackOffMaxMs, WEB_LIMITS.controlBackOffBaseMs * 2 ** attempt)
    attempt = Math.min(attempt + 1, 16)
    const share = new DataView(parts.random(4).buffer).getUint32(0) / 2 ** 32
    retry = clock.after(ceiling * share, dial)
  }

  function onMessage(current: Up, message: ControlUp): void {
    switch (message.type) {
      case 'load':
        current.capacity = message.capacity
        current.sessions = message.sessions
        current.agents = message.agents
        current.isDraining = message.draining
        return
      case 'session-opened':
        current.held.add(message.sessionId)
        parts.onHeld(message.sessionId)
        for (const answer of waiting.get(message.sessionId) ?? []) answer(true)
        return
      case 'session-status':
        if (isLive(message.status)) current.held.add(message.sessionId)
        else current.held.delete(message.sessionId)
        parts.onReport(origin, message)
        return
      case 'participant-joined':
      case 'participant-left':
      case 'control-event':
      case 'guest-ejected':
      case 'join-refused':
      case 'asset-hosts':
      case 'session-figures':
        parts.onReport(origin, message)
        return
      case 'guest-code':
      case 'hand-over':
        return ask(message)
      case 'challenge':
      case 'accepted':
        throw new ParseError('type', 'is out of order')
    }
  }

  function ask(question: Question): void {
    if (asked >= WEB_LIMITS.maxQuestionsAtOnce)
      return log.warn('too many questions at once; one is not answered', { server: origin })
    asked++
    void parts.onQuestion(origin, question).finally(() => {
      asked--
    })
  }

  function send(message: ControlDown): boolean {
    if (!up || up.socket.readyState !== up.socket.OPEN) {
      if (message.type === 'revoke' || message.type === 'release' || message.type === 'settings')
        keepForLater(message)
      return false
    }
    try {
      controlDown(message)
    } catch (error) {
      log.error('a message for a session server is out of bounds', { server: origin, error: String(error) })
      return false
    }
    up.socket.send(JSON.stringify(message))
    if (message.type === 'session-end') up.held.delete(message.sessionId)
    return true
  }

  function keepForLater(message: Order): void {
    const name =
      message.type === 'settings'
        ? `${message.groupId} ${message.site}`
        : `${message.type} ${message.agentId} ${message.sessionId ?? ''}`
    missed.delete(name)
    missed.set(name, message)
    const oldest = missed.keys().next()
    if (missed.size > WEB_LIMITS.maxOrdersWaiting && !oldest.done) missed.delete(oldest.value)
  }

  function open(session: Omit<SessionOpen, 'type'>): Promise<boolean> {
    return new Promise((resolve) => {
      const answers = waiting.get(session.sessionId) ?? new Set()
      const answer = (isOpen: boolean) => {
        timeout.stop()
        answers.delete(answer)
        if (answers.size === 0) waiting.delete(session.sessionId)
        resolve(isOpen)
      }
      const timeout = clock.after(WEB_LIMITS.controlOpenMs, () => answer(false))
      answers.add(answer)
      waiting.set(session.sessionId, answers)
      if (!send({ type: 'session-open', ...session })) answer(false)
      else if (up) up.sessions++
    })
  }

  dial()
  return {
    origin,
    serverId: () => up?.serverId ?? null,
    room: () => (up && !up.isDraining ? up.capacity - up.sessions : null),
    isDraining: () => up?.isDraining ?? false,
    load: () => up && { sessions: up.sessions, agents: up.agents, capacity: up.capacity },
    holds: (id) => up?.held.has(id) ?? false,
    held: () => [...(up?.held ?? [])],
    send,
    open,
    signingKey: () => up?.keys.current() ?? null,
    keyAgeMs: () => up?.keys.ageMs() ?? null,
    stop() {
      isStopped = true
      retry?.stop()
      if (up) goDown()
      socket?.close(1000)
      const last = socket
      clock.after(500, () => last?.terminate())
    },
  }
}

type Accepted = Extract<ControlUp, { type: 'accepted' }>

/** Our half of the mutual proof: challenge → auth → accepted. Throws on anything else. */
function createHandshake(
  parts: LinkParts,
  socket: WebSocket,
  onAccepted: (accepted: Accepted) => void,
): (message: ControlUp) => void {
  const ownNonce = toBase64Url(parts.random(24))
  let theirNonce: string | null = null
  return (message) => {
    if (message.type === 'challenge' && theirNonce === null) {
      theirNonce = message.nonce
      const mac = controlMac(parts.secret, 'web', theirNonce, ownNonce, parts.webServerId)
      socket.send(JSON.stringify({ type: 'auth', webServerId: parts.webServerId, nonce: ownNonce, mac }))
    } else if (message.type === 'accepted' && theirNonce !== null) {
      const right = controlMac(parts.secret, 'server', ownNonce, theirNonce)
      if (!isSameText(message.mac, right)) throw new ParseError('mac', 'does not prove the cluster secret')
      onAccepted(message)
    } else throw new ParseError('type', 'is out of order')
  }
}

/** Load is unknown until the first report, a moment later: assume room, so that a start right after the boot succeeds. */
const ASSUMED_CAPACITY = 1_000

function becomeUp(parts: LinkParts, socket: WebSocket, accepted: Accepted): Up {
  const idPrefix = `${parts.webServerId}.${toBase64Url(parts.random(6))}`
  const keys = startServerKeys({
    clock: parts.clock,
    random: parts.random,
    idPrefix,
    send: (key) => {
      if (socket.readyState !== socket.OPEN) return false
      socket.send(JSON.stringify({ type: 'server-key', ...key }))
      // Frames are read in order: the answer to this ping says that the key before it has been read, too.
      socket.ping(key.keyId)
      return true
    },
    undelivered: () => {
      parts.log.error('server key not confirmed; joins are refused', { server: parts.origin })
      socket.terminate()
    },
  })
  return {
    socket,
    serverId: accepted.serverId,
    keys,
    held: new Set(
      accepted.sessions.filter((session) => isLive(session.status)).map((session) => session.sessionId),
    ),
    capacity: Math.max(ASSUMED_CAPACITY, accepted.sessions.length + 1),
    sessions: accepted.sessions.length,
    agents: 0,
    isDraining: false,
  }
}

/** A look-up, as `net.connect` wants it, with one answer for every name. */
function lookupOf(address: string): LookupFunction {
  const family = isIP(address)
  return (_host, options, done) => {
    if (options.all) done(null, [{ address, family }])
    else done(null, address, family)
  }
}
