import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rootDir } from '../../scripts/paths.ts'
import { endGently, isRunning, spawnStart, startStack } from '../support/stack.ts'

const scratch = mkdtempSync(join(tmpdir(), 'sidelong-cli-'))

type Ended = { code: number | null; out: string; err: string }

function start(...args: string[]): Ended {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(rootDir, 'src/cli/start.ts'), ...args],
    {
      encoding: 'utf8',
      timeout: 40_000,
      cwd: scratch,
    },
  )
  return { code: status, out: stdout, err: stderr }
}

/** One line, no stack trace, nothing on standard output. */
function expectRefusal(ended: Ended, words: RegExp): void {
  expect(ended.err.trim().split('\n')).toHaveLength(1)
  expect(ended.err).toMatch(words)
  expect({ code: ended.code, out: ended.out }).toEqual({ code: 1, out: '' })
}

test.each([
  ['an unknown option', ['--sight', 'x'], /Unknown option '--sight'/],
  ['a stray word', ['demo'], /Unexpected argument 'demo'/],
  ['an option without its value', ['--port'], /--port/],
  ['a port that is no number', ['--port', '80a'], /--port must be a whole number/],
  ['no session server', ['--session-servers', '0'], /--session-servers must be a whole number from 1/],
  [
    'a folder that does not exist',
    ['--site', 'nowhere'],
    /cannot read the site's folder .*nowhere: it does not exist/,
  ],
  ['a file instead of a folder', ['--site', join(rootDir, 'package.json')], /it is not a folder/],
  ['a setting without value', ['--set', 'consent.mode'], /--set consent.mode: must be KEY=VALUE/],
  ['an unknown setting', ['--set', 'consent.mood=never'], /There is no setting "consent.mood"/],
  ['a setting out of range', ['--set', 'consent.mode=maybe'], /consent.mode: must be one of/],
  ['a selector that is none', ['--set', 'masking.selectors=["#a{"]'], /masking.selectors\[0\]/],
  [
    'a data folder that cannot be made',
    ['--data', '/dev/null/data', '--port', '0'],
    /cannot use the data folder/,
  ],
])('npm start refuses %s in one line, exit 1', (_name, args, words) => {
  expectRefusal(start(...args), words)
})

test('npm start --json refuses in the same way', () => {
  expectRefusal(start('--json', '--port', '80a'), /--port must be a whole number/)
})

test('npm start: --help goes to standard output', () => {
  const { code, out } = start('--help')
  expect(code).toBe(0)
  expect(out).toContain('--session-servers N')
})

test('npm start names a port that is taken', async () => {
  const server = createServer()
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
  })
  expectRefusal(
    start('--json', '--port', String(port), '--data', 'memory'),
    new RegExp(`port ${port} is taken`),
  )
  server.close()
})

test('npm start --json: one line, exactly these keys; SIGTERM ends all of it', async () => {
  const stack = await startStack({ sessionServers: 2 })
  const { site, console: web, join: joinUrl, groupId, sessionServers, agent, admin } = stack
  expect(groupId).toBe(4711)
  expect(sessionServers).toHaveLength(2)
  expect(new URL(site).hostname).toBe('127.0.0.1')
  expect(new URL(web).hostname).toBe('localhost')
  expect(joinUrl).toBe(`${web}join?key=`)
  for (const who of [agent, admin])
    expect(who).toEqual({ email: expect.stringContaining('@'), password: expect.any(String) })
  const html = await (await fetch(site)).text()
  expect(html).toContain(
    `src="${new URL(web).origin}/visitor/loader.js" data-groupid="4711" data-site="production"`,
  )
  expect((await fetch(`${new URL(web).origin}/visitor/loader.js`)).status).toBe(200)
  expect(stack.processes()).toHaveLength(3)
  await stack.stop()
})

test('npm start --json writes nothing but its line to standard output', async () => {
  const child = spawnStart(['--json', '--port', '0', '--data', 'memory'])
  let out = ''
  await new Promise<void>((resolve) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      out += text
      if (out.includes('\n')) resolve()
    })
  })
  expect(await endGently(child)).toBe(0)
  expect(out.trim().split('\n')).toHaveLength(1)
  expect(Object.keys(JSON.parse(out) as object)).toEqual([
    'site',
    'console',
    'join',
    'groupId',
    'sessionServers',
    'agent',
    'admin',
  ])
})

test('npm start killed by SIGKILL: its servers end, too', async () => {
  const stack = await startStack()
  const pids = stack.processes().map(({ pid }) => pid)
  expect(pids).toHaveLength(2)
  process.kill(stack.pid, 'SIGKILL')
  await expect.poll(() => pids.filter(isRunning), { timeout: 8_000 }).toEqual([])
})

test('npm start restarts a server that dies, and says so', async () => {
  const stack = await startStack()
  const server = stack.processes().find(({ command }) => command.includes('session-server'))
  process.kill(server!.pid, 'SIGKILL')
  await expect.poll(() => stack.log(), { timeout: 10_000 }).toContain('session server 1 runs again')
  expect(stack.log()).toContain('session server 1 ended unexpectedly (SIGKILL)')
  await stack.stop()
})

test('npm start keeps log-ins and secrets in its data folder, settings only for the run', async () => {
  const data = join(scratch, 'data')
  const first = await startStack({ data, settings: { 'masking.title': 'hide' } })
  await first.stop()
  expect(statSync(join(data, 'secrets.json')).mode & 0o777).toBe(0o600)
  expect(statSync(data).mode & 0o777).toBe(0o700)
  expect(readFileSync(join(data, 'run-settings.json'), 'utf8')).toContain('masking.title')
  const second = await startStack({ data })
  expect(second.agent).toEqual(first.agent)
  expect(second.admin).toEqual(first.admin)
  expect(await titleSetting(second.console, second.site)).toBe('show')
  // Measured, not asserted: the machine may be busy.
  console.info(`first start ${Math.round(first.readyMs)} ms, second start ${Math.round(second.readyMs)} ms`)
  expectRefusal(start('--json', '--port', '0', '--data', data), /the data folder is in use by process/)
  await second.stop()
})

async function titleSetting(web: string, site: string): Promise<unknown> {
  const answer = await fetch(new URL('/v1/visitor/settings', web), {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(site).origin },
    body: JSON.stringify({ groupId: 4711, site: 'production' }),
  })
  expect(answer.status).toBe(200)
  const { settings } = (await answer.json()) as { settings: { masking: { title: string } } }
  return settings.masking.title
}

test('npm start --site serves any folder of HTML', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sidelong-site-'))
  writeFileSync(join(folder, 'plain.html'), '<p>words')
  const stack = await startStack({ site: folder })
  const listing = await (await fetch(stack.site)).text()
  expect(listing).toContain('href="./plain.html"')
  expect(await (await fetch(`${stack.site}plain.html`)).text()).toMatch(
    /^<script id="sidelong" [^>]*><\/script><p>words$/,
  )
  await stack.stop()
})
