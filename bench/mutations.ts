import { BUDGETS } from './budgets.ts'
import { atMost, atMostTimes, type Figure, figure, type Group } from './figures.ts'
import { rowsPage } from './generated-pages.ts'
import { type Lab, type Measured, type RecorderName, withPage } from './lab.ts'
import { added, alternate, type Medians, medianOf, type Sample } from './runs.ts'

/** Names of `inject/operations.ts`. The first eight are those of js-framework-benchmark. */
const ROWS = [
  ['create-few', (_many: string, few: string) => `create ${few} rows`],
  ['replace-few', (_many: string, few: string) => `replace ${few} rows`],
  ['create-many', (many: string) => `create ${many} rows`],
  ['update-10th', (many: string) => `update every 10th of ${many} rows`],
  ['swap', (_many: string, few: string) => `swap two of ${few} rows`],
  ['remove', (_many: string, few: string) => `remove one of ${few} rows`],
  ['append-few', (many: string, few: string) => `append ${few} to ${many} rows`],
  ['clear', (many: string) => `clear ${many} rows`],
  ['prepend-many', (many: string) => `prepend ${many} rows, one by one`],
  ['shuffle-many', (many: string) => `shuffle ${many} rows`],
  ['nest-few', (_many: string, few: string) => `nest ${few} elements`],
  ['nest-deep', (_many: string, few: string) => `nest twice ${few} elements`],
  ['siblings-many', (many: string) => `append ${many} siblings`],
  ['animate', (_many: string, few: string) => `style of ${few} elements in each frame`],
  ['steady', (_many: string, few: string) => `20 texts a frame among ${few} rows`],
] as const

/** Those that React does, too. */
const REACT_ROWS = ROWS.slice(0, 8)

/** Changes over time. */
const LASTING: ReadonlySet<string> = new Set(['steady', 'animate'])

const FULL = { many: 10_000, few: 1_000 }
const SHORT = { many: 500, few: 100 }

type Sizes = typeof FULL

/** Single changes of a page that is captured already. */
export async function benchMutations(lab: Lab, runs: number, isShort: boolean): Promise<Group> {
  const sizes = isShort ? SHORT : FULL
  lab.pages.add('/rows', rowsPage())
  const all: { title: string; name: string; medians: Medians }[] = []
  for (const [rows, kind, prefix] of [
    [ROWS, 'operations', ''],
    [REACT_ROWS, 'react-operations', 'React: '],
  ] as const) {
    for (const [name, titleOf] of rows) {
      const title = prefix + titleOf(sizes.many.toLocaleString('en'), sizes.few.toLocaleString('en'))
      const medians = await alternate(runs, (recorder) => measureOnce(lab, kind, name, sizes, recorder))
      all.push({ title, name, medians })
    }
  }
  return {
    title: 'Mutations',
    note: 'the floor is the page alone; times of the recorders are what they add to it',
    figures: [
      ...all.map(({ title, medians }) => timeFigure(`${title}: main thread`, 'busyMs', medians)),
      ...all.map(({ title, medians }) => timeFigure(`${title}: longest task`, 'longestTaskMs', medians)),
      ...all.flatMap(({ title, medians }) => sliceFigures(`${title}: longest slice`, medians)),
      ...all.filter(({ name }) => LASTING.has(name)).map(({ title, medians }) => dutyFigure(title, medians)),
      ...all.map(({ title, medians }) => bytesFigure(`${title}: on the wire`, medians)),
      ...totals(all.map(({ medians }) => medians)),
    ],
  }
}

async function measureOnce(
  lab: Lab,
  kind: string,
  name: string,
  sizes: Sizes,
  recorder: RecorderName,
): Promise<Sample> {
  const run = async ({ page, measure }: Measured): Promise<Sample> => {
    await page.evaluate(
      ([operation, { many, few }]) => {
        window.offerOperations(many, few)
        return window.operations.prepare(operation)
      },
      [name, sizes] as const,
    )
    await page.evaluate(() => window.bench.capture())
    await page.evaluate(() => window.bench.settle())
    await page.evaluate(() => window.bench.takeBytes())
    const mainThread = await measure(() =>
      page.evaluate((operation) => window.operations.change(operation), name),
    )
    const { live, together } = await page.evaluate(() => window.bench.takeBytes())
    // What changes over time leaves as it changes; a single change may as well be one archive.
    return { bytes: LASTING.has(name) ? live : together, ...mainThread }
  }
  return withPage(lab, '/rows', recorder, run, kind)
}

function timeFigure(name: string, key: string, all: Medians): Figure {
  return figure('mutations', name, 'ms', {
    floor: medianOf(all, 'none', key),
    ours: added(all, 'sidelong', key),
    peer: added(all, 'rrweb', key),
    datadog: added(all, 'datadog', key),
  })
}

function sliceFigures(name: string, all: Medians): Figure[] {
  const both = (key: string) => ({
    ours: medianOf(all, 'sidelong', key),
    peer: medianOf(all, 'rrweb', key),
    datadog: medianOf(all, 'datadog', key),
  })
  return [
    figure('mutations', name, 'ms', { ...both('longestCallMs'), budget: atMost(BUDGETS.sliceMs, 'ms') }),
    figure('mutations', '… in processor time', 'ms', both('longestCallCpuMs')),
  ]
}

function dutyFigure(title: string, all: Medians): Figure {
  return figure('mutations', `PL-4: ${title}: share of the time`, 'percent', {
    ours: medianOf(all, 'sidelong', 'dutyPercent'),
    peer: medianOf(all, 'rrweb', 'dutyPercent'),
    datadog: medianOf(all, 'datadog', 'dutyPercent'),
    budget: atMost(BUDGETS.dutyPercent, 'percent'),
  })
}

function bytesFigure(name: string, all: Medians): Figure {
  const peer = medianOf(all, 'rrweb', 'bytes')
  return figure('mutations', name, 'bytes', {
    ours: medianOf(all, 'sidelong', 'bytes'),
    peer,
    datadog: medianOf(all, 'datadog', 'bytes'),
    budget: atMostTimes(BUDGETS.incrementOfRrweb, 'rrweb', peer),
  })
}

function totals(all: readonly Medians[]): Figure[] {
  const total = (read: (medians: Medians) => number) => all.reduce((sum, medians) => sum + read(medians), 0)
  const peerMs = total((medians) => added(medians, 'rrweb', 'busyMs'))
  const datadogMs = total((medians) => added(medians, 'datadog', 'busyMs'))
  const peerBytes = total((medians) => medianOf(medians, 'rrweb', 'bytes'))
  return [
    figure('mutations', 'all of these: main thread', 'ms', {
      floor: total((medians) => medianOf(medians, 'none', 'busyMs')),
      ours: total((medians) => added(medians, 'sidelong', 'busyMs')),
      peer: peerMs,
      datadog: datadogMs,
      budget: atMostTimes(BUDGETS.mutationTimeOfPeers, 'better', Math.min(peerMs, datadogMs)),
    }),
    figure('mutations', 'all of these: on the wire', 'bytes', {
      ours: total((medians) => medianOf(medians, 'sidelong', 'bytes')),
      peer: peerBytes,
      datadog: total((medians) => medianOf(medians, 'datadog', 'bytes')),
      budget: atMostTimes(BUDGETS.incrementOfRrweb, 'rrweb', peerBytes),
    }),
  ]
}
