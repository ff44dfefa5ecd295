// Checks the layer table against every import in src/, types included: a folder's path tells its runtime.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, posix } from 'node:path'
import { importsOf } from './imports.ts'
import { type Layer, layerTable, testPackages } from './layer-table.ts'
import { rootDir } from './paths.ts'
import { isBrowserTestFile, isTestFile, readSources, type SourceFile } from './source-files.ts'

type Table = Readonly<Record<string, Layer>>

/** Checks the repository at `root`; returns one line per violation. */
export function checkLayers(root: string = rootDir, table: Table = layerTable): string[] {
  return [...checkTable(root, table), ...readSources(root).flatMap((file) => checkFile(root, table, file))]
}

function checkTable(root: string, table: Table): string[] {
  const entries = readdirSync(join(root, 'src'), { withFileTypes: true })
  const folders = new Set(entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name))
  const dependencies = readDependencies(root)
  const rows = Object.entries(table)
  return [
    ...entries
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => `src/${name}: belongs into a folder`),
    ...[...folders]
      .filter((name) => !(name in table))
      .map((name) => `src/${name}: has no row in the layer table`),
    ...rows
      .flatMap(([name, row]) => [name, ...row.folders])
      .filter((name, index, all) => !folders.has(name) && all.indexOf(name) === index)
      .map((name) => `layer table: stale row: src/${name} does not exist`),
    ...rows.flatMap(([name, row]) =>
      row.npm
        .filter((dependency) => !dependencies.has(dependency))
        .map((dependency) => `layer table: stale entry in ${name}: ${dependency} is not in "dependencies"`),
    ),
    ...rows.flatMap(([name, row]) =>
      row.outside
        .filter((path) => !existsSync(join(root, path)))
        .map((path) => `layer table: stale entry in ${name}: ${path} does not exist`),
    ),
  ]
}

function readDependencies(root: string): Set<string> {
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return new Set(Object.keys(dependencies))
}

function checkFile(root: string, table: Table, file: SourceFile): string[] {
  const name = folderOf(file.path)
  const row = name === undefined ? undefined : table[name]
  if (name === undefined || row === undefined) return [] // already reported by checkTable
  return importsOf(file).flatMap(({ specifier, line }) => {
    const problem =
      specifier === undefined
        ? 'imports a computed path, which nobody can check'
        : checkImport(root, name, row, file.path, specifier)
    return problem === undefined ? [] : [`${file.path}:${line}: ${problem}`]
  })
}

function checkImport(
  root: string,
  name: string,
  row: Layer,
  path: string,
  specifier: string,
): string | undefined {
  if (specifier.startsWith('.')) return checkRelative(root, name, row, path, specifier)
  if (isBuiltin(specifier)) return checkBuiltin(name, row, path, specifier)
  if (!/^@?[a-z0-9]/.test(specifier) || specifier.includes(':')) return `cannot import ${specifier}`
  const dependency = packageOf(specifier)
  if (row.npm.includes(dependency)) return undefined
  if (isTestFile(path) && testPackages.includes(dependency)) return undefined
  return `${name} may not import the package ${dependency}`
}

function checkBuiltin(name: string, row: Layer, path: string, specifier: string): string | undefined {
  // Tests of browser-neutral code run in Node, which lends them its hashes and files.
  const isAllowed = row.hasNode || (isTestFile(path) && !isBrowserTestFile(path))
  if (!isAllowed) return `${name} may not import Node's ${specifier}`
  return specifier.startsWith('node:') ? undefined : `write node:${specifier}`
}

function checkRelative(
  root: string,
  name: string,
  row: Layer,
  path: string,
  specifier: string,
): string | undefined {
  const target = posix.join(posix.dirname(path), specifier.replace(/\?.*$/, ''))
  const isAsset = row.assets.some((ending) => target.endsWith(ending))
  if (!isAsset && !/\.tsx?$/.test(target)) return `import ${specifier} needs its extension (.ts or .tsx)`
  if (!existsSync(join(root, target))) return `${target} does not exist`
  if (isTestFile(target)) return `may not import the test ${target}`
  const other = folderOf(target)
  if (other === undefined)
    return row.outside.includes(target) ? undefined : `${name} may not import ${target}`
  return other === name || row.folders.includes(other)
    ? undefined
    : `${name} may not import ${other} (${target})`
}

function folderOf(path: string): string | undefined {
  const [first, folder, rest] = path.split('/')
  return first === 'src' && rest !== undefined ? folder : undefined
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
