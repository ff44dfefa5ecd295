import { setTimeout as wait } from 'node:timers/promises'
import { ENVELOPE } from '../../src/protocol/envelope.ts'
import { checkpoint, envelope, Harness, random22 } from '../../src/session-server/testing/harness.ts'
import type { Played } from './generator.ts'
import {
  type Generator,
  type LoadServer,
  prepare,
  type ServerOptions,
  startGenerator,
  startLoadServer,
} from './lab.ts'

export type Figures = Readonly<Record<string, number>>
const round = (value: number, digits = 1): number => Number(value.toFixed(digits))
const MEGABYTE = 1_048_576
const GENERATORS = 2

async function withServer<T>(
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

/** Each part of a load comes from an address of its own, as a server takes 5,000 connections of one. */
function openOn(server: LoadServer, generator: Generator, sessions: readonly Played[], part = 0) {
  const { port } = server
  const order = {
    type: 'open',
    port,
    host: `localhost:${port}`,
    from: `127.0.2.${part + 1}`,
    sessions,
  } as const
  return generator.order(order, 'opened')
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

/**
 * RA-13: a heap of 128 MB, and visitors who fill what they may: large checkpoints, and floods of the smallest envelopes.
 * Quotas, not a crash; an honest session is served beside them.
 */
export async function hostile(seconds: number): Promise<Figures> {
  return withServer(
    async (server) => {
      const harness = Harness.attach(`http://localhost:${server.port}`, Buffer.alloc(32, 7))
      const until = performance.now() + seconds * 1_000
      let closed = 0
      let sent = 0
      const open = async (i: number) => {
        const sessionId = `7:${i + 1}:${random22()}`
        const { credential } = harness
        const given = { ...harness.sessionOpen(), sessionId }
        await server.link().open(given as never)
        return harness.visitor({ sessionId, credential })
      }
      const flood = async (i: number): Promise<void> => {
        const visitor = await open(i)
        await visitor.next('welcome')
        const isTiny = i % 2 === 0
        const payload = new Uint8Array(isTiny ? 1 : 3_900_000)
        visitor.ws.send(envelope(ENVELOPE.checkpointStart, 1, 0))
        for (
          let sequence = 1;
          performance.now() < until && visitor.ws.readyState === visitor.ws.OPEN;
          sequence++
        ) {
          visitor.ws.send(envelope(ENVELOPE.checkpointPart, 1, sequence, payload))
          sent++
          // Below the rate that would close the socket.
          if (isTiny ? sequence % 300 === 0 : true) await wait(isTiny ? 1_000 : 300)
          if (isTiny && sequence % 300 === 0) await visitor.settle()
        }
        if (visitor.closed) closed++
        visitor.ws.terminate()
      }
      await Promise.all(Array.from({ length: 40 }, (_, i) => flood(i)))
      const honest = await open(900)
      await honest.next('welcome')
      for (const bytes of checkpoint(1, 'honest')) honest.ws.send(bytes)
      await honest.settle()
      const { rssBytes } = server.usage()
      const heldMegabytes = (await server.metric('sidelong_held_bytes')) / MEGABYTE
      const isHonestHere = honest.closed === null ? 1 : 0
      honest.ws.terminate()
      return {
        sent,
        closed,
        heldMegabytes: round(heldMegabytes, 0),
        megabytes: round(rssBytes / MEGABYTE, 0),
        isHonestHere,
      }
    },
    { nodeArgs: ['--max-old-space-size=128'] },
  )
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
