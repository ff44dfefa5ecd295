import type { Stoppable } from '../base/stoppable.ts'
import { Counter, createRegistry, Gauge, Histogram, type Registry } from '../node/metrics.ts'
import type { CloseName } from '../protocol/close-codes.ts'
import type { Meter } from './session/meter.ts'

/** What is asked when somebody looks. */
export type Readings = {
  readonly sessions: () => Iterable<string>
  readonly visitors: () => number
  readonly agents: () => number
  readonly heldBytes: () => number
  readonly maxHeldBytes: number
  readonly capacity: number
  readonly isDraining: () => boolean
  readonly controlLinks: () => number
  /** Age of the newest key of the web server whose newest key is oldest; `null` without any. */
  readonly keyAgeMs: () => number | null
}

export type Edge = 'visitor' | 'agent' | 'control'

export interface SessionMetrics extends Meter, Stoppable {
  readonly registry: Registry
  joined(result: string): void
  /** A socket was closed by us, or (`gone`) by the other end or the network. */
  closed(edge: Edge, name: CloseName | 'gone'): void
  /** An upgrade was refused before it was a socket. */
  refused(status: number): void
  watch(readings: Readings): void
}

/** One envelope of so many is timed. */
const SAMPLE_EVERY = 8
const RELAY_BUCKETS = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]
const STATUSES = ['J', 'W', 'A']

export function createSessionMetrics(now: () => number): SessionMetrics {
  const { registry, stop } = createRegistry()
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter({ name, help, labelNames, registers })
  const envelopes = counter('sidelong_envelopes_total', 'Envelopes received from visitors')
  const bytesIn = counter('sidelong_envelope_bytes_total', 'Their bytes')
  const relay = new Histogram({
    name: 'sidelong_relay_seconds',
    help: 'From the arrival of an envelope to its hand-over to the network, for each agent; a sample',
    buckets: RELAY_BUCKETS,
    registers,
  })
  const checkpoints = counter('sidelong_checkpoints_asked_total', 'Checkpoints asked of visitors', ['reason'])
  const resyncs = counter('sidelong_resyncs_total', 'Agents whose stage wanted everything again', ['reason'])
  const skips = counter(
    'sidelong_agent_skips_total',
    'Slow agents that got a newer page instead of the backlog',
  )
  const behind = new Gauge({ name: 'sidelong_agents_behind', help: 'Agents with a backlog now', registers })
  const joins = counter('sidelong_joins_total', 'Join credentials presented', ['result'])
  const closes = counter('sidelong_sockets_closed_total', 'Sockets that ended', ['edge', 'reason'])
  const refusals = counter('sidelong_upgrades_refused_total', 'Sockets refused before they opened', [
    'status',
  ])
  let count = 0

  function gauge(name: string, help: string, read: () => number | null): void {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const value = read()
        if (value === null) this.reset()
        else this.set(value)
      },
    })
  }

  return {
    registry,
    stop,
    received(bytes) {
      envelopes.inc()
      bytesIn.inc(bytes)
    },
    relaying() {
      if (++count % SAMPLE_EVERY !== 0) return null
      const arrivedMs = now()
      return () => relay.observe((now() - arrivedMs) / 1_000)
    },
    asked: (reason) => checkpoints.inc({ reason }),
    resync: (reason) => resyncs.inc({ reason }),
    skipped: () => skips.inc(),
    behind: (change) => behind.inc(change),
    joined: (result) => joins.inc({ result }),
    closed: (edge, reason) => closes.inc({ edge, reason }),
    refused: (status) => refusals.inc({ status: String(status) }),
    watch(readings) {
      new Gauge({
        name: 'sidelong_sessions',
        help: 'Sessions held, by status: J setting up, W waiting for an agent, A active',
        labelNames: ['status'],
        registers,
        collect() {
          const counts = new Map(STATUSES.map((status) => [status, 0]))
          for (const status of readings.sessions()) counts.set(status, (counts.get(status) ?? 0) + 1)
          for (const status of STATUSES) this.set({ status }, counts.get(status) ?? 0)
        },
      })
      gauge('sidelong_visitors_connected', 'Visitors with an open socket', readings.visitors)
      gauge('sidelong_agents_connected', 'Agents with an open socket', readings.agents)
      gauge('sidelong_held_bytes', 'Envelopes kept in memory', readings.heldBytes)
      gauge('sidelong_held_bytes_limit', 'How many may be kept', () => readings.maxHeldBytes)
      gauge('sidelong_capacity_sessions', 'Sessions that this server wants to hold', () => readings.capacity)
      gauge('sidelong_draining', '1 while no new sessions are taken', () => Number(readings.isDraining()))
      gauge('sidelong_control_links', 'Web servers connected', readings.controlLinks)
      gauge('sidelong_server_key_age_seconds', 'Age of the oldest of the web servers’ newest keys', () => {
        const ageMs = readings.keyAgeMs()
        return ageMs === null ? null : ageMs / 1_000
      })
    },
  }
}
