// The built shell under its real headers, with a WebSocket that the test answers for the session server.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Browser, chromium, type Page, type WebSocketRoute } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM_ARGS, findChromium } from '../../scripts/chromium.ts'
import { rootDir } from '../../scripts/paths.ts'
import type { AgentDown } from '../../src/protocol/agent-down.ts'
import { MODE, OP } from '../../src/protocol/codec/ops.ts'
import { encodePayload } from '../../src/protocol/codec/payload.ts'
import { createSectionWriter } from '../../src/protocol/codec/section-writer.ts'
import { ENVELOPE, encodeEnvelope } from '../../src/protocol/envelope.ts'
import type { HandOverOrder, HandOverState } from '../../src/protocol/handing-over.ts'
import { type ParticipantId, sessionKey } from '../../src/protocol/ids.ts'
import { PRIVILEGES, type Privilege, privilegeBits } from '../../src/protocol/privileges.ts'
import { shellHeaders } from '../../src/session-server/http/headers.ts'
import { shellHtml } from '../../src/session-server/http/pages.ts'
import type { Stages } from '../../src/session-server/http/stages.ts'
import { builtStages, element, sendStage, text } from './stage-host.ts'

const NONCE = 'nonce-of-this-test'
const ME = 'AAAAAAAAAAAAAAAAAAAAAA' as ParticipantId
const CONSOLE = 'http://localhost:1/'
const AXE = readFileSync(join(rootDir, 'node_modules/axe-core/axe.min.js'), 'utf8')

const built = (name: string): string => readFileSync(join(rootDir, 'dist/viewer', name), 'utf8')
let origin = ''
let stages: Stages | null = null
const server = createServer((request, response) => {
  const path = (request.url ?? '').split('?')[0] ?? ''
  if (stages && path.startsWith('/stage')) return sendStage(response, path, stages)
  if (path.startsWith('/assets/')) {
    response.setHeader('Content-Type', path.endsWith('.css') ? 'text/css' : 'text/javascript')
    return response.end(built(path.slice('/assets/'.length)))
  }
  for (const [name, value] of Object.entries(shellHeaders(origin, NONCE))) response.setHeader(name, value)
  response.end(
    shellHtml({
      stage: '/stage',
      isGuest: false,
      endUrl: null,
      isPrivate: true,
      nonce: NONCE,
      consoleUrl: CONSOLE,
      language: 'en',
      js: '/assets/shell.js?v=1',
      cssHash: '1',
    }),
  )
})
let browser: Browser

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://localhost:${(server.address() as AddressInfo).port}`
  stages = builtStages(origin)
  browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] })
})
afterAll(async () => {
  await browser?.close()
  await new Promise((resolve) => server.close(resolve))
})

type Shell = {
  readonly page: Page
  /** Envelopes of the agent. */
  readonly sent: readonly Buffer[]
  readonly orders: readonly HandOverOrder[]
  say(message: AgentDown): void
  showPage(): void
  untilState(state: string): Promise<void>
  stop(): Promise<void>
}

async function openShell(colorScheme: 'light' | 'dark'): Promise<Shell> {
  const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const connected = Promise.withResolvers<WebSocketRoute>()
  const sent: Buffer[] = []
  const orders: HandOverOrder[] = []
  await page.routeWebSocket('**/v1/agent/*', (route) => {
    route.onMessage((data) => {
      if (typeof data !== 'string') return void sent.push(data)
      const message: { type: string; id?: number; order?: HandOverOrder } = JSON.parse(data)
      if (message.type === 'ping') route.send(JSON.stringify({ type: 'pong', id: message.id }))
      if (message.order) orders.push(message.order)
      if (message.type === 'hello') connected.resolve(route)
    })
  })
  await page.goto(`${origin}/view/${ME}`)
  const socket = await connected.promise
  const say = (message: AgentDown): void => socket.send(JSON.stringify(message))
  const envelope = (type: 1 | 2 | 3, sequence: number, payload = new Uint8Array(0)): void =>
    socket.send(
      Buffer.from(encodeEnvelope({ type, sequence, payload, flags: 0, privilege: 0, generation: 1 })),
    )
  return {
    page,
    sent,
    orders,
    say,
    showPage() {
      const writer = createSectionWriter<string>()
      writer.op(OP.document, MODE.standards)
      element(writer, 'html', {}, { descend: true })
      element(writer, 'body', {}, { descend: true })
      element(writer, 'img', { src: 'http://insecure.test/a.png' })
      text(writer, 'The page')
      writer.op(OP.page)
      writer.text('https://shop.test/cart')
      writer.text('Cart')
      envelope(ENVELOPE.checkpointStart, 0)
      envelope(
        ENVELOPE.checkpointPart,
        1,
        encodePayload([{ document: 1, bytes: writer.take() ?? new Uint8Array(0) }]),
      )
      envelope(ENVELOPE.checkpointEnd, 2)
    },
    async untilState(state) {
      await page.waitForFunction((wanted) => document.body.getAttribute('data-state') === wanted, state)
    },
    stop: () => context.close(),
  }
}

function welcome(privileges: Privilege[] = ['view', 'end']): AgentDown {
  const people = ['Ada Lovelace', 'Grace Hopper'].map((name, i) => ({
    id: (i === 0 ? ME : 'BBBBBBBBBBBBBBBBBBBBBA') as ParticipantId,
    kind: 'agent' as const,
    name,
    role: null,
    joinedAt: '2030-01-01T00:00:00Z',
    privileges,
    number: i,
  }))
  return {
    type: 'welcome',
    participantId: ME,
    privileges,
    key: sessionKey('123456'),
    site: 'production',
    origin: 'https://shop.test',
    startedAt: '2030-01-01T00:00:00Z',
    status: 'A',
    participants: people,
  }
}

function visitor(presence: 'online' | 'lost' | 'loading', paused = false): AgentDown {
  return {
    type: 'visitor',
    presence,
    paused,
    message: null,
    hidden: null,
    origin: 'https://shop.test',
    absence: null,
  }
}

/** What axe finds, `rule: selector` each; the stage inside is the visitor's page and not for us to judge. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  return page.evaluate(async () => {
    const axe = Reflect.get(window, 'axe')
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const { violations } = await axe.run(document, { iframes: false, runOnly: { type: 'tag', values: tags } })
    return violations.flatMap((rule: { id: string; nodes: { target: string[] }[] }) =>
      rule.nodes.map(({ target }) => `${rule.id}: ${target.join(' ')}`),
    )
  })
}

describe.each(['light', 'dark'] as const)('VW-10 the shell in %s colors', (colors) => {
  test('has nothing that axe finds, in any state', async () => {
    const shell = await openShell(colors)
    const { page, say } = shell
    const found: Record<string, string[]> = {}
    const look = async (state: string): Promise<void> => {
      found[state] = await violations(page)
    }
    await look('connecting')
    say(welcome())
    await shell.untilState('waiting')
    await look('waiting')
    shell.showPage()
    await shell.untilState('live')
    await page.getByRole('button', { name: 'not shown' }).click()
    await look('live')
    await page.getByRole('button', { name: 'End session' }).click()
    say({ type: 'ending-soon', reason: 'idle', seconds: 60 })
    await page.getByText('Nobody has been active').waitFor()
    await look('question')
    await page.keyboard.press('Escape')
    say(visitor('lost'))
    await shell.untilState('lost')
    await look('lost')
    say(visitor('loading'))
    await shell.untilState('loading')
    await look('loading')
    say(visitor('online', true))
    await shell.untilState('paused')
    await look('paused')
    say({ type: 'ended', reason: 'visitor-ended' })
    await shell.untilState('ended')
    await look('ended')
    expect(Object.keys(found).length).toBe(8)
    expect(Object.entries(found).filter(([, list]) => list.length > 0)).toEqual([])
    await shell.stop()
  })
})

test('VW-1 a pause hides the page at once', async () => {
  const shell = await openShell('light')
  shell.say(welcome())
  shell.showPage()
  await shell.untilState('live')
  shell.say(visitor('online', true))
  await shell.untilState('paused')
  await shell.page.getByText('hidden until the visitor goes on').waitFor()
  const top = await shell.page.evaluate(() => {
    const at = document.querySelector('iframe')?.getBoundingClientRect()
    const cover = at && document.elementFromPoint(at.left + 40, at.top + 40)?.closest('.cover')
    return cover && getComputedStyle(cover).backgroundColor
  })
  expect(top).toBe('rgb(238, 240, 244)')
  await shell.stop()
})

test.each(['light', 'dark'] as const)(
  'VW-4, VW-10, RC-2: the tools in %s colors, at every width, with control on and with a picker',
  async (colors) => {
    const shell = await openShell(colors)
    const { page, say, sent } = shell
    say(welcome([...PRIVILEGES]))
    shell.showPage()
    await shell.untilState('live')
    expect(await page.getByRole('toolbar').getByRole('button').count()).toBe(12)
    await page.getByRole('button', { name: 'Ask the visitor for control' }).click()
    await expect.poll(() => sent.length).toBe(1)
    const control: Privilege[] = ['scroll', 'click', 'type', 'navigate']
    expect([sent[0]?.[0], sent[0]?.readUInt16BE(2)]).toEqual([ENVELOPE.request, privilegeBits(control)])
    say({ type: 'control', by: ME, rights: control })
    await page.getByRole('button', { name: 'Give control back' }).waitFor()
    await page.getByRole('button', { name: 'go to an address' }).click()
    await page.getByRole('button', { name: 'Search the page' }).click()
    for (const width of [1_920, 1_280, 400]) {
      await page.setViewportSize({ width, height: 720 })
      const outside = await page.evaluate(() => {
        const isOut = ({ left, right, width }: DOMRect): boolean =>
          width > 0 && (left < 0 || right > innerWidth + 1)
        return [...document.querySelectorAll('button, input, .status, .address')]
          .filter((one) => isOut(one.getBoundingClientRect()))
          .map((one) => one.outerHTML.slice(0, 80))
      })
      expect([width, outside]).toEqual([width, []])
      expect([width, await violations(page)]).toEqual([width, []])
    }
    await shell.stop()
  },
)

test('VW-4: without the privilege there is no tool; leaving and ending are apart', async () => {
  const shell = await openShell('light')
  shell.say(welcome(['view', 'point']))
  shell.showPage()
  await shell.untilState('live')
  const names = await shell.page
    .getByRole('toolbar')
    .getByRole('button')
    .evaluateAll((all) => all.map((one) => one.getAttribute('title')))
  expect(names).toEqual([
    'Follow the visitor’s scrolling',
    'Search the page',
    'Look only',
    'Laser pointer',
    'Highlight an element',
    'Read out to the visitor what I point at',
  ])
  expect(await shell.page.getByRole('button', { name: 'Leave the session' }).isVisible()).toBe(true)
  expect(await shell.page.getByRole('button', { name: 'End session' }).count()).toBe(0)
  await shell.stop()
})

test('VW-8: round trip, last sign of life and what was sent anew are said', async () => {
  const shell = await openShell('light')
  shell.say(welcome())
  shell.showPage()
  await shell.untilState('live')
  const quality = shell.page.locator('.quality')
  await expect
    .poll(() => quality.getAttribute('title'))
    .toMatch(/round trip .*; last sign of life 0 s ago; page sent anew 0 times/)
  await shell.stop()
})

test('VW-6: an offer without an answer can be made again; what fails leaves an open one as it is', async () => {
  const shell = await openShell('light')
  const { page, say, orders } = shell
  const tell = (state: Exclude<HandOverState, 'expired'>): void =>
    say({ type: 'hand-over', news: { type: 'state', state, name: 'Grace' } })
  const asked = (): number => orders.filter(({ type }) => type === 'colleagues').length
  say(welcome())
  shell.showPage()
  await shell.untilState('live')
  await expect.poll(asked).toBe(1)
  const people = [{ id: 'grace', name: 'Grace', role: 'Agent' }]
  say({ type: 'hand-over', news: { type: 'colleagues', people, roles: [] } })
  await page.getByRole('button', { name: 'Hand over session' }).click()
  await expect.poll(asked).toBe(2)
  // As after another connection: the list is known.
  say(welcome())
  const [offer, withdraw] = ['Offer', 'Take back'].map((name) =>
    page.getByRole('button', { name, exact: true }),
  )
  await offer?.click()
  await expect.poll(() => orders.at(-1)).toEqual({ type: 'offer', toUser: 'grace', note: '' })
  expect(await offer?.isDisabled()).toBe(true)
  await page.getByText('That cannot be done right now.').waitFor()
  expect(await offer?.isEnabled()).toBe(true)
  expect(await withdraw?.isVisible()).toBe(false)
  tell('open')
  await page.getByText('Waiting for Grace to accept.').waitFor()
  for (const [state, words] of [
    ['unavailable', 'That cannot be done right now.'],
    ['refused', 'It could not be offered.'],
  ] as const) {
    tell(state)
    await page.getByText(words).waitFor()
    expect(await withdraw?.isVisible()).toBe(true)
  }
  tell('accepted')
  await page.getByText('Grace has taken the session.').waitFor()
  expect(await withdraw?.isVisible()).toBe(false)
  expect(asked()).toBe(2)
  await shell.stop()
})
