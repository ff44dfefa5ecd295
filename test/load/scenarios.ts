import { setTimeout as wait } from 'node:timers/promises'
import {
  type LoadServer,
  openOn,
  prepare,
  type ServerOptions,
  startGenerator,
  startLoadServer,
} from './lab.ts'

export type Figures = Readonly<Record<string, number>>
const round = (value: number, digits = 1): number => Number(value.toFixed(digits))
const MEGABYTE = 1_048_576
const GENERATORS = 2

export async function withServer<T>(
  run: (server: LoadServer) => Promise<T>,
  options: ServerOptions = {},
): Promise<T> {
  const server = await startLoadServer(options)
  try {
    return await run(server)
  } finally {
    await server.stop()
  }
}

export type RelayOptions = {
  readonly sessions: number
  readonly agentsEach: number
  readonly perSecond: number
  readonly seconds: number
  readonly servers?: number
  readonly streams?: readonly string[]
}

/** RA-14: relay latency and cost at a steady rate; several servers share the sessions, each with its generator. */
export async function relay(options: RelayOptions): Promise<Figures> {
  const { sessions, agentsEach, perSecond, seconds, servers: count = 1, streams } = options
  const servers = await Promise.all(Array.from({ length: count }, () => startLoadServer()))
  // One cannot keep the pace of a server that is at its limit.
  const generators = servers.map(() => Array.from({ length: sessions > 1 ? GENERATORS : 1 }, startGenerator))
  try {
    const each = Math.round(sessions / count)
    const emptyBytes = servers.reduce((sum, server) => sum + server.usage().rssBytes, 0)
    let joinsPerSecond = 0
    await Promise.all(
      servers.map(async (server, i) => {
        const prepared = await prepare(server, each, agentsEach, streams)
        joinsPerSecond += prepared.joinsPerSecond
        const own = generators[i] ?? []
        const share = Math.ceil(prepared.sessions.length / own.length)
        await Promise.all(
          own.map((generator, part) => {
            const mine = prepared.sessions.slice(part * share, (part + 1) * share)
            return openOn(server, generator, mine, part)
          }),
        )
      }),
    )
    await wait(1_000)
    // Counts from one look to the next.
    const pauses = () =>
      Promise.all(servers.map((server) => server.metric('sidelong_event_loop_lag_max_seconds')))
    await pauses()
    const before = servers.map((server) => server.usage())
    const startedMs = performance.now()
    const warmUpSeconds = Math.min(5, seconds / 4)
    const ran = await Promise.all(
      generators
        .flat()
        .map((generator) => generator.order({ type: 'run', perSecond, seconds, warmUpSeconds }, 'ran')),
    )
    const wallSeconds = (performance.now() - startedMs) / 1_000
    const longestPauseMs = 1_000 * Math.max(...(await pauses()))
    const after = servers.map((server) => server.usage())
    const cpu = after.reduce((sum, one, i) => sum + one.cpuSeconds - (before[i]?.cpuSeconds ?? 0), 0)
    const rss = after.reduce((sum, one) => sum + one.rssBytes, 0)
    const worst = (pick: (one: (typeof ran)[number]) => number): number => Math.max(...ran.map(pick))
    return {
      servers: count,
      sessions: each * count,
      agents: each * count * agentsEach,
      envelopesPerSecond: round(ran.reduce((sum, one) => sum + one.sent, 0) / seconds, 0),
      deliveredShare: round(
        ran.reduce((sum, one) => sum + one.received, 0) /
          (agentsEach * ran.reduce((sum, one) => sum + one.sent, 0)),
        3,
      ),
      p50Ms: round(
        worst((one) => one.p50),
        2,
      ),
      p99Ms: round(
        worst((one) => one.p99),
        2,
      ),
      p999Ms: round(
        worst((one) => one.p999),
        2,
      ),
      maxMs: round(
        worst((one) => one.max),
        0,
      ),
      generatorLateP99Ms: round(
        worst((one) => one.lateP99),
        2,
      ),
      longestPauseMs: round(longestPauseMs, 0),
      coreShare: round(cpu / wallSeconds / count, 2),
      microsecondsPerDelivery: round(
        (cpu * 1e6) / Math.max(1, ran.reduce((sum, one) => sum + one.received, 0) * (wallSeconds / seconds)),
        1,
      ),
      kilobytesPerSession: round((rss - emptyBytes) / 1_024 / (each * count), 1),
      joinsPerSecond: round(joinsPerSecond, 0),
    }
  } finally {
    for (const generator of generators.flat()) generator.stop()
    await Promise.all(servers.map((server) => server.stop()))
  }
}

/** RA-14: what a session of a 3,000-node page costs in memory while nothing happens, with its visitor and one agent. */
export async function memory(sessions: number): Promise<Figures> {
  return withServer(async (server) => {
    const generator = startGenerator()
    try {
      const before = server.usage().rssBytes
      const prepared = await prepare(server, sessions, 1, ['table'])
      await openOn(server, generator, prepared.sessions)
      await wait(3_000)
      const held = await server.metric('sidelong_held_bytes')
      return {
        sessions,
        kilobytesPerSession: round((server.usage().rssBytes - before) / 1_024 / sessions, 1),
        envelopeKilobytesPerSession: round(held / 1_024 / sessions, 1),
        megabytes: round(server.usage().rssBytes / MEGABYTE, 0),
      }
    } finally {
      generator.stop()
    }
  })
}

/** RA-07: all sockets of so many sessions are cut at once. */
export async function storm(sessions: number): Promise<Figures> {
  return withServer(async (server) => {
    const generator = startGenerator()
    try {
      const prepared = await prepare(server, sessions, 1)
      await openOn(server, generator, prepared.sessions)
      await wait(500)
      const { sockets, back, ms } = await generator.order({ type: 'storm', timeoutMs: 60_000 }, 'stormed')
      return {
        sockets,
        back,
        seconds: round(ms / 1_000, 2),
        longestPauseMs: round(1_000 * (await server.metric('sidelong_event_loop_lag_max_seconds')), 0),
      }
    } finally {
      generator.stop()
    }
  })
}

/** RA-12: sessions come and go; memory and descriptors of the second half stay what they were in the first. */
export async function soak(
  sessions: number,
  minutes: number,
  secondsEach: number,
  say: (line: string) => void,
): Promise<Figures> {
  return withServer(async (server) => {
    const samples: { megabytes: number; descriptors: number; heap: number }[] = []
    const until = performance.now() + minutes * 60_000
    let churned = 0
    while (performance.now() < until) {
      // A generation of sessions: joined, used, cut off without a word, and gone with its visitor's grace.
      const generator = startGenerator()
      try {
        const prepared = await prepare(server, sessions, 1)
        await openOn(server, generator, prepared.sessions)
        await generator.order({ type: 'run', perSecond: 5, seconds: secondsEach, warmUpSeconds: 0 }, 'ran')
        for (const { sessionId } of prepared.sessions)
          server.link().send({ type: 'session-end', sessionId: sessionId as never, reason: 'admin-ended' })
        churned += sessions
      } finally {
        generator.stop()
      }
      // What the ended sessions left is collected 5 s after.
      await wait(7_000)
      const { rssBytes, descriptors } = server.usage()
      const heap = (await server.metric('sidelong_heap_used_bytes')) / MEGABYTE
      samples.push({ megabytes: rssBytes / MEGABYTE, descriptors, heap })
      say(
        `${churned} sessions: ${(rssBytes / MEGABYTE) | 0} MB, heap ${heap | 0} MB, ${descriptors} descriptors`,
      )
    }
    const half = Math.floor(samples.length / 2)
    const mean = (part: typeof samples, pick: (one: (typeof samples)[number]) => number): number =>
      part.reduce((sum, one) => sum + pick(one), 0) / Math.max(1, part.length)
    const early = samples.slice(Math.min(2, half), Math.max(half, 3))
    const late = samples.slice(Math.max(half, 3))
    return {
      churned,
      minutes,
      megabytesEarly: round(mean(early, (one) => one.megabytes)),
      megabytesLate: round(mean(late, (one) => one.megabytes)),
      heapEarly: round(mean(early, (one) => one.heap)),
      heapLate: round(mean(late, (one) => one.heap)),
      descriptorsEarly: round(mean(early, (one) => one.descriptors)),
      descriptorsLate: round(mean(late, (one) => one.descriptors)),
    }
  })
}
