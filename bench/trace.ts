import type { CDPSession } from 'playwright-core'

/** What the page's main thread did between the two marks of `inject/marks.ts`. */
export type MainThread = {
  /** Processor time of all tasks: what others do on the machine hardly matters. */
  readonly busyMs: number
  /** Wall time of the longest task. */
  readonly longestTaskMs: number
  /** Wall time of the longest single call into the recorder's script: what the visitor may feel. */
  readonly longestCallMs: number
  /** Processor time of the one that took most: without what the machine did meanwhile. */
  readonly longestCallCpuMs: number
  /** Wall time of all calls into the recorder's script, as a share of the time between the marks. */
  readonly dutyPercent: number
}

type TraceEvent = {
  readonly name?: string
  readonly ph?: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly data?: { readonly url?: string } }
}

const CATEGORIES = ['disabled-by-default-devtools.timeline', 'devtools.timeline', 'blink.user_timing']
const BEGIN = 'bench:begin'
const END = 'bench:end'

export type Tracing = { stop(): Promise<TraceEvent[]> }

/** Traces the whole browser; `session` is the browser's. One at a time. */
export async function startTracing(session: CDPSession): Promise<Tracing> {
  const events: TraceEvent[] = []
  const collect = ({ value }: { value: object[] }): void => {
    for (const event of value) events.push(event as TraceEvent)
  }
  session.on('Tracing.dataCollected', collect)
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { recordMode: 'recordUntilFull', includedCategories: CATEGORIES },
  })
  return {
    async stop() {
      const complete = new Promise<void>((resolve) =>
        session.once('Tracing.tracingComplete', () => resolve()),
      )
      await session.send('Tracing.end')
      await complete
      session.off('Tracing.dataCollected', collect)
      return events
    },
  }
}

/** Reads the thread that made the marks; `script` ends the address of the recorder's script. */
export function readMainThread(events: readonly TraceEvent[], script: string): MainThread {
  const begin = events.find(({ name }) => name === BEGIN)
  const end = events.find(({ name }) => name === END)
  if (!begin || !end) throw new Error('the trace lacks the marks')
  const inside = events.filter(
    ({ ph, pid, tid, ts, dur = 0 }) =>
      ph === 'X' && pid === begin.pid && tid === begin.tid && ts < end.ts && ts + dur > begin.ts,
  )
  const tasks = inside.filter(({ name }) => name === 'RunTask')
  const calls = outermost(
    inside.filter(({ name, args }) => name === 'FunctionCall' && args?.data?.url?.endsWith(script)),
  )
  return {
    busyMs: sum(tasks.map(({ tdur = 0 }) => tdur)) / 1_000,
    longestTaskMs: longest(tasks.map(({ dur = 0 }) => dur)),
    longestCallMs: longest(calls.map(({ dur = 0 }) => dur)),
    longestCallCpuMs: longest(calls.map(({ tdur = 0 }) => tdur)),
    dutyPercent: (sum(calls.map(({ dur = 0 }) => dur)) / (end.ts - begin.ts)) * 100,
  }
}

function outermost(events: readonly TraceEvent[]): TraceEvent[] {
  const kept: TraceEvent[] = []
  let until = 0
  for (const event of events.toSorted((a, b) => a.ts - b.ts)) {
    if (event.ts < until) continue
    until = event.ts + (event.dur ?? 0)
    kept.push(event)
  }
  return kept
}

function longest(durations: readonly number[]): number {
  return durations.reduce((max, duration) => Math.max(max, duration), 0) / 1_000
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
