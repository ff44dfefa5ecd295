import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { ParseError, parseJson } from '../../base/parse.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { addressKey, createClientAddress } from '../../node/client-address.ts'
import { CLOSE, CLOSE_REASONS, type CloseName } from '../../protocol/close-codes.ts'
import { SidelongError } from '../../protocol/errors.ts'
import type { GroupId, Site } from '../../protocol/ids.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { PresenceDown } from '../../protocol/presence-down.ts'
import { PRESENCE_LIMITS } from '../../protocol/presence-limits.ts'
import { type PresenceHello, type PresenceUp, presenceUp } from '../../protocol/presence-up.ts'
import { browserAndPlatform } from '../accounts/browser-name.ts'
import type { Context } from '../context.ts'
import { WEB_LIMITS } from '../limits.ts'
import { type OpenGroup, openGroup } from '../sessions/visitor-gate.ts'
import { codesOf } from './codes.ts'
import { changeLink, type Link, linkOf } from './link.ts'
import { pageOf } from './store.ts'

const PATH = '/v1/visitor/presence'
const WINDOW_MS = 10_000
const STATUS_TEXT: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
}

/** The presence links of pages: the ladder before the upgrade (SECURITY section 5), then `hello`, then what changes. */
export function createPresenceSockets(
  context: Context,
  trustedProxies: readonly string[],
): Stoppable & { handle(request: IncomingMessage, socket: Duplex, head: Buffer): void } {
  const { db, clock, log, rates, address, presence: hub, signingSecret } = context
  const clients = createClientAddress(trustedProxies)
  const options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: WEB_LIMITS.presenceMaxMessageBytes,
    maxFragments: LIMITS.maxFragmentsPerMessage,
    closeTimeout: WEB_LIMITS.presenceCloseWaitMs,
    handleProtocols: () => false as const,
  }
  const server = new WebSocketServer(options)
  const open = new Set<WebSocket>()
  const all = counter()
  const pending = counter()

  function addressOf(request: IncomingMessage): string {
    const forwardedFor = request.headers['x-forwarded-for']
    const given = typeof forwardedFor === 'string' ? forwardedFor : undefined
    return addressKey(clients.of(request.socket.remoteAddress, given))
  }

  /** A status to refuse with; 0: come in. */
  async function judge(request: IncomingMessage, from: string): Promise<number> {
    const { origin } = request.headers
    const hosts = request.headersDistinct.host ?? []
    if (request.url !== PATH || request.method !== 'GET') return 404
    if (hosts.length !== 1 || !address.isOwnHost(hosts[0] ?? '')) return 404
    // The group's list decides after `hello`, which names the group.
    if (!origin || origin === 'null') return 403
    try {
      await rates.visitorCalls.take(from)
    } catch {
      return 429
    }
    if (open.size >= WEB_LIMITS.presenceLinks) return 503
    const isFull =
      all.of(from) >= WEB_LIMITS.presenceLinksPerAddress ||
      pending.of(from) >= WEB_LIMITS.presencePendingPerAddress
    return isFull ? 429 : 0
  }

  function handle(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    if (!(socket instanceof Socket)) return void socket.destroy()
    const from = addressOf(request)
    judge(request, from)
      .then((status) => {
        if (status !== 0) return refuse(socket, status)
        if (socket.destroyed) return
        socket.setNoDelay(true)
        server.handleUpgrade(request, socket, head, (ws) => accept(ws, request.headers, from))
      })
      .catch((error: unknown) => {
        log.error('presence upgrade failed', { error: String(error) })
        socket.destroy()
      })
  }

  function accept(ws: WebSocket, headers: IncomingHttpHeaders, from: string): void {
    const { origin = '' } = headers
    const { browser, platform } = browserAndPlatform(headers['user-agent'] ?? '')
    let link: Link | null = null
    let isGreeted = false
    let isOver = false
    let windowAtMs = clock.now()
    let messages = 0
    open.add(ws)
    const places = [all.take(from), pending.take(from)] as const
    const settled = () => {
      places[1].stop()
      firstMessage.stop()
    }
    const close = (name: CloseName) => {
      if (isOver) return
      ws.close(CLOSE[name].code, CLOSE_REASONS[name])
      const kill = clock.after(WEB_LIMITS.presenceCloseWaitMs, () => ws.terminate())
      ws.once('close', () => kill.stop())
      over()
    }
    const over = () => {
      if (isOver) return
      isOver = true
      settled()
      places[0].stop()
      if (link) hub.remove(link)
    }
    const firstMessage = clock.after(LIMITS.firstMessageMs, () => close('firstMessage'))
    const send = (message: PresenceDown) => {
      if (!isOver) ws.send(JSON.stringify(message))
    }

    async function greet(hello: PresenceHello): Promise<void> {
      const { groupId, site } = hello
      const group = await groupFor(origin, groupId, site)
      if (!group) return close('origin')
      if (!group.settings['presence.enabled']) return close('revoked')
      const code = hello.visitorId === null ? await codeFor(hello) : null
      const visitorId = hello.visitorId ?? code
      if (visitorId === null) return close('limit')
      if (isOver) return
      const door = { groupId, site, origin, visitorId, browser, platform, send, close }
      link = linkOf(hello, door, group.settings, clock.now())
      if (!link) return close('limit')
      settled()
      hub.add(link)
      send({ type: 'welcome', code })
    }

    async function codeFor({ groupId, pageId, code }: PresenceHello): Promise<string | null> {
      const codes = codesOf(signingSecret, groupId, pageId)
      if (code !== null && codes.includes(code)) return code
      for (const one of codes) if (!(await pageOf(db, groupId, one))) return one
      return null
    }

    function take(message: PresenceUp): void {
      if (message.type === 'hello') {
        if (isGreeted) throw new ParseError('type', 'comes once')
        isGreeted = true
        void greet(message).catch((error: unknown) => {
          log.warn('presence: a page cannot be taken in', { error: String(error) })
          close('goingAway')
        })
        return
      }
      if (!link) throw new ParseError('type', 'comes after hello')
      link.heardAtMs = clock.now()
      takeFrom(link, message)
    }

    function takeFrom(known: Link, message: Exclude<PresenceUp, PresenceHello>): void {
      switch (message.type) {
        case 'beat':
          return send({ type: 'beat' })
        case 'update':
          if (!changeLink(known, message, clock.now())) return close('limit')
          return hub.touch(known)
        case 'move':
          // Nothing of the one is ever told of the other (PR-9).
          known.visitorId = message.visitorId
          if (!message.keep) known.data = {}
          known.invitation = null
          known.terms = null
          return hub.touch(known)
        case 'ack':
          return known.acks.get(message.id)?.(message.code ?? '')
        case 'invitation': {
          const { invitation } = known
          if (invitation?.id !== message.id) return
          const { state, key = invitation.key, code = null } = message
          known.invitation = { ...invitation, state, key, code }
          return hub.touch(known)
        }
      }
    }

    ws.on('message', (bytes, isBinary) => {
      if (isOver) return
      const nowMs = clock.now()
      if (nowMs - windowAtMs >= WINDOW_MS) {
        windowAtMs = nowMs
        messages = 0
      }
      if (++messages > WEB_LIMITS.presenceMessagesPerTenSeconds) return close('limit')
      try {
        if (isBinary) throw new ParseError('', 'must be text')
        take(parseJson(String(bytes), PRESENCE_LIMITS.maxMessageLength, presenceUp))
      } catch (error) {
        if (!(error instanceof ParseError)) log.error('presence message failed', { error: String(error) })
        close('protocol')
      }
    })
    ws.on('error', () => {
      // ws closes by itself; `close` follows.
    })
    ws.on('close', () => {
      open.delete(ws)
      over()
    })
  }

  /** After a restart thousands of pages come back at once: they ask the database together. */
  const groups = new Map<string, { atMs: number; found: Promise<OpenGroup | null> }>()
  function groupFor(origin: string, groupId: GroupId, site: Site): Promise<OpenGroup | null> {
    const name = `${groupId} ${site} ${origin}`
    const nowMs = clock.now()
    for (const [key, { atMs }] of groups) {
      if (nowMs - atMs < WEB_LIMITS.presenceSettingsMs) break
      groups.delete(key)
    }
    const known = groups.get(name)
    if (known) return known.found
    const found = openGroup(db, origin, groupId, site).catch((error: unknown) => {
      if (error instanceof SidelongError) return null
      groups.delete(name)
      throw error
    })
    groups.set(name, { atMs: nowMs, found })
    return found
  }

  return {
    handle,
    stop() {
      for (const ws of open) ws.terminate()
    },
  }
}

function refuse(socket: Socket, status: number): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_TEXT[status] ?? 'Error'}`,
    'Connection: close',
    'Content-Length: 0',
    'Cache-Control: no-store',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n`, () => socket.destroy())
}

/** How many there are, by address. */
function counter() {
  const counts = new Map<string, number>()
  return {
    of: (key: string) => counts.get(key) ?? 0,
    take(key: string): Stoppable {
      counts.set(key, (counts.get(key) ?? 0) + 1)
      let isHeld = true
      return {
        stop() {
          if (!isHeld) return
          isHeld = false
          const left = (counts.get(key) ?? 1) - 1
          if (left > 0) counts.set(key, left)
          else counts.delete(key)
        },
      }
    },
  }
}
