import { unreachable } from '../../base/assert.ts'
import { fromBase64Url, toBase64Url } from '../../base/bytes.ts'
import type { Clock, RandomBytes } from '../../base/clock.ts'
import { ParseError, parseJson } from '../../base/parse.ts'
import { controlMac, isSameText } from '../../node/control-auth.ts'
import type { Log } from '../../node/log.ts'
import { type ControlDown, type ControlUp, controlDownOrLater } from '../../protocol/control.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { SERVER_LIMITS } from '../limits.ts'
import type { SessionDirectory } from '../session/directory.ts'
import type { Wire, WireHandler } from '../sockets/wire.ts'
import { createDrain, type Drain } from './drain.ts'
import type { Reports } from './reports.ts'
import type { RevokedAgents } from './revoked-agents.ts'
import type { ServerKeys } from './server-keys.ts'

export type ControlDeps = {
  readonly clock: Clock
  readonly wallNow: () => number
  readonly randomBytes: RandomBytes
  readonly log: Log
  readonly serverId: string
  readonly bootId: string
  readonly clusterSecret: Uint8Array
  readonly capacity: number
  readonly directory: SessionDirectory
  readonly keys: ServerKeys
  readonly reports: Reports
  readonly revoked: RevokedAgents
}

/** The control channels of all web servers. */
export class ControlHub {
  readonly #deps: ControlDeps
  readonly #links = new Map<string, Wire>()
  readonly #drain: Drain
  #isDraining = false

  constructor(deps: ControlDeps) {
    this.#deps = deps
    this.#drain = createDrain(deps.clock, deps.directory)
  }

  get isDraining(): boolean {
    return this.#isDraining
  }

  /** Drives one socket: challenge, proof, then orders. */
  accept(wire: Wire, settled: () => void): WireHandler {
    const nonce = toBase64Url(this.#deps.randomBytes(32))
    const send = (message: ControlUp): void => wire.sendText(JSON.stringify(message))
    const target = { send }
    let webServerId: string | null = null
    send({ type: 'challenge', nonce })
    return {
      text: (text) => {
        const maxLength =
          webServerId === null ? SERVER_LIMITS.maxUnauthenticatedJsonBytes : SERVER_LIMITS.maxControlJsonBytes
        const message = parseJson(text, maxLength, controlDownOrLater)
        if (webServerId !== null) return message ? this.#obey(webServerId, message) : undefined
        if (message?.type !== 'auth' || !this.#isProved(message, nonce)) {
          this.#deps.log.warn('control channel refused', { code: 'control-auth' })
          return wire.close('credential')
        }
        if (!this.#links.has(message.webServerId) && this.#links.size >= SERVER_LIMITS.maxWebServers)
          return wire.close('limit')
        webServerId = message.webServerId
        settled()
        this.#welcome(
          webServerId,
          wire,
          controlMac(this.#deps.clusterSecret, 'server', message.nonce, nonce),
          send,
        )
        this.#deps.reports.connect(target)
      },
      bytes: () => wire.close('protocol'),
      closed: () => {
        this.#deps.reports.disconnect(target)
        if (webServerId === null || this.#links.get(webServerId) !== wire) return
        this.#links.delete(webServerId)
        this.#deps.keys.expire(webServerId)
        this.#deps.log.warn('control channel lost', { server: webServerId })
      },
    }
  }

  /** Web servers that are connected. */
  get linkCount(): number {
    return this.#links.size
  }

  /** Takes no new sessions, and lets go of those that another server can have, or back again. */
  setDraining(isDraining: boolean): void {
    this.#isDraining = isDraining
    // First of all: whoever is sent away must not be sent back.
    this.#deps.reports.send(this.load())
    if (isDraining) this.#drain.start()
    else this.#drain.stop()
  }

  load(): ControlUp {
    const { directory, capacity } = this.#deps
    return {
      type: 'load',
      sessions: directory.size,
      agents: directory.agentCount,
      capacity,
      draining: this.#isDraining,
    }
  }

  stop(): void {
    this.#drain.stop()
    for (const wire of this.#links.values()) wire.close('goingAway')
  }

  #isProved(auth: Extract<ControlDown, { type: 'auth' }>, nonce: string): boolean {
    return isSameText(
      auth.mac,
      controlMac(this.#deps.clusterSecret, 'web', nonce, auth.nonce, auth.webServerId),
    )
  }

  #welcome(webServerId: string, wire: Wire, mac: string, send: (message: ControlUp) => void): void {
    const { serverId, bootId, directory, keys, log } = this.#deps
    const older = this.#links.get(webServerId)
    this.#links.set(webServerId, wire)
    older?.close('replaced')
    keys.keep(webServerId)
    const sessions = directory.all().map(({ id, status }) => ({ sessionId: id, status }))
    send({ type: 'accepted', mac, serverId, bootId, sessions })
    send(this.load())
    log.info('control channel accepted', { server: webServerId })
  }

  #obey(webServerId: string, message: ControlDown): void {
    const { directory, keys, revoked, wallNow } = this.#deps
    switch (message.type) {
      case 'auth':
        throw new ParseError('type', 'is not allowed now')
      case 'server-key': {
        const key = fromBase64Url(message.key)
        if (key?.length !== LIMITS.serverKeyBytes)
          throw new ParseError('key', `must have ${LIMITS.serverKeyBytes} bytes`)
        if (!keys.add(webServerId, { keyId: message.keyId, key })) throw new ParseError('keyId', 'is taken')
        return
      }
      case 'session-open':
        // Also while draining: the web server chose this one before it knew.
        directory.open(message)
        // To all: another web server hands agents over, too, and must know who holds the session.
        return this.#deps.reports.send({ type: 'session-opened', sessionId: message.sessionId })
      case 'session-end':
        return directory.endBy(message.sessionId, message.reason)
      case 'revoke': {
        const sessionId = message.sessionId ?? null
        revoked.add(message.agentId, sessionId, wallNow())
        return directory.revoke(message.agentId, sessionId, message.isLeave)
      }
      case 'guest-answer':
        return directory.find(message.sessionId)?.guests.answered(message)
      case 'hand-over':
        return directory.find(message.sessionId)?.tellHandOver(message.agentId, message.news)
      case 'release':
        return directory.find(message.sessionId)?.release(message.agentId)
      case 'settings':
        return directory.publish(message.groupId, message.site, message.round)
      case 'drain':
        return message.draining === this.#isDraining ? undefined : this.setDraining(message.draining)
      default:
        return unreachable(message)
    }
  }
}
