// RA-01 to RA-09 and RA-15 without browsers: two web servers and three session servers as processes of their own on one
// PostgreSQL, every line through a proxy. The short form is part of `npm test`; FAULTS=full (`npm run test:faults`) keeps
// to the durations and numbers of the specification.
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { runOperatorCommand } from '../../src/cli/operator-commands.ts'
import { type Fleet, startFleet, untilTrue } from '../support/fleet.ts'
import { type AgentPeer, startAgent } from '../support/peers/agent-peer.ts'
import { askRole, askWeb } from '../support/peers/dial.ts'
import { startVisitor, type VisitorPeer } from '../support/peers/visitor-peer.ts'

const IS_FULL = process.env.FAULTS === 'full'
const SEEDS = Number(process.env.SEEDS ?? (IS_FULL ? 5 : 1))
/** In `npm test` one that is known; the long run looks for more. */
const FIRST_SEED = Number(process.env.SEED ?? (IS_FULL ? Date.now() % 100_000 : 1_002))
vi.setConfig({ testTimeout: IS_FULL ? 600_000 : 120_000, hookTimeout: 180_000 })

let fleet: Fleet | null
let cookie: string
const visitors: VisitorPeer[] = []
const agents: AgentPeer[] = []

beforeAll(async () => {
  fleet = await startFleet({ webs: 2, servers: 3 })
  if (!fleet) return
  cookie = await fleet.logIn('ada@example.com')
  await setDiskFull(fleet, false)
  for (const table of ['sessions', 'session_statuses'])
    await sql`create trigger disk_full before insert on ${sql.table(table)}
      for each row execute function disk_full()`.execute(fleet.db)
})
afterAll(() => fleet?.stop())
afterEach(async () => {
  for (const agent of agents.splice(0)) agent.stop()
  if (!fleet) return
  fleet.database.restore()
  fleet.database.setDelay(0)
  for (const role of [...fleet.servers, ...fleet.webs]) {
    role.proxy.restore()
    role.proxy.setDelay(0)
    role.proxy.setRate(0)
    role.proxy.setResetAfter(0)
    if (role.pid() === null) await role.start()
  }
  await serversUp(fleet)
  // Or the next test would find their sessions, for as long as a visitor may come back.
  while (visitors.length > 0) await Promise.all(visitors.splice(0, 20).map((visitor) => visitor.end()))
})

const serversUp = (all: Fleet): Promise<void> =>
  untilTrue(
    async () => {
      for (const web of all.webs) {
        if ((await all.metric(web, 'sidelong_session_servers{state="up"}')) !== all.servers.length)
          return false
        if ((await all.metric(web, 'sidelong_servers_without_key')) !== 0) return false
      }
      return true
    },
    30_000,
    () => 'all session servers up',
  )

/** On a machine without PostgreSQL the report says so. */
function scenario(title: string, run: (all: Fleet) => Promise<void>): void {
  test(title, async (context) => {
    if (!fleet) return context.skip('there is no PostgreSQL here')
    await run(fleet)
  })
}

type Pair = { readonly visitor: VisitorPeer; readonly agent: AgentPeer }

async function meet(all: Fleet, lines?: number): Promise<Pair> {
  const visitor = await startVisitor(all, lines)
  visitors.push(visitor)
  await untilTrue(
    () => visitor.isOnline(),
    10_000,
    () => 'the visitor online',
  )
  const agent = await startAgent(all, cookie, visitor.key)
  agents.push(agent)
  const pair = { visitor, agent }
  await untilEqual([pair])
  return pair
}

function isEqual({ visitor, agent }: Pair): boolean {
  return agent.page()?.digest() === visitor.page.digest()
}

/** Resolves when every agent shows its visitor's page, and nothing else; nobody's session has ended. */
async function untilEqual(pairs: readonly Pair[], timeoutMs = 20_000): Promise<number> {
  const startedMs = performance.now()
  const describe = () =>
    pairs
      .filter((pair) => !isEqual(pair))
      .map(({ visitor, agent }) =>
        JSON.stringify([visitor.isOnline(), visitor.ended(), agent.isOnline(), agent.ended()]),
      )
      .slice(0, 5)
      .join(' ')
  await untilTrue(
    () => pairs.every(isEqual),
    timeoutMs,
    () => `equal digests (${describe()})`,
  )
  for (const { visitor, agent } of pairs) {
    expect([visitor.ended(), agent.ended()]).toEqual([null, null])
    expect(agent.faults).toEqual([])
    for (const text of agent.page()?.texts() ?? []) expect(text).toContain(visitor.word)
  }
  return performance.now() - startedMs
}

/** PostgreSQL's own words for a full disk, at each new row of a session. Only the function changes: no lock on a table. */
async function setDiskFull(all: Fleet, isFull: boolean): Promise<void> {
  const body = isFull
    ? sql.raw(`raise exception 'no space left on device' using errcode = '53100'`)
    : sql.raw('return new')
  await sql`create or replace function disk_full() returns trigger language plpgsql as $$ begin ${body}; end $$`.execute(
    all.db,
  )
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const serverOf = (all: Fleet, { visitor }: Pair) =>
  all.servers.find(({ origin }) => origin === visitor.server())!

scenario('RA-01: visitor’s, agent’s and both lines cut: resumed within 2 s, nothing missing', async (all) => {
  const pair = await meet(all)
  const { proxy } = serverOf(all, pair)
  // One proxy for both: all sockets of this server at once.
  proxy.cut()
  await untilTrue(() => !pair.visitor.isOnline() && !pair.agent.isOnline(), 5_000)
  pair.visitor.change('while cut')
  await wait(IS_FULL ? 30_000 : 1_500)
  proxy.restore()
  expect(await untilEqual([pair])).toBeLessThan(2_500)
})

scenario(
  'RA-02, LC-17: kill -9 of a session server in the middle of changes: both ends elsewhere within 10 s, no log-in',
  async (all) => {
    const pair = await meet(all)
    const old = serverOf(all, pair)
    const typing = setInterval(() => pair.visitor.change(), 20)
    await wait(200)
    await old.kill('SIGKILL')
    const killedMs = performance.now()
    await untilTrue(
      () => pair.visitor.isOnline() && pair.agent.server() !== old.origin && pair.agent.isOnline(),
      10_000,
      () => 'both ends elsewhere',
    )
    clearInterval(typing)
    await untilEqual([pair])
    expect(performance.now() - killedMs).toBeLessThan(10_000)
    expect(pair.visitor.server()).not.toBe(old.origin)
    expect(pair.agent.joins).toBe(2)
  },
)

scenario(
  'RA-03: a drain moves every session with no visible error, and the server can be restarted',
  async (all) => {
    const count = IS_FULL ? 500 : 30
    const pairs: Pair[] = []
    for (let i = 0; i < count; i += 10) {
      const more = await Promise.all(Array.from({ length: Math.min(10, count - i) }, () => meet(all, 10)))
      pairs.push(...more)
    }
    const [first] = pairs
    const old = serverOf(all, first!)
    const changing = setInterval(() => {
      for (const { visitor } of pairs) visitor.change()
    }, 500)
    const command = (...args: string[]) =>
      runOperatorCommand(all.db, args, {
        readPassword: async () => '',
        sealer: () => expect.fail('not needed'),
      })
    await command('server', 'drain', old.origin)
    try {
      await untilTrue(
        () =>
          pairs.every(
            ({ visitor, agent }) => visitor.server() !== old.origin && agent.server() !== old.origin,
          ),
        60_000,
        () => 'an empty server',
      )
      clearInterval(changing)
      await untilEqual(pairs)
      const left = () => all.metric(old, 'sidelong_sessions{status="A"}')
      await untilTrue(async () => (await left()) === 0, 20_000)
      await old.kill('SIGTERM')
      await old.start()
    } finally {
      clearInterval(changing)
      // Or all that follow would have a server less.
      await command('server', 'resume', old.origin)
    }
    await serversUp(all)
    await untilEqual(pairs)
  },
)

scenario(
  'RA-04: kill -9 of web servers: sessions unaffected; joins go on with one, fail cleanly with none, and return',
  async (all) => {
    const pair = await meet(all)
    const [one, other] = all.webs
    await one!.kill('SIGKILL')
    pair.visitor.change('one web server left')
    await untilEqual([pair])
    agents.push(await startAgent(all, cookie, pair.visitor.key))
    await other!.kill('SIGKILL')
    await expect(askWeb(all, '/healthz')).rejects.toThrow('no web server')
    pair.visitor.change('no web server left')
    expect(await untilEqual([pair])).toBeLessThan(2_000)
    await Promise.all([one!.start(), other!.start()])
    await serversUp(all)
    const late = await startAgent(all, cookie, pair.visitor.key)
    agents.push(late)
    await untilEqual([{ visitor: pair.visitor, agent: late }])
    expect(pair.agent.joins).toBe(1)
  },
)

scenario(
  'RA-05: the database slow, full, and stopped: running sessions unaffected, all the rest returns',
  async (all) => {
    const pair = await meet(all)
    const runs = async (text: string): Promise<void> => {
      pair.visitor.change(text)
      expect(await untilEqual([pair])).toBeLessThan(2_000)
    }
    // Each way: a start and a join ask it some 37 times, one after the other.
    all.database.setDelay(IS_FULL ? 250 : 100)
    await runs('slow')
    const slow = await meet(all)
    all.database.setDelay(0)

    await setDiskFull(all, true)
    await runs('full')
    expect(
      (
        await askWeb(all, '/v1/visitor/sessions', {
          body: { groupId: 1, site: 'staging', script: 'test' },
          headers: { origin: 'http://localhost:4711' },
        })
      ).status,
    ).toBe(500)
    // Its end cannot be recorded: the report waits.
    slow.agent.leave()
    await setDiskFull(all, false)

    all.database.cut()
    await runs('stopped')
    await untilTrue(
      async () => (await all.metric(all.webs[0]!, 'sidelong_database_up')) === 0,
      15_000,
      () => 'the loss noticed',
    )
    expect(
      (await askRole(all.webs[0]!, '/agent/join?key=1', { headers: { cookie } })).status,
    ).toBeGreaterThanOrEqual(500)
    if (IS_FULL) await wait(30_000)
    await runs('still stopped')
    all.database.restore()
    await untilTrue(
      async () => (await all.metric(all.webs[0]!, 'sidelong_database_up')) === 1,
      15_000,
      () => 'the return noticed',
    )
    await meet(all)
    await runs('back')
  },
)

scenario(
  'RA-06: an agent that does not read loses nobody anything, and catches up with a newer page',
  async (all) => {
    const pair = await meet(all)
    const slow = await startAgent(all, cookie, pair.visitor.key)
    agents.push(slow)
    await untilEqual([{ visitor: pair.visitor, agent: slow }])
    slow.setSlow(true)
    const text = 'x'.repeat(20_000)
    for (let i = 0; i < (IS_FULL ? 600 : 300); i++) {
      pair.visitor.change(text)
      if (i % 20 === 0) expect(await untilEqual([pair])).toBeLessThan(2_000)
    }
    slow.setSlow(false)
    await untilEqual([pair, { visitor: pair.visitor, agent: slow }])
  },
)

// The product’s 45 s of silence; the short form of it runs on a clock that tests move (session-server.test.ts).
if (IS_FULL)
  scenario('RA-08: half-open connections, as after sleep, are noticed and replaced', async (all) => {
    const pair = await meet(all)
    const { proxy } = serverOf(all, pair)
    proxy.blackHole()
    pair.visitor.change('into the void')
    await untilTrue(
      () => !pair.visitor.isOnline(),
      60_000,
      () => 'the silence noticed',
    )
    proxy.restore()
    await untilEqual([pair], 60_000)
  })

scenario('RA-09: 64 kB/s, bytes in slices, latency, resets: slow, but whole', async (all) => {
  const pair = await meet(all)
  const { proxy } = serverOf(all, pair)
  proxy.setRate(65_536)
  for (let i = 0; i < 10; i++) pair.visitor.change('y'.repeat(IS_FULL ? 20_000 : 5_000))
  await untilEqual([pair], 60_000)
  proxy.setRate(0, 7)
  for (let i = 0; i < 10; i++) pair.visitor.change('sliced')
  await untilEqual([pair], 60_000)
  proxy.setRate(0)
  proxy.setDelay(IS_FULL ? 500 : 150)
  for (let i = 0; i < 10; i++) pair.visitor.change('late')
  await untilEqual([pair])
  proxy.setDelay(0)
  proxy.setResetAfter(40_000)
  proxy.cut()
  proxy.restore()
  for (let i = 0; i < 20; i++) {
    pair.visitor.change('z'.repeat(8_000))
    await wait(50)
  }
  proxy.setResetAfter(0)
  await untilEqual([pair])
})

type Step = 'change' | 'cut' | 'kill' | 'slow' | 'join' | 'leave' | 'reload' | 'delay'
const WEIGHTS: Readonly<Record<Step, number>> = {
  change: 60,
  cut: 8,
  kill: 2,
  slow: 6,
  join: 8,
  leave: 5,
  reload: 6,
  delay: 5,
}

for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
  scenario(
    `RA-15: random changes, cuts, kills, slow readers, joins, leaves, reloads over three servers (SEED=${seed})`,
    async (all) => {
      const random = mulberry(seed)
      const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
      const pairs = await Promise.all(Array.from({ length: 3 }, () => meet(all, 20)))
      const bag = (Object.keys(WEIGHTS) as Step[]).flatMap((step) =>
        Array.from({ length: WEIGHTS[step] }, () => step),
      )
      const steps = IS_FULL ? 400 : 80
      const isKilling = new Set<string>()
      const starting: Promise<void>[] = []
      for (let i = 0; i < steps; i++) {
        const pair = pick(pairs)
        const role = pick(all.servers)
        switch (pick(bag)) {
          case 'change':
            pair.visitor.change('v'.repeat(Math.floor(random() * 3_000)))
            break
          case 'cut':
            role.proxy.cut()
            setTimeout(() => role.proxy.restore(), random() * 1_500)
            break
          case 'kill':
            if (isKilling.size > 0) break
            isKilling.add(role.origin)
            await role.kill('SIGKILL')
            starting.push(role.start().then(() => void isKilling.delete(role.origin)))
            break
          case 'slow':
            pair.agent.setSlow(true)
            setTimeout(() => pair.agent.setSlow(false), random() * 800)
            break
          case 'join':
            if (pairs.length < 8) {
              const agent = await startAgent(all, cookie, pair.visitor.key)
              agents.push(agent)
              pairs.push({ visitor: pair.visitor, agent })
            }
            break
          case 'leave':
            if (pairs.filter(({ visitor }) => visitor === pair.visitor).length > 1) {
              pairs.splice(pairs.indexOf(pair), 1)
              pair.agent.leave()
            }
            break
          case 'reload':
            pair.visitor.reload()
            break
          case 'delay':
            role.proxy.setDelay(random() * 100)
            break
        }
        await wait(random() * 60)
      }
      for (const role of all.servers) {
        role.proxy.restore()
        role.proxy.setDelay(0)
      }
      await Promise.all(starting)
      for (const { visitor, agent } of pairs) {
        agent.setSlow(false)
        visitor.change('the last one')
      }
      await untilEqual(pairs, 40_000)
    },
  )
}

function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
