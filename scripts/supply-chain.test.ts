import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { build } from './build.ts'
import { bundle } from './bundle.ts'
import { rootDir } from './paths.ts'

type Package = {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly inBundle?: boolean
  readonly hasInstallScript?: boolean
  readonly dev?: boolean
  readonly devOptional?: boolean
}

const read = (path: string): unknown => JSON.parse(readFileSync(join(rootDir, path), 'utf8'))
const lock = read('package-lock.json') as { readonly packages: Record<string, Package> }
const packages = Object.entries(lock.packages).filter(([path]) => path !== '')

test('SA-40: every package of the lock file comes from the registry with its SHA-512', () => {
  const loose = packages.filter(
    ([, one]) =>
      !one.inBundle &&
      // Without an address it is the registry's, wherever that is mirrored; the hash decides in any case.
      (!/^(https:\/\/registry\.npmjs\.org\/|$)/.test(one.resolved ?? '') ||
        !one.integrity?.startsWith('sha512-')),
  )
  expect(loose.map(([path]) => path)).toEqual([])
  expect(packages.length).toBeGreaterThan(100)
})

test('SA-40: direct dependencies have exact versions', () => {
  const { dependencies, devDependencies } = read('package.json') as Record<string, Record<string, string>>
  const ranges = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
  )
  expect(ranges).toEqual([])
})

test('SA-40: nothing that runs in production wants to run a script when it is installed', () => {
  const wanting = packages.filter(([, one]) => one.hasInstallScript && !one.dev && !one.devOptional)
  expect(wanting.map(([path]) => path)).toEqual([])
})

test('SA-40: two builds of what browsers get are equal to the byte', { timeout: 240_000 }, async () => {
  const only = ['visitor', 'stage', 'shell'] as const
  await build({ only })
  const again = mkdtempSync(join(tmpdir(), 'sidelong-build-'))
  try {
    let count = 0
    for (const target of only) {
      for (const file of await bundle(target, rootDir, again)) {
        count++
        const [one, other] = [again, join(rootDir, 'dist')].map((dist) => readFileSync(join(dist, file)))
        expect(one?.equals(other ?? Buffer.of()), file).toBe(true)
      }
    }
    expect(count).toBeGreaterThan(10)
  } finally {
    rmSync(again, { recursive: true })
  }
})
