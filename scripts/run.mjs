#!/usr/bin/env node
// The one door for every script: `node scripts/run.mjs <script.ts> [args…]`, the script's path being
// relative to the repository. Makes sure that the npm packages are there and that a Node that runs
// TypeScript does the work. Plain JavaScript without dependencies, because it must run on Node 18 and
// in a fresh clone. All its own output goes to standard error: standard output belongs to the script.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { basename, delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const MIN_NODE = [24, 7]
const PINNED_NODE = '26.10.0'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const toolsDir = join(root, '.tools')
const lockPath = join(toolsDir, 'install.lock')

function main() {
  const [script, ...args] = process.argv.slice(2)
  if (script === undefined) fail('usage: node scripts/run.mjs <script.ts> [arguments]')
  const scriptPath = resolve(root, script)
  if (!existsSync(scriptPath)) fail(`${script} does not exist`)

  installOnce(packagesAreCurrent, installPackages)
  const node = isNewEnough(process.version) ? process.execPath : pinnedNode()
  run(node, [scriptPath, ...args])
}

// ---- packages

function packagesAreCurrent() {
  const lock = readText(join(root, 'package-lock.json'))
  const stampPath = join(root, 'node_modules', '.sidelong-stamp')
  const stamp = `${createHash('sha256').update(lock).digest('hex')} ${installMode()}`
  if (lock === '') fail('package-lock.json is missing')
  if (readText(stampPath) === stamp) return true
  if (!installedMatches(lock)) return false
  try {
    writeFileSync(stampPath, stamp)
  } catch {
    // Read-only packages, as in a container image: the slower comparison serves as well.
  }
  return true
}

// npm keeps what it installed in node_modules/.package-lock.json. Comparing contents instead of times
// keeps a mere `git checkout` from starting an install.
function installedMatches(lock) {
  const installedText = readText(join(root, 'node_modules', '.package-lock.json'))
  if (installedText === '') return false
  const wanted = JSON.parse(lock).packages
  const installed = JSON.parse(installedText).packages
  return Object.keys(wanted).every((path) => {
    const entry = wanted[path]
    const found = installed[path]
    if (found) return found.version === entry.version && found.integrity === entry.integrity
    const isDev = entry.dev || entry.devOptional
    return path === '' || entry.optional || entry.peer || (isDev && installMode() === 'production')
  })
}

// npm itself leaves out the dev packages when NODE_ENV is "production".
function installMode() {
  return process.env.NODE_ENV === 'production' ? 'production' : 'full'
}

function installPackages() {
  say('installing the npm packages (once, about a minute)…')
  npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], 'the npm packages could not be installed')
}

// ---- Node

function isNewEnough(version) {
  const [major, minor] = version.slice(1).split('.').map(Number)
  return major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1])
}

function pinnedNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const name = `node-${platform}-${process.arch}`
  const folder = join(toolsDir, 'node_modules', name)
  const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  const isThere = () =>
    existsSync(binary) && readText(join(folder, 'package.json')).includes(`"${PINNED_NODE}"`)

  installOnce(isThere, () => {
    say(`this machine has Node ${process.version}; fetching Node ${PINNED_NODE} into .tools (once)…`)
    const manifest = join(toolsDir, 'package.json')
    if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n')
    npm(
      ['install', '--prefix', toolsDir, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'].concat(
        `${name}@${PINNED_NODE}`,
      ),
      `Node ${PINNED_NODE} could not be fetched; install Node ${MIN_NODE.join('.')} or newer yourself`,
    )
    if (!isThere()) fail(`npm has no usable Node ${PINNED_NODE} for ${platform}-${process.arch}`)
  })
  return binary
}

// ---- running

function run(node, args) {
  const env = {
    ...process.env,
    PATH: dirname(node) + delimiter + (process.env.PATH ?? ''),
    // Each process compiles the same sources: with this, only the first one does.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(toolsDir, 'compile-cache'),
  }
  const child = spawn(node, args, { stdio: 'inherit', env })

  // A terminal's Ctrl-C already reaches the child, which is in the same process group; a second one
  // would look like an impatient user. npm besides sends its own copy, hence "once" for the others.
  const hasTerminal = process.stdin.isTTY || process.stderr.isTTY
  const forwarded = new Set()
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      if (forwarded.has(signal) || (signal === 'SIGINT' && hasTerminal)) return
      forwarded.add(signal)
      child.kill(signal)
    })
  }
  child.on('error', (error) => fail(`${node} does not start: ${error.message}`))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0)
  })
}

// ---- helpers

/** Runs `install` unless `isDone`, never twice at a time: two starts in a fresh clone must not collide. */
function installOnce(isDone, install) {
  if (isDone()) return
  mkdirSync(toolsDir, { recursive: true })
  takeLock()
  if (!isDone()) install()
  rmSync(lockPath, { force: true })
}

function takeLock() {
  for (let hasSaid = false; ; hasSaid = true) {
    try {
      return writeFileSync(lockPath, String(process.pid), { flag: 'wx' })
    } catch (error) {
      if (error.code !== 'EEXIST') fail(`cannot write ${lockPath}: ${error.message}`)
    }
    if (!hasSaid) say('waiting for another installation…')
    sleep(200)
    if (!isRunning(Number(readText(lockPath)))) rmSync(lockPath, { force: true })
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

function npm(args, failure) {
  const cli = process.env.npm_execpath ?? ''
  const options = { cwd: root, stdio: ['ignore', 2, 2] }
  const result =
    basename(cli) === 'npm-cli.js'
      ? spawnSync(process.execPath, [cli, ...args], options)
      : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
  if (result.status !== 0) fail(`${failure} (npm ${args[0]} ${result.error?.message ?? 'failed, see above'})`)
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function say(text) {
  process.stderr.write(`sidelong: ${text}\n`)
}

function fail(text) {
  say(text)
  process.exit(1)
}

main()
