import type { Db } from '../../web-server/db/open.ts'
import { CliError } from '../cli-error.ts'
import type { Command } from './command.ts'

/** Longer than this without being seen by any web server: it is down. */
const SEEN_WITHIN_MS = 15_000
const WAIT_MS = 50_000
const WAIT_STEP_MS = 500

type Server = {
  readonly origin: string
  readonly state: 'up' | 'draining' | 'drained' | 'down'
  readonly sessions: number
  readonly agents: number
  readonly capacity: number
  readonly isDrainWanted: boolean
}

export const SERVER_COMMANDS: Readonly<Record<string, Command>> = {
  'server list': {
    min: 0,
    max: 0,
    async run(db) {
      const data = await listServers(db)
      return { data, lines: data.length === 0 ? ['No web server has met one yet.'] : data.map(lineOf) }
    },
  },
  'server drain': {
    min: 1,
    max: 2,
    async run(db, [origin = '', word]) {
      if (word !== undefined && word !== 'wait') throw new CliError('after the origin only "wait" may follow')
      await setWanted(db, origin, true)
      if (word === undefined)
        return {
          data: { origin, isDrainWanted: true },
          lines: [`${origin} takes no new sessions, and its visitors move to others. See: server list`],
        }
      const server = await untilEmpty(db, origin)
      return {
        data: server,
        lines: [
          server.sessions === 0 ? `${origin} is empty; it can be restarted.` : `Not yet: ${lineOf(server)}`,
        ],
        isBad: server.sessions > 0,
      }
    },
  },
  'server resume': {
    min: 1,
    max: 1,
    async run(db, [origin = '']) {
      await setWanted(db, origin, false)
      return { data: { origin, isDrainWanted: false }, lines: [`${origin} takes new sessions again.`] }
    },
  },
  'server forget': {
    min: 1,
    max: 1,
    async run(db, [origin = '']) {
      const { numDeletedRows } = await db
        .deleteFrom('servers')
        .where('origin', '=', origin)
        .executeTakeFirstOrThrow()
      if (numDeletedRows === 0n) throw unknownServer(origin)
      return { data: { origin }, lines: [`${origin} is off the list.`] }
    },
  },
}

async function listServers(db: Db): Promise<Server[]> {
  const rows = await db.selectFrom('servers').selectAll().orderBy('origin').execute()
  return rows.map(({ origin, sessions, agents, capacity, is_drain_wanted, seen_at }) => {
    const isUp = seen_at !== null && Date.now() - seen_at.getTime() < SEEN_WITHIN_MS
    const drain = sessions === 0 ? 'drained' : 'draining'
    const state = !isUp ? 'down' : is_drain_wanted ? drain : 'up'
    return { origin, state, sessions, agents, capacity, isDrainWanted: is_drain_wanted }
  })
}

function lineOf({ origin, state, sessions, agents, capacity }: Server): string {
  return `${origin}  ${state}  ${sessions} of ${capacity} sessions, ${agents} agents`
}

async function setWanted(db: Db, origin: string, isDrainWanted: boolean): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('servers')
    .set({ is_drain_wanted: isDrainWanted })
    .where('origin', '=', origin)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) throw unknownServer(origin)
}

/** Looks until a report that is newer than the order says so. */
async function untilEmpty(db: Db, origin: string): Promise<Server> {
  const orderedAtMs = Date.now()
  for (;;) {
    const server = (await listServers(db)).find((one) => one.origin === origin)
    if (!server) throw unknownServer(origin)
    const { seen_at } = await db
      .selectFrom('servers')
      .select('seen_at')
      .where('origin', '=', origin)
      .executeTakeFirstOrThrow()
    const isFresh = seen_at !== null && seen_at.getTime() > orderedAtMs
    if ((isFresh && server.sessions === 0) || Date.now() - orderedAtMs > WAIT_MS) return server
    await new Promise((resolve) => setTimeout(resolve, WAIT_STEP_MS))
  }
}

function unknownServer(origin: string): CliError {
  return new CliError(`no web server has met a session server at "${origin}" (see: server list)`)
}
