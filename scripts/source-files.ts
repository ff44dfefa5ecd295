import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'

type Parsed = ReturnType<typeof parseSync>

export type SourceFile = {
  /** Relative to the repository, with forward slashes. */
  path: string
  text: string
  program: Parsed['program']
  comments: Parsed['comments']
}

/** All files below `folder` whose name ends in one of `endings`, sorted, relative to `root`, with forward slashes. */
export function listFiles(root: string, folder: string, endings: readonly string[]): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, '/').length).replaceAll('\\', '/'))
    .sort()
}

export function readSources(root: string, folder = 'src'): SourceFile[] {
  return listFiles(root, folder, ['.ts', '.tsx']).map((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    const { program, comments, errors } = parseSync(path, text)
    const [error] = errors
    if (error) throw new Error(`${path}: ${error.message}`)
    return { path, text, program, comments }
  })
}

export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

export function isTestFile(path: string): boolean {
  return /\.test\.tsx?$/.test(path)
}

export function isBrowserTestFile(path: string): boolean {
  return /\.browser\.test\.tsx?$/.test(path)
}
