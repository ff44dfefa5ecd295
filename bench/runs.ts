import { RECORDERS, type RecorderName } from './lab.ts'
import { median } from './statistics.ts'

/** Named numbers of one run. */
export type Sample = Readonly<Record<string, number>>
export type Medians = Readonly<Record<RecorderName, Sample>>

/** Measures each recorder `runs` times, taking turns so that a slow spell of the machine meets all; medians. */
export async function alternate(
  runs: number,
  measureOnce: (recorder: RecorderName) => Promise<Sample>,
): Promise<Medians> {
  const samples: Record<RecorderName, Sample[]> = { none: [], sidelong: [], rrweb: [], datadog: [] }
  for (let run = 0; run < runs; run++) {
    for (const recorder of RECORDERS) samples[recorder].push(await measureOnce(recorder))
  }
  const { none, sidelong, rrweb, datadog } = samples
  return {
    none: medians(none),
    sidelong: medians(sidelong),
    rrweb: medians(rrweb),
    datadog: medians(datadog),
  }
}

function medians(samples: readonly Sample[]): Sample {
  const names = Object.keys(samples[0] ?? {})
  return Object.fromEntries(
    names.map((name) => [name, median(samples.map((sample) => sample[name] ?? Number.NaN))]),
  )
}

/** How much more than the page alone a recorder needs of `name`. */
export function added(all: Medians, recorder: RecorderName, name: string): number {
  return Math.max(0, medianOf(all, recorder, name) - medianOf(all, 'none', name))
}

export function medianOf(all: Medians, recorder: RecorderName, name: string): number {
  return all[recorder][name] ?? Number.NaN
}
