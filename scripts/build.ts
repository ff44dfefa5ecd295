// Builds what browsers load, into dist/. Incremental: a target whose inputs have not changed is skipped.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commonInputs, type Target, type TargetName, targets } from './build-targets.ts'
import { rootDir } from './paths.ts'

export type BuildOptions = {
  root?: string
  /** Only these targets (default: all). */
  only?: readonly TargetName[]
  /** Receives one line per event; default: standard error. */
  log?: (line: string) => void
}

export type BuildResult = { built: TargetName[]; skipped: TargetName[] }

type Stamp = { hash: string; outputs: string[] }

/** Brings dist/ up to date. Throws one clear line when a target cannot be built. */
export async function build(options: BuildOptions = {}): Promise<BuildResult> {
  const { root = rootDir, only, log = (line) => console.error(line) } = options
  const dist = join(root, 'dist')
  const wanted = targets.filter(({ name }) => only === undefined || only.includes(name))
  const hashOf = createHasher(root)
  const states = wanted.map((target) => ({ target, hash: inputHash(target, hashOf) }))
  const stale = states.filter(({ target, hash }) => !isCurrent(dist, target.name, hash))

  for (const { target, hash } of stale) await buildTarget(root, dist, target, hash, log)
  if (stale.length > 0) await warnAboutArtifacts(dist, log)
  const built = stale.map(({ target }) => target.name)
  return { built, skipped: wanted.map(({ name }) => name).filter((name) => !built.includes(name)) }
}

async function buildTarget(
  root: string,
  dist: string,
  target: Target,
  hash: string,
  log: (line: string) => void,
): Promise<void> {
  const missing = target.entries.filter((entry) => !existsSync(join(root, entry)))
  if (missing.length > 0) throw new Error(`cannot build ${target.name}: missing ${missing.join(', ')}`)
  const start = performance.now()
  const { bundle } = await import('./bundle.ts')
  const outputs = await bundle(target.name, root, dist).catch((error: unknown) => {
    throw new Error(`cannot build ${target.name}: ${error instanceof Error ? error.message : error}`)
  })
  const stamp: Stamp = { hash, outputs }
  mkdirSync(dist, { recursive: true })
  writeFileSync(stampPath(dist, target.name), JSON.stringify(stamp))
  log(`built ${target.name} (${Math.round(performance.now() - start)} ms)`)
}

async function warnAboutArtifacts(dist: string, log: (line: string) => void): Promise<void> {
  const { checkArtifacts } = await import('./artifacts.ts')
  const { sizes, problems } = checkArtifacts(dist)
  for (const line of sizes) log(line)
  for (const line of problems) log(`warning: ${line}`)
}

function isCurrent(dist: string, name: TargetName, hash: string): boolean {
  try {
    const stamp: Stamp = JSON.parse(readFileSync(stampPath(dist, name), 'utf8'))
    return stamp.hash === hash && stamp.outputs.every((path) => existsSync(join(dist, path)))
  } catch {
    return false
  }
}

function stampPath(dist: string, name: TargetName): string {
  return join(dist, `.stamp-${name}.json`)
}

function inputHash(target: Target, hashOf: (path: string) => string): string {
  const all = [...commonInputs, ...target.inputs].map((path) => `${path} ${hashOf(path)}`)
  return createHash('sha256').update(all.join('\n')).digest('hex')
}

/** Hashes files and folders (tests left out), each at most once. */
function createHasher(root: string): (path: string) => string {
  const known = new Map<string, string>()
  return (path) => {
    const hash = known.get(path) ?? hashPath(root, path)
    known.set(path, hash)
    return hash
  }
}

function hashPath(root: string, path: string): string {
  const hash = createHash('sha256')
  for (const file of filesAt(root, path))
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0')
  return hash.digest('hex')
}

function filesAt(root: string, path: string): string[] {
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (statSync(full).isFile()) return [path]
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort()
}

if (import.meta.main) {
  try {
    const { built } = await build()
    if (built.length === 0) console.error('dist/ is up to date')
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
