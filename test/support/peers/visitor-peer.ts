import { randomBytes } from 'node:crypto'
import { systemClock } from '../../../src/node/platform.ts'
import { FLAG } from '../../../src/protocol/envelope.ts'
import { type StartResponse, startResponse } from '../../../src/protocol/rest.ts'
import type { VisitorDown } from '../../../src/protocol/visitor-down.ts'
import { createUplink, type Uplink } from '../../../src/visitor/transport/uplink.ts'
import { openVisitorLink, type VisitorLink } from '../../../src/visitor/transport/visitor-link.ts'
import { FLEET_GROUP, FLEET_SITE, type Fleet } from '../fleet.ts'
import { askWeb, dial } from './dial.ts'
import { PageModel } from './page-model.ts'

const FAILURES_UNTIL_LOST = 3
const ASK_INTERVAL_MS = 1_000
const BODY = { groupId: FLEET_GROUP, site: 'staging', script: 'test' }

/** A visitor without a browser: the product's own uplink and socket under a model of a page. */
export interface VisitorPeer {
  readonly key: string
  readonly page: PageModel
  readonly word: string
  server(): string
  isOnline(): boolean
  /** How it ended; `null` while it runs. */
  ended(): string | null
  /** Changes one line, of as many as the page may have. */
  change(text?: string): void
  /** A new page load of the same session. */
  reload(): void
  /** Ends the session, whether its session server can be reached or not. */
  end(): Promise<void>
}

export async function startVisitor(fleet: Fleet, lines = 50): Promise<VisitorPeer> {
  const answer = await askWeb(fleet, '/v1/visitor/sessions', { body: BODY, headers: { origin: FLEET_SITE } })
  if (answer.status !== 200) throw new Error(`start refused: ${answer.status} ${answer.text}`)
  let grant: StartResponse = startResponse(JSON.parse(answer.text))
  /** In every line of this page and in no other. */
  const word = `page-${randomBytes(6).toString('hex')}`
  const page = new PageModel()
  let count = 0
  let isOnline = false
  let ended: string | null = null
  let askedAtMs = Number.NEGATIVE_INFINITY
  let pageId = randomBytes(16).toString('base64url')
  let people: string[] = []
  for (let i = 0; i < lines; i++) page.set(i, `${word} line ${i}`)

  let isFresh = true
  let uplink = createUplinkHere()
  let link = openLinkHere()

  function createUplinkHere(): Uplink {
    return createUplink({
      clock: systemClock,
      compress: null,
      send: (bytes) => link.send(bytes),
      bufferedBytes: () => link.bufferedBytes(),
      onReady: () => undefined,
    })
  }

  function openLinkHere(): VisitorLink {
    return openVisitorLink({
      clock: systemClock,
      random: Math.random,
      createSocket: (url) => dial(fleet, url),
      server: () => grant.sessionServer,
      hello: () => ({
        sessionId: grant.sessionId,
        credential: grant.credential,
        pageId,
        sent: uplink.sent(),
      }),
      onMessage,
      onBinary: () => {},
      onLost(name, failures) {
        uplink.close()
        isOnline = false
        if (name === 'unknownSession' || failures >= FAILURES_UNTIL_LOST) void askForServer()
      },
      onRefused(name) {
        ended = `refused ${name}`
      },
    })
  }

  function checkpoint(): void {
    uplink.begin(isFresh ? 0 : FLAG.samePage)
    isFresh = false
    for (const part of page.parts()) uplink.send(part)
    uplink.complete()
  }

  function confirm(participants: readonly { id: string }[]): void {
    people = participants.map(({ id }) => id)
    link.tell({ type: 'masks', people: people as never[], from: 0, reason: null })
  }

  function onMessage(message: VisitorDown): void {
    switch (message.type) {
      case 'welcome':
        isOnline = true
        if (!uplink.open(message, message.resume)) checkpoint()
        return confirm(message.participants)
      case 'ack':
        return uplink.ack(message)
      case 'checkpoint':
        return checkpoint()
      case 'participants':
        return confirm(message.participants)
      case 'ended':
        ended = message.reason
        return link.stop()
      default:
        return
    }
  }

  async function askForServer(): Promise<void> {
    if (performance.now() - askedAtMs < ASK_INTERVAL_MS || ended) return
    askedAtMs = performance.now()
    const { sessionId, credential, sessionServer } = grant
    const body = { ...BODY, sessionId, credential, lostServer: sessionServer }
    const answer = await askWeb(fleet, '/v1/visitor/sessions/continue', {
      body,
      headers: { origin: FLEET_SITE },
    }).catch(() => null)
    if (answer?.status === 410 || answer?.status === 404) ended = `refused ${answer.text}`
    if (answer?.status !== 200) return
    grant = startResponse(JSON.parse(answer.text))
    if (grant.sessionServer !== sessionServer) link.reconnect()
  }

  return {
    key: grant.key,
    page,
    word,
    server: () => grant.sessionServer,
    isOnline: () => isOnline,
    ended: () => ended,
    change(text = '') {
      count++
      const payload = page.set(count % lines, `${word} change ${count} ${text}`)
      // Before the first checkpoint there is nothing to be a change of.
      if (!isFresh) uplink.send(payload)
    },
    reload() {
      link.stop()
      uplink.stop()
      isOnline = false
      isFresh = true
      pageId = randomBytes(16).toString('base64url')
      uplink = createUplinkHere()
      link = openLinkHere()
    },
    async end() {
      const isOver = ended !== null
      ended ??= 'stopped'
      link.stop()
      uplink.stop()
      if (isOver) return
      const body = { sessionId: grant.sessionId, credential: grant.credential }
      const answer = await askWeb(fleet, '/v1/visitor/sessions/end', {
        body,
        headers: { origin: FLEET_SITE },
      })
      if (answer.status !== 204) throw new Error(`end refused: ${answer.status} ${answer.text}`)
    },
  }
}
