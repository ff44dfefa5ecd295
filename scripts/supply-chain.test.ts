import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
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

test('SA-40: two builds of what browsers get are equal to the byte', { timeout: 120_000 }, async () => {
  const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'sidelong-build-')))
  try {
    const [first, second] = await Promise.all(
      folders.map(async (dist) => {
        const files: [string, string][] = []
        for (const target of ['visitor', 'stage', 'shell'] as const) {
          for (const file of await bundle(target, rootDir, dist))
            files.push([file, readFileSync(join(dist, file), 'base64')])
        }
        return files
      }),
    )
    expect(first?.length).toBeGreaterThan(10)
    expect(first).toEqual(second)
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true })
  }
})
