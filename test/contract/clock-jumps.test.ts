// RA-11: the wall clock of both machines is set while sessions run. Durations are measured on a clock that does not jump.
import { afterEach, expect, test, vi } from 'vitest'
import { signJoin } from '../../src/node/join-signature.ts'
import { randomBytes, systemClock } from '../../src/node/platform.ts'
import { startSessionServer } from '../../src/session-server/server.ts'
import { TestClient } from '../../src/session-server/testing/client.ts'
import { FakeClock } from '../../src/session-server/testing/fake-clock.ts'
import { Harness } from '../../src/session-server/testing/harness.ts'
import { startServerPool } from '../../src/web-server/control/pool.ts'
import { eventually } from './web-server-support.ts'

const SILENT = { debug() {}, info() {}, warn() {}, error() {} }
const HOUR_MS = 3_600_000

afterEach(() => vi.restoreAllMocks())

test.each([
  ['an hour ahead', HOUR_MS],
  ['two hours back', -2 * HOUR_MS],
])('RA-11: the clock is set %s: sessions go on, and joins work again at once', async (_name, jumpMs) => {
  const secret = randomBytes(32)
  const server = await startSessionServer(
    {
      serverId: 's1',
      host: '127.0.0.1',
      port: 0,
      publicUrl: 'http://127.0.0.1:0',
      clusterSecret: secret,
      consoleUrl: 'http://localhost:8080/',
      capacity: 100,
      viewerFiles: { shells: { en: '1' }, shellCss: '', stageJs: '1', stageParts: {} },
    },
    { log: SILENT },
  )
  const pool = startServerPool(
    {
      webServerId: 'w1',
      secret,
      clock: systemClock,
      random: randomBytes,
      log: SILENT,
      dialHost: null,
      onReport() {},
      async onQuestion() {},
      onHeld() {},
    },
    [server.url],
  )
  const [link] = pool.links()
  const open = new Harness().sessionOpen()
  await eventually(() => link!.signingKey())
  expect(await link!.open(open as never)).toBe(true)
  const join = async (): Promise<number> => {
    const key = link!.signingKey()
    if (!key) return 0
    const harness = new Harness(new FakeClock(Date.now()))
    const claims = harness.claims({ kid: key.keyId, session: open.sessionId })
    const cookie = `__Secure-sidelong-join=${signJoin(claims, key.key)}`
    return (await fetch(`${server.url}/join/${claims.jti}`, { headers: { cookie } })).status
  }
  expect(await join()).toBe(200)
  const control = new TestClient(`${server.url.replace('http', 'ws')}/v1/control`)
  await control.next('challenge')
  const realNow = Date.now.bind(Date)
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + jumpMs)
  const jumpedMs = performance.now()
  await eventually(async () => (await join()) === 200, 5_000)
  expect(performance.now() - jumpedMs).toBeLessThan(2_000)
  expect(link!.holds(open.sessionId as never)).toBe(true)
  expect(control.closed).toBeNull()
  control.ws.terminate()
  pool.stop()
  await server.stop()
})
