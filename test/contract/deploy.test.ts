// What deploy/ ships, held to what it says.
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { installFromDebian } from '../../scripts/debian-install.ts'
import { rootDir } from '../../scripts/paths.ts'
import { needs } from '../support/needs.ts'

const ADMIN_PATH = `${process.env.PATH}:/usr/sbin:/sbin`
const UNIT = join(rootDir, 'deploy/systemd/sidelong-session.service')
const RULES = join(rootDir, 'deploy/nftables/sidelong-session.nft')
const CONTAINER = join(rootDir, 'deploy/container/Containerfile')

const MAX_EXPOSURE = 1

// As Chromium is: a firewall that is not tested is a text. Where it cannot be installed, the test says why it is skipped.
beforeAll(() => {
  if (spawnSync('nft', ['--version'], { env: { PATH: ADMIN_PATH } }).error === undefined) return
  try {
    installFromDebian('nftables', 'install the package "nftables"')
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
  }
}, 180_000)

test('SA-38: the unit of the session server is exposed by no more than 1.0', (context) => {
  needs(context, 'systemd-analyze', 'security', '--help')
  const { stdout, stderr } = spawnSync(
    'systemd-analyze',
    ['security', '--offline=true', '--no-pager', UNIT],
    {
      encoding: 'utf8',
    },
  )
  const exposure = Number(/Overall exposure level for [^:]+: ([\d.]+)/.exec(stdout)?.[1])
  expect(exposure, stdout + stderr).toBeLessThanOrEqual(MAX_EXPOSURE)
  // A name that systemd does not know would be ignored, and protect nobody.
  expect(stderr).not.toMatch(/Unknown (key|section|lvalue)|Failed to parse|not absolute/i)
})

test('SA-38: unit and container run Node with the same restrictions, as nobody, without dumps and swap', () => {
  const unit = readFileSync(UNIT, 'utf8')
  const container = readFileSync(CONTAINER, 'utf8')
  for (const text of [unit, container]) {
    for (const flag of [
      '--permission',
      '--disable-proto=delete',
      '--disallow-code-generation-from-strings',
      '--expose-gc',
    ])
      expect(text).toContain(flag)
    expect(text).not.toMatch(/--allow-(fs-write|child-process|worker|addons|wasi)/)
    expect(text).toContain('glibc.malloc.perturb')
  }
  for (const line of ['LimitCORE=0', 'MemorySwapMax=0', 'PrivateNetwork=yes', 'DynamicUser=yes'])
    expect(unit.split('\n')).toContain(line)
  const [, , run = ''] = container.split(/^FROM /m)
  expect(run).toMatch(/^USER 65532:65532$/m)
  expect(run).not.toMatch(/^(RUN|ADD) /m)
  expect(container).toContain('gcr.io/distroless/')
})

const LISTENER = `for (const port of [22, 80, 443, 5432, 8080]) require('net').createServer((s) => s.on('error', () => {}).end('x')).listen(port, '::'); setTimeout(() => process.exit(), 20000)`
const DIALER = (host: string, ports: readonly number[]): string => `
  const results = {}
  let left = ${ports.length}
  for (const port of ${JSON.stringify(ports)}) {
    const socket = require('net').connect({ port, host: '${host}', timeout: 1500 })
    const done = (what) => { if (!(port in results)) { results[port] = what; socket.destroy(); if (--left === 0) console.log(JSON.stringify(results)) } }
    socket.on('connect', () => done('open')).on('timeout', () => done('silent')).on('error', (e) => done(e.code))
  }`

/** A host and a stranger, each in a network of its own, with a wire between them; prints what either can reach. */
const NETWORKS = `
set -e
ip link set lo up
unshare --net sleep 30 >/dev/null 2>&1 & stranger=$!
until [ "$(readlink /proc/$stranger/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
ip link add host0 type veth peer name peer0 netns $stranger
ip address add 10.9.0.1/24 dev host0
ip link set host0 up
in_peer() { nsenter --target $stranger --net "$@"; }
in_peer ip address add 10.9.0.2/24 dev peer0
in_peer ip link set peer0 up
in_peer ip link set lo up
"$NODE" -e "$LISTENER" >/dev/null 2>&1 & host=$!
in_peer "$NODE" -e "$LISTENER" >/dev/null 2>&1 & peer=$!
until "$NODE" -e "$PROBE" | grep -q open; do sleep 0.1; done
if [ -n "$RULES" ]; then nft -f "$RULES"; fi
in_peer "$NODE" -e "$INWARD"
"$NODE" -e "$OUTWARD"
kill $host $peer $stranger
`

function reach(rules: string): Record<string, string>[] {
  const output = execFileSync(
    'unshare',
    ['--user', '--map-root-user', '--net', 'bash', '--norc', '-c', NETWORKS],
    {
      encoding: 'utf8',
      timeout: 40_000,
      env: {
        PATH: ADMIN_PATH,
        NODE: process.execPath,
        RULES: rules,
        LISTENER,
        PROBE: DIALER('10.9.0.2', [8080]),
        INWARD: DIALER('10.9.0.1', [22, 80, 443, 5432, 8080]),
        OUTWARD: DIALER('10.9.0.2', [22, 80, 443, 5432]),
      },
    },
  )
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

test('SA-38: behind the firewall only 443 answers, and nothing gets out', { timeout: 90_000 }, (context) => {
  needs(context, 'unshare', '--user', '--map-root-user', '--net', 'nft', 'list', 'ruleset')
  needs(context, 'unshare', '--user', '--map-root-user', '--net', 'ip', 'link', 'add', 'a0', 'type', 'veth')
  const open = { 22: 'open', 80: 'open', 443: 'open', 5432: 'open' }
  // The two do reach each other as long as nothing forbids it.
  expect(reach('')).toEqual([{ ...open, 8080: 'open' }, open])
  expect(reach(RULES)).toEqual([
    { 22: 'silent', 80: 'silent', 443: 'open', 5432: 'silent', 8080: 'silent' },
    { 22: 'silent', 80: 'silent', 443: 'silent', 5432: 'silent' },
  ])
})
