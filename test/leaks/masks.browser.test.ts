import { expect, test } from 'vitest'
import { createRandom } from '../fuzz/random.ts'
import { createFuzzPage } from './fuzz-page.ts'
import { pickStep } from './fuzz-steps.ts'

/*
 * Secrets are written under masks, and then everything is moved about while masks change (LEAKS H). `npm run test:leaks`
 * runs many seeds, `SEED=k npm run test:leaks` one of them again.
 */
const env = (import.meta as ImportMeta & { env: Record<string, string | undefined> }).env
const FIRST = Number(env['VITE_LEAK_FIRST'] ?? 1)
const COUNT = Number(env['VITE_LEAK_SEEDS'] ?? 60)
const MAX_FAILURES = Number(env['VITE_LEAK_MAX_FAILURES'] ?? 1)
/** That found something once. */
const KEPT = [20_329, 20_571, 930_441, 930_521]
const BURSTS = 6
const MAX_STEPS = 30

/** Programs with some steps left out do the rest alike: each step draws from a seed of its own. */
async function runSeed(seed: number, left: ReadonlySet<number> = new Set()): Promise<Outcome> {
  const random = createRandom(seed)
  const page = await createFuzzPage(createRandom(seed + 1_000_000))
  const names: string[] = []
  let at = 0
  try {
    await page.quiet()
    for (let burst = 0; burst < BURSTS; burst++) {
      for (let i = random.int(MAX_STEPS) + 1; i > 0; i--, at++) {
        const step = pickStep(random)
        const own = createRandom(random.int(2 ** 31))
        const around = createRandom(random.int(2 ** 31))
        if (left.has(at)) continue
        names.push(step.name)
        const before = JSON.stringify(page.rules)
        try {
          step.run(page, own)
        } catch (error) {
          // What the DOM refuses, a page can try, too.
          if (Object.prototype.toString.call(error) !== '[object DOMException]') throw error
        }
        page.look()
        if (JSON.stringify(page.rules) !== before)
          names.push(
            JSON.stringify([
              page.rules.mode,
              page.rules.closed,
              page.rules.hook,
              page.rules.selectors.slice(6),
            ]),
          )
        if (env['VITE_LEAK_TRACE']) names.push(`\n${page.html()}\n`)
        if (around.chance(0.25)) await null
        if (around.chance(0.05)) page.setReady(around.chance(0.7))
        if (around.chance(0.01)) page.checkpoint()
        if (around.chance(0.05)) page.time.setStep(around.pick([0.01, 0.1, 1, 3, 7]))
        for (let j = around.chance(0.3) ? 1 + around.int(3) : 0; j > 0; j--) {
          page.time.advance(around.int(30))
          // A timer is a task of its own: the browser has told of what is slotted by then.
          await null
          page.time.fireNext(0)
        }
        if (page.finds.length > 0) break
      }
      await page.quiet()
      if (page.finds.length > 0) break
    }
    return { finds: page.finds, at, names, byteCount: page.byteCount }
  } finally {
    page.stop()
  }
}

type Outcome = {
  readonly finds: readonly string[]
  readonly at: number
  readonly names: readonly string[]
  readonly byteCount: number
}

/** Leaves out what is not needed for the find. */
async function minimise(seed: number, { at, finds }: Outcome): Promise<Outcome> {
  const isSettled = (list: readonly string[]) => list.some((find) => find.includes('(settled)'))
  const isSame = (outcome: Outcome) =>
    outcome.finds.length > 0 && (isSettled(outcome.finds) || !isSettled(finds))
  let left = new Set<number>()
  for (let size = 32; size >= 1; size = size === 1 ? 0 : size / 2) {
    for (let from = at; from >= 0; from -= size) {
      const tried = new Set(left)
      for (let i = Math.max(0, from - size + 1); i <= from; i++) tried.add(i)
      if (tried.size > left.size && isSame(await runSeed(seed, tried))) left = tried
    }
  }
  return runSeed(seed, left)
}

test(`MK-1 MK-3 MK-15 MK-16 MK-23 MK-30: nothing masked gets out whatever moves, ${COUNT} seeds from ${FIRST}`, async () => {
  const failures: string[] = []
  let byteCount = 0
  const seeds = Array.from({ length: COUNT }, (_, i) => FIRST + i)
  for (const seed of COUNT > 1 ? [...KEPT, ...seeds] : seeds) {
    if (failures.length >= MAX_FAILURES) break
    const outcome = await runSeed(seed)
    byteCount += outcome.byteCount
    if (outcome.finds.length === 0) continue
    const least = await minimise(seed, outcome)
    failures.push(
      `seed ${seed}: ${outcome.finds[0]}\n  least: ${least.names.join(', ')}\n  ${least.finds[0]}`,
    )
    console.error(failures.at(-1))
  }
  console.info(`masks: ${COUNT} seeds from ${FIRST}, ${byteCount} bytes searched, ${failures.length} finds`)
  expect(failures).toEqual([])
}, 3_600_000)

test('the positive control: what stands open is found', async () => {
  const page = await createFuzzPage(createRandom(1))
  const text = page.secret()
  page.window.document.getElementById('root')?.append(text)
  await page.quiet()
  page.stop()
  expect(page.finds.length).toBeGreaterThan(0)
})
