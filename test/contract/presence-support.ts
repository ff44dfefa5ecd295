import { WebSocket } from 'ws'
import type { PresenceDown } from '../../src/protocol/presence-down.ts'
import type { PresenceHello, PresenceUp } from '../../src/protocol/presence-up.ts'
import { eventually } from './web-server-support.ts'

/** A page's presence link without a page. */
export type PresencePage = {
  readonly received: PresenceDown[]
  /** Close code, once it is closed. */
  code(): number | null
  say(message: PresenceUp | string): void
  /** Resolves to the first message of this type from now or before. */
  got<T extends PresenceDown['type']>(type: T): Promise<Extract<PresenceDown, { type: T }>>
  closed(): Promise<number>
  drop(): void
}

export function helloOf(site: string, more: Partial<PresenceHello> = {}): PresenceHello {
  return {
    type: 'hello',
    protocol: 1,
    groupId: 1 as never,
    site: 'staging',
    visitorId: 'ann' as never,
    code: null,
    pageId: 'page-0001',
    url: `${site}/cart?token=secret#x`,
    title: 'Cart',
    language: 'en-US',
    focus: true,
    visible: true,
    status: null,
    data: {},
    ...more,
  }
}

/** Opens a link; `hello` null: says nothing. Acknowledges nothing by itself. */
export async function openPresence(
  url: string,
  hello: PresenceHello | null,
  headers: Record<string, string>,
): Promise<PresencePage> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/v1/visitor/presence`, {
    headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36', ...headers },
  })
  const received: PresenceDown[] = []
  let code: number | null = null
  socket.on('message', (data) => received.push(JSON.parse(String(data))))
  socket.on('close', (given) => {
    code = given
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const page: PresencePage = {
    received,
    code: () => code,
    say: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    got: (type) => eventually(() => received.find((one) => one.type === type)) as never,
    closed: () => eventually(() => code),
    drop: () => socket.terminate(),
  }
  if (hello) page.say(hello)
  return page
}
