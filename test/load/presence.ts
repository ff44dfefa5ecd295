import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { rootDir } from '../../scripts/paths.ts'
import { PRESENCE_LIMITS } from '../../src/protocol/presence-limits.ts'

const SITE = 'http://localhost:4711'
const READY_TIMEOUT_MS = 60_000
const STEP_TIMEOUT_MS = 180_000
/** Links of one source address: a web server takes 2,000. */
const LINKS_PER_ADDRESS = 1_000
const AT_ONCE = 100
const SIGNALS = 100
const LISTS = 20
const MEGABYTE = 1_048_576

export type PresenceOptions = { readonly links: number; readonly seconds: number }

/**
 * PR-2 to PR-7 under load: so many pages on one web server, each with its signs of life and its own id. What they cost, how long
 * a list and a signal take among them, and how long it takes until nobody is there any more.
 */
export async function presence({
  links,
  seconds,
}: PresenceOptions): Promise<Readonly<Record<string, number>>> {
  const child = spawn(process.execPath, [join(rootDir, 'test/load/presence-server.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pages: WebSocket[] = []
  try {
    const { url, cookie } = await ready(child)
    const headers = { cookie, origin: url, 'content-type': 'application/json' }
    const visitors = `${url}/v1/groups/1/presence/visitors`
    const count = async () => Number((await ask(`${visitors}?limit=1`, { headers }, 200)).count)

    const startedMs = performance.now()
    for (let at = 0; at < links; at += AT_ONCE)
      pages.push(
        ...(await Promise.all(
          Array.from({ length: Math.min(AT_ONCE, links - at) }, (_, i) => openPage(url, at + i)),
        )),
      )
    const connectSeconds = (performance.now() - startedMs) / 1_000
    await until(async () => (await count()) === links)
    const listedSeconds = (performance.now() - startedMs) / 1_000

    const before = usage(child)
    const steadyMs = performance.now()
    // Spread, as they are in life.
    const beats = pages.map((page, i) =>
      setTimeout(
        () => {
          page.send('{"type":"beat"}')
          beats[i] = setInterval(() => page.send('{"type":"beat"}'), PRESENCE_LIMITS.beatMs)
        },
        (i / links) * PRESENCE_LIMITS.beatMs,
      ),
    )
    await wait(seconds * 1_000)
    const after = usage(child)
    const coreShare = (after.cpuSeconds - before.cpuSeconds) / ((performance.now() - steadyMs) / 1_000)

    const lists: number[] = []
    for (let i = 0; i < LISTS; i++)
      lists.push(await timed(() => ask(`${visitors}?limit=100&search=plan-${i % 10}`, { headers }, 200)))
    const signals: number[] = []
    for (let i = 0; i < SIGNALS; i++) {
      const name = `visitor-${Math.floor((i / SIGNALS) * links)}`
      const body = JSON.stringify({ data: { offer: i } })
      signals.push(
        await timed(() => ask(`${visitors}/${name}/signal`, { method: 'POST', headers, body }, 200)),
      )
    }
    const open = pages.filter((page) => page.readyState === WebSocket.OPEN).length
    for (const beat of beats) clearTimeout(beat)
    const goneMs = performance.now()
    for (const page of pages) page.terminate()
    await until(async () => (await count()) === 0)
    return {
      links,
      stillOpen: open,
      connectSeconds: round(connectSeconds),
      listedSeconds: round(listedSeconds),
      megabytes: round(after.rssBytes / MEGABYTE),
      beatsPerSecond: round((links * 1_000) / PRESENCE_LIMITS.beatMs),
      coreShare: round(coreShare, 2),
      listP50Ms: round(part(lists, 0.5)),
      listMaxMs: round(part(lists, 1)),
      signalP50Ms: round(part(signals, 0.5)),
      signalP99Ms: round(part(signals, 0.99)),
      goneSeconds: round((performance.now() - goneMs) / 1_000),
    }
  } finally {
    for (const page of pages) page.terminate()
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), 10_000).unref()
    await ended
  }
}

function ready(child: ChildProcess): Promise<{ url: string; cookie: string }> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the web server is not ready')), READY_TIMEOUT_MS)
    child.once('exit', (code) => reject(new Error(`the web server ended with ${code}`)))
    if (child.stdout)
      createInterface({ input: child.stdout }).once('line', (line) => {
        clearTimeout(timer)
        child.removeAllListeners('exit')
        resolve(JSON.parse(line))
      })
  })
}

/** A page that acknowledges what it gets. */
function openPage(url: string, i: number): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/v1/visitor/presence`, {
    headers: { origin: SITE, 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36' },
    perMessageDeflate: false,
    localAddress: `127.0.1.${1 + Math.floor(i / LINKS_PER_ADDRESS)}`,
    // Of the loopback network, whatever the name resolves to.
    host: '127.0.0.1',
  })
  const hello = {
    ...{ type: 'hello', protocol: 1, groupId: 1, site: 'staging', visitorId: `visitor-${i}`, code: null },
    ...{ pageId: `page-${String(i).padStart(8, '0')}`, url: `${SITE}/shop/item-${i}`, title: `Item ${i}` },
    ...{ language: 'en', focus: true, visible: true, status: null, data: { plan: `plan-${i % 10}` } },
  }
  return new Promise((resolve, reject) => {
    socket.on('open', () => socket.send(JSON.stringify(hello)))
    socket.on('error', reject)
    socket.on('message', (data) => {
      const message = JSON.parse(String(data))
      if (message.type === 'welcome') resolve(socket)
      if (message.type === 'signal') socket.send(JSON.stringify({ type: 'ack', id: message.id }))
    })
    socket.on('close', (code) => reject(new Error(`link ${i} was closed with ${code}`)))
  })
}

async function ask(url: string, init: RequestInit, status: number): Promise<Record<string, unknown>> {
  const answer = await fetch(url, init)
  const body = (await answer.json()) as Record<string, unknown>
  if (answer.status !== status) throw new Error(`${url}: ${answer.status} ${JSON.stringify(body)}`)
  return body
}

async function until(probe: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + STEP_TIMEOUT_MS
  while (!(await probe())) {
    if (performance.now() > endMs) throw new Error('did not happen in time')
    await wait(50)
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}

function usage({ pid = 0 }: ChildProcess): { rssBytes: number; cpuSeconds: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return { rssBytes: Number(rss) * 1_024, cpuSeconds: (Number(stat[11]) + Number(stat[12])) / 100 }
}

const round = (value: number, digits = 1): number => Number(value.toFixed(digits))
const part = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
  Number.NaN
