// The npm packages that are published from dist/npm/: what lies in npm/<name>/, the types, and what was bundled.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The files that are their packages' public types, as they stand: they import nothing. */
export const PUBLIC_TYPES = {
  visitor: 'src/visitor/api/public.ts',
  agent: 'src/agent/public.ts',
} as const
export type PackageName = keyof typeof PUBLIC_TYPES

/** Writes dist/npm/<name>/ anew; returns its files, relative to `dist`. */
export function npmPackage(
  root: string,
  dist: string,
  name: PackageName,
  version: string,
  bundled: Readonly<Record<string, string>>,
): string[] {
  const own = join(root, 'npm', name)
  const read = (path: string) => readFileSync(path, 'utf8')
  const given = Object.fromEntries(readdirSync(own).map((file) => [file, read(join(own, file))]))
  const files: Record<string, string> = {
    ...given,
    'package.json': `${JSON.stringify({ ...JSON.parse(given['package.json'] ?? ''), version }, null, 2)}\n`,
    'index.d.ts': read(join(root, PUBLIC_TYPES[name])),
    LICENSE: read(join(root, 'LICENSE')),
    ...bundled,
  }
  const folder = join(dist, 'npm', name)
  rmSync(folder, { recursive: true, force: true })
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return Object.keys(files).map((path) => `npm/${name}/${path}`)
}
