import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync, inflateSync } from 'node:zlib'
import { type Browser, chromium, type Page } from 'playwright-core'
import { bundleScript } from '../../../bench/bundles.ts'
import { CHROMIUM_ARGS, findChromium } from '../../../scripts/chromium.ts'
import { rootDir } from '../../../scripts/paths.ts'
import { type Job, maskedJobs, plainJobs, plantedBy } from '../jobs.ts'
import { SELECTORS } from '../masks.ts'
import { makePages, plain } from '../page.ts'
import { PLACEMENTS } from '../placements.ts'
import { installPlanter, type Planter } from '../planter.ts'
import { createSearch } from '../search.ts'
import { type Intake, startIntake } from './intake.ts'
import type { PeerPage } from './page.ts'

export const PEERS = [
  { name: 'rrweb', file: 'rrweb.ts', package: 'node_modules/rrweb' },
  { name: 'Sentry', file: 'sentry.js', package: 'test/leaks/peers/node_modules/@sentry/browser' },
  { name: 'Datadog', file: 'datadog.ts', package: 'node_modules/@datadog/browser-rum' },
] as const
export type Peer = (typeof PEERS)[number]

export type PeerResult = {
  readonly planted: number
  readonly found: number
  /** Placements with at least one find. */
  readonly placements: number
  /** By class of LEAKS section 1. */
  readonly classes: Readonly<Record<string, number>>
  readonly byteCount: number
}

/** They send in their own time: this much after the last change. */
const SEND_MS = 12_000
const STEP_MS = 3_000
const MARKS = 'class="rr-block sentry-block dd-privacy-hidden" data-sentry-block data-dd-privacy="hidden"'
const ALL_SELECTORS = [
  ...SELECTORS,
  '.m-hook',
  '.sidelong-mask',
  '.glance_masked',
  '[glance_masked]',
  '[data-sidelong-mask]',
]

type Scope = { readonly leaks: Planter; readonly peer: PeerPage }

export function versionOf(peer: Peer): string {
  const { version } = JSON.parse(readFileSync(join(rootDir, peer.package, 'package.json'), 'utf8')) as {
    version: string
  }
  return version
}

/** What ours hides by a mark, a selector or a hook, or by what it is, carries the others' own marks as well. */
function marked(job: Job): Job {
  return { ...job, html: `<div ${MARKS}>${job.html}</div>` }
}

/** The corpus in front of one recorder. `isStrict`: with all its masks, else the positive control. */
export async function runPeer(
  peer: Peer,
  isStrict: boolean,
  { seed, perPlacement }: { seed: number; perPlacement: number },
): Promise<PeerResult> {
  const jobs = isStrict
    ? maskedJobs(seed, perPlacement).map(marked)
    : plainJobs(seed, { moments: ['load', 'late', 'mutated'], containers: ['page'], mask: 'none' })
  const intake = await startIntake({
    ...makePages(jobs),
    'peer.js': await bundleScript(`test/leaks/peers/inject/${peer.file}`),
  })
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGS] })
  try {
    return count(jobs, await record(browser, intake, jobs, isStrict))
  } finally {
    await browser.close()
    await intake.stop()
  }
}

async function record(
  browser: Browser,
  { origin, posted }: Intake,
  jobs: readonly Job[],
  isStrict: boolean,
): Promise<(string | Uint8Array)[]> {
  const context = await browser.newContext()
  await context.addInitScript(installPlanter)
  const page = await context.newPage()
  await page.goto(`${origin}/index.html`)
  await page.waitForSelector('html[data-planted]', { state: 'attached' })
  await page.addScriptTag({ url: '/peer.js' })
  await page.evaluate((options) => (globalThis as unknown as Scope).peer.start(options), {
    isStrict,
    selectors: ALL_SELECTORS,
  })
  await page.waitForTimeout(STEP_MS)
  await plant(page, jobs)
  await page.waitForTimeout(SEND_MS)
  const kept = await page.evaluate(() => (globalThis as unknown as Scope).peer.take())
  // What is sent when a page goes away.
  await page.goto('about:blank')
  await page.waitForTimeout(STEP_MS)
  await context.close()
  const bodies = posted.filter((body) => typeof body !== 'string')
  return [kept, ...posted, ...bodies.flatMap((body) => inflated(Buffer.from(body)))]
}

/** In the order of `plantAll` of session.ts. */
async function plant(page: Page, jobs: readonly Job[]): Promise<void> {
  const later = () => page.evaluate(() => (globalThis as unknown as Scope).leaks.later())
  const at = (...moments: string[]) => jobs.filter(({ moment }) => moments.includes(moment)).map(plain)
  await later()
  await page.evaluate(
    (list) => (globalThis as unknown as Scope).leaks.plant(list),
    at('late', 'detached', 'mutated'),
  )
  await page.waitForTimeout(STEP_MS)
  await page.evaluate((list) => (globalThis as unknown as Scope).leaks.mutate(list), at('mutated'))
  await later()
}

/** Every stream of DEFLATE in a body, wherever it begins: a segment inside a form, say. */
function inflated(body: Buffer): Uint8Array[] {
  const out: Uint8Array[] = []
  for (let at = body.indexOf(0x78); at >= 0; at = body.indexOf(0x78, at + 1)) {
    if (![0x01, 0x5e, 0x9c, 0xda].includes(body[at + 1] ?? 0)) continue
    for (const inflate of [
      () => inflateSync(body.subarray(at), { finishFlush: 2 }),
      () => inflateRawSync(body.subarray(at + 2), { finishFlush: 2 }),
    ]) {
      try {
        out.push(inflate())
        break
      } catch {
        // No stream, or one that ends in something else.
      }
    }
  }
  return out
}

function count(jobs: readonly Job[], sent: readonly (string | Uint8Array)[]): PeerResult {
  const { search } = createSearch(plantedBy(jobs))
  const found = new Set<string>()
  let byteCount = 0
  for (const bytes of sent) {
    byteCount += bytes.length
    for (const { id } of search('sent', bytes)) found.add(id)
  }
  const placements = new Set([...found].map((id) => id.split(' | ')[0] as string))
  const classes: Record<string, number> = {}
  for (const id of placements) classes[id.slice(0, 1)] = (classes[id.slice(0, 1)] ?? 0) + 1
  return {
    planted: plantedBy(jobs).length,
    found: found.size,
    placements: placements.size,
    classes,
    byteCount,
  }
}

export const PLACEMENT_COUNT = PLACEMENTS.length
