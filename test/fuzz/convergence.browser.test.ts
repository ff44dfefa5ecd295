import { expect, test } from 'vitest'
import { describeSteps, makeProgram, minimise, parseSteps, runProgram } from './program.ts'

/*
 * `SEEDS=n npm run test:fuzz` runs many seeds, `SEED=k npm run test:fuzz` one of them again. Time is virtual: a seed
 * does the same on every machine, but for the few things that the browser does in its own time (loads, scroll events).
 */
const env = (import.meta as ImportMeta & { env: Record<string, string | undefined> }).env
const FIRST = Number(env['VITE_FUZZ_FIRST'] ?? 1)
const COUNT = Number(env['VITE_FUZZ_SEEDS'] ?? 60)
const MAX_FAILURES = Number(env['VITE_FUZZ_MAX_FAILURES'] ?? 1)
/** Failed once. The reasons of most are tests of their own in test/mirror. */
const FOUND = [
  216, 234, 276, 300, 412, 524, 595, 640, 644, 651, 699, 977, 2054, 2097, 2251, 2343, 2539, 4329, 4465, 61012,
  61154, 70001, 70188, 71209, 71441, 71929, 72092, 72147, 72517, 72737, 80068, 80855, 91356, 95228, 96293,
]
const MINIMISE_RUNS = Number(env['VITE_FUZZ_MINIMISE'] ?? 150)

test('seeds that failed once stay clean', async () => {
  for (const seed of FOUND) expect(await runProgram(seed, makeProgram(seed)), `seed ${seed}`).toBe(null)
}, 60_000)

test(`visitor and stage are equal at every quiet point: ${COUNT} seeds from ${FIRST}`, async () => {
  const failures: string[] = []
  const startMs = performance.now()
  for (let seed = FIRST; seed < FIRST + COUNT && failures.length < MAX_FAILURES; seed++) {
    if (env['VITE_FUZZ_TRACE']) console.info(`seed ${seed} ${Math.round(performance.now() - startMs)}`)
    const given = env['VITE_FUZZ_PROGRAM']
    const steps = given ? parseSteps(given) : makeProgram(seed)
    const failure = await runProgram(
      seed,
      steps,
      env['VITE_FUZZ_TRACE'] === 'all' ? (line) => line.startsWith('---') && console.info(line) : null,
    )
    if (!failure) continue
    const least = await minimise(seed, steps.slice(0, failure.at + 1), MINIMISE_RUNS)
    const lines: string[] = []
    const again = await runProgram(seed, least, given ? (line) => void lines.push(line) : null)
    if (given) console.info(lines.join('\n'))
    failures.push(
      `seed ${seed}, step ${failure.at}:\n${failure.text}\nleast program (${least.length} steps): ${describeSteps(least)}\n${again?.text ?? 'which passes now'}`,
    )
    console.error(failures.at(-1))
  }
  const seconds = (performance.now() - startMs) / 1_000
  console.info(`fuzz: ${COUNT} seeds from ${FIRST}, ${(COUNT / seconds).toFixed(1)} seeds/s`)
  expect(failures).toEqual([])
}, 3_600_000)
