import { createMirror, type Mirror, twoFrames } from './mirror.ts'
import { pickOperation, runOperation } from './operations/all.ts'
import { keepRealm } from './page-realm.ts'
import { createRandom, type Random } from './random.ts'

/** One thing that happens, to the page or around it. Its seed decides where. */
export type Step = { readonly name: string; readonly seed: number }

export type Failure = { readonly at: number; readonly text: string }

const BURSTS = 5
const MAX_STEPS_IN_BURST = 40

/** What happens around the page, by how often. */
const AROUND: readonly (readonly [name: string, chance: number])[] = [
  ['slice', 0.2],
  ['microtask', 0.06],
  ['task', 0.01],
  ['unready', 0.01],
  ['ready', 0.03],
  ['checkpoint', 0.006],
  ['grain', 0.02],
]

/** The program of a seed. */
export function makeProgram(seed: number): Step[] {
  const random = createRandom(seed)
  const steps: Step[] = []
  const push = (name: string): void => void steps.push({ name, seed: random.int(2 ** 31) })
  push('grain')
  for (let burst = 0; burst < BURSTS; burst++) {
    for (let i = random.int(MAX_STEPS_IN_BURST) + 1; i > 0; i--) {
      for (const [name, chance] of AROUND) if (random.chance(chance)) push(name)
      push(pickOperation(random))
    }
    push('quiet')
  }
  return steps
}

/** Runs a program; `null` if visitor and stage were equal at each quiet point, and nothing secret got out. */
export async function runProgram(
  seed: number,
  steps: readonly Step[],
  trace: ((line: string) => void) | null = null,
): Promise<Failure | null> {
  const mirror = await createMirror(seed % 8 === 7, trace)
  let at = 0
  try {
    await mirror.quiet()
    for (; at < steps.length; at++) {
      trace?.(`--- ${steps[at]?.name}`)
      const text = await runStep(mirror, steps[at] as Step)
      trace?.(mirror.world.window.document.body.outerHTML)
      if (text !== null) return { at, text }
    }
    return null
  } catch (error) {
    return { at, text: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  } finally {
    mirror.stop()
  }
}

export async function runStep(mirror: Mirror, { name, seed }: Step): Promise<string | null> {
  const random = createRandom(seed)
  switch (name) {
    case 'slice':
      return runSlices(mirror, random)
    case 'microtask':
      await null
      return null
    case 'task':
      await new Promise((resolve) => setTimeout(resolve, 0))
      return null
    case 'unready':
      mirror.setReady(false)
      return null
    case 'ready':
      mirror.setReady(true)
      return null
    case 'checkpoint':
      mirror.capture.checkpoint(0)
      return null
    case 'grain':
      mirror.time.setStep(random.pick([0.01, 0.1, 1, 3, 7]))
      return null
    case 'quiet': {
      await mirror.quiet()
      let found = mirror.differences()
      if (found.some((one) => one.includes('scroll'))) {
        // Layout cut it short, on either side: that is told with the next frame.
        await twoFrames()
        await mirror.quiet()
        found = mirror.differences()
      }
      return found.length === 0 ? null : found.join('\n')
    }
    default:
      return runPageStep(mirror, name, seed)
  }
}

async function runSlices(mirror: Mirror, random: Random): Promise<null> {
  for (let i = random.int(4); i >= 0; i--) {
    mirror.time.advance(random.int(30))
    mirror.time.fireNext(0)
    if (random.chance(0.3)) await null
  }
  return null
}

function runPageStep(mirror: Mirror, name: string, seed: number): null {
  try {
    runOperation(mirror.world, name, seed)
    touch(mirror.world.window)
  } catch (error) {
    // What the DOM refuses, a page can try, too. Anything else is a fault of the program's, or of our hooks.
    if (!isDomException(error)) throw error
  }
  return null
}

/**
 * What the parser made gets its prototype from whoever looks at it first: that has to be the page, as it would be
 * without a test around it.
 */
function touch(window: Window): void {
  const look = Reflect.get(window, 'eval') as (text: string) => Element[]
  for (const frame of look(
    "Array.from(document.querySelectorAll('*')).filter((one) => one.localName === 'iframe')",
  )) {
    const inner = (frame as HTMLIFrameElement).contentWindow
    if (!(frame as HTMLIFrameElement).contentDocument || !inner) continue
    keepRealm(inner)
    touch(inner)
  }
}

function isDomException(error: unknown): boolean {
  return Object.prototype.toString.call(error) === '[object DOMException]'
}

/** Leaves out what is not needed for the failure: halves, quarters, … and at last single steps. */
export async function minimise(seed: number, steps: readonly Step[], maxRuns: number): Promise<Step[]> {
  let kept = [...steps]
  let runs = 0
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < kept.length && runs < maxRuns; ) {
      const without = [...kept.slice(0, start), ...kept.slice(start + size)]
      const tried = endsQuiet(without) ? without : [...without, { name: 'quiet', seed: 0 }]
      runs++
      if (tried.length < kept.length && (await runProgram(seed, tried))) kept = tried
      else start += size
    }
  }
  return kept
}

function endsQuiet(steps: readonly Step[]): boolean {
  return steps.at(-1)?.name === 'quiet'
}

export function describeSteps(steps: readonly Step[]): string {
  return JSON.stringify(steps.map(({ name, seed }) => [name, seed]))
}

/** The reverse of {@link describeSteps}. */
export function parseSteps(text: string): Step[] {
  return (JSON.parse(text) as [string, number][]).map(([name, seed]) => ({ name, seed }))
}
