import { BUDGETS } from './budgets.ts'
import { atMost, atMostTimes, type Figure, figure, type Group } from './figures.ts'
import { rowsPage, tablePage } from './generated-pages.ts'
import type { BenchRules } from './inject/recorder.ts'
import { type Lab, withPage } from './lab.ts'
import type { Sample } from './runs.ts'
import { median } from './statistics.ts'

/** As sites list them: names of single fields and areas, most of which are not on the page at hand. */
const SELECTORS = Array.from({ length: 200 }, (_, index) => {
  const name = `private-${index}`
  const kinds = [`#${name}`, `.${name}`, `input[name="${name}"]`, `.${name} .value`, `td.${name}`]
  return kinds[index % kinds.length] as string
})

/** What a recording is measured under; the first is what the others are compared with. */
const RULES: readonly (readonly [title: string, rules: BenchRules | null])[] = [
  ['no masks', {}],
  ['200 selectors', { selectors: SELECTORS }],
  ['mode all', { mode: 'all' }],
  ['a selector with :has()', { selectors: [...SELECTORS, 'tr:has(> .private)'] }],
  ['the page alone', null],
]
const BARE = 'the page alone'
const OPEN = 'no masks'
/** What a rule that may speak of the whole page costs is told, not promised (docs/administrator.md). */
const PROMISED = ['200 selectors', 'mode all']

/** Names of `inject/operations.ts`. */
const OPERATIONS = ['create-many', 'update-10th', 'append-few', 'shuffle-many']
const FULL = { many: 10_000, few: 1_000, rows: 10_000 }
const SHORT = { many: 500, few: 100, rows: 500 }

type Samples = ReadonlyMap<string, Sample>

/** What masks cost: the same captures and changes with and without them. */
export async function benchMasking(lab: Lab, runs: number, isShort: boolean): Promise<Group> {
  const sizes = isShort ? SHORT : FULL
  lab.pages.add('/masked-table', tablePage(sizes.rows))
  lab.pages.add('/masked-rows', rowsPage())
  const figures: Figure[] = []
  const first = await takingTurns(runs, (rules) => measureFirst(lab, rules))
  figures.push(...figuresOf(`first capture of ${(sizes.rows * 13).toLocaleString('en')} nodes`, first))
  const all: Samples[] = []
  for (const operation of OPERATIONS)
    all.push(await takingTurns(runs, (rules) => measureChange(lab, operation, sizes, rules)))
  figures.push(...figuresOf(`row operations (${OPERATIONS.length} together)`, sumOf(all)))
  return {
    title: 'Masking',
    note: 'what capture adds to the page alone, masked; the floor is the same without masks',
    figures,
  }
}

async function measureFirst(lab: Lab, rules: BenchRules | null): Promise<Sample> {
  return withPage(lab, '/masked-table', rules ? 'sidelong' : 'none', async ({ page, measure }) => {
    await page.evaluate((given) => Object.assign(window, { benchRules: given }), rules)
    return {
      ...(await measure(async () => void (await page.evaluate(() => window.bench.capture())))),
    }
  })
}

async function measureChange(
  lab: Lab,
  operation: string,
  sizes: typeof FULL,
  rules: BenchRules | null,
): Promise<Sample> {
  return withPage(lab, '/masked-rows', rules ? 'sidelong' : 'none', async ({ page, measure }) => {
    await page.evaluate(
      ([name, { many, few }, given]) => {
        Object.assign(window, { benchRules: given })
        window.offerOperations(many, few)
        return window.operations.prepare(name)
      },
      [operation, sizes, rules] as const,
    )
    await page.evaluate(() => window.bench.capture())
    await page.evaluate(() => window.bench.settle())
    return { ...(await measure(() => page.evaluate((name) => window.operations.change(name), operation))) }
  })
}

/** Each under every rule in turn, so that a slow spell of the machine meets all; medians. */
async function takingTurns(
  runs: number,
  once: (rules: BenchRules | null) => Promise<Sample>,
): Promise<Samples> {
  const samples = new Map<string, Sample[]>(RULES.map(([title]) => [title, []]))
  for (let run = 0; run < runs; run++)
    for (const [title, rules] of RULES) samples.get(title)?.push(await once(rules))
  return new Map([...samples].map(([title, list]) => [title, mediansOf(list)]))
}

function mediansOf(list: readonly Sample[]): Sample {
  return Object.fromEntries(
    Object.keys(list[0] ?? {}).map((name) => [
      name,
      median(list.map((sample) => sample[name] ?? Number.NaN)),
    ]),
  )
}

function sumOf(all: readonly Samples[]): Samples {
  return new Map(
    RULES.map(([title]) => {
      const samples = all.map((one) => one.get(title) ?? {})
      const names = Object.keys(samples[0] ?? {})
      const value = (name: string) => {
        const values = samples.map((sample) => sample[name] ?? Number.NaN)
        return name.startsWith('longest') ? Math.max(...values) : values.reduce((sum, one) => sum + one, 0)
      }
      return [title, Object.fromEntries(names.map((name) => [name, value(name)]))]
    }),
  )
}

function figuresOf(title: string, samples: Samples): Figure[] {
  const read = (rules: string, name: string) => samples.get(rules)?.[name] ?? Number.NaN
  const added = (rules: string) => Math.max(0, read(rules, 'busyMs') - read(BARE, 'busyMs'))
  const floor = added(OPEN)
  return RULES.filter(([rules]) => rules !== OPEN && rules !== BARE).flatMap(([rules]) => [
    figure('masking', `${title}, ${rules}: main thread`, 'ms', {
      floor,
      ours: added(rules),
      budget: PROMISED.includes(rules) ? atMostTimes(BUDGETS.maskingOfUnmasked, 'floor', floor) : null,
    }),
    figure('masking', '… longest slice', 'ms', {
      floor: read(OPEN, 'longestCallMs'),
      ours: read(rules, 'longestCallMs'),
      budget: atMost(BUDGETS.sliceMs, 'ms'),
    }),
    figure('masking', '… in processor time', 'ms', {
      floor: read(OPEN, 'longestCallCpuMs'),
      ours: read(rules, 'longestCallCpuMs'),
    }),
  ])
}
