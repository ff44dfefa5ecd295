import { readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'

export type Found =
  | { readonly kind: 'file'; readonly path: string; readonly bytes: number }
  | { readonly kind: 'folder'; readonly names: readonly string[] }
  /** A folder addressed without the slash at the end, on which relative links rely. */
  | { readonly kind: 'redirect'; readonly location: string }
  | null

const INDEX_NAMES = ['index.html', 'index.htm']
const MAX_PATH_LENGTH = 2_048

/** Looks up a URL path below `root` (a real path). Nothing outside it, and no dot file, is ever found. */
export async function findFile(root: string, urlPath: string): Promise<Found> {
  const segments = segmentsOf(urlPath)
  if (!segments) return null
  const isFolderPath = urlPath.endsWith('/')
  const wanted = join(root, ...segments)
  const direct = await entryAt(root, wanted)
  if (direct?.isFolder && !isFolderPath) {
    return { kind: 'redirect', location: `/${segments.map(encodeURIComponent).join('/')}/` }
  }
  if (direct?.isFolder) return inFolder(root, direct.path)
  if (isFolderPath) return null
  const file = direct ?? (await entryAt(root, `${wanted}.html`))
  return file && !file.isFolder ? { kind: 'file', path: file.path, bytes: file.bytes } : null
}

async function inFolder(root: string, folder: string): Promise<Found> {
  for (const name of INDEX_NAMES) {
    const index = await entryAt(root, join(folder, name))
    if (index && !index.isFolder) return { kind: 'file', path: index.path, bytes: index.bytes }
  }
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries
    .filter((entry) => !entry.name.startsWith('.'))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
  return { kind: 'folder', names: names.sort() }
}

function segmentsOf(urlPath: string): string[] | null {
  if (urlPath.length > MAX_PATH_LENGTH || !urlPath.startsWith('/')) return null
  let decoded: string[]
  try {
    decoded = urlPath.split('/').map(decodeURIComponent)
  } catch {
    return null
  }
  const segments = decoded.filter((segment) => segment !== '')
  const isSafe = (segment: string) =>
    (!segment.startsWith('.') || segment === '.well-known') && !/[/\\\0]/.test(segment)
  return segments.every(isSafe) ? segments : null
}

type Entry = { readonly path: string; readonly isFolder: boolean; readonly bytes: number }

async function entryAt(root: string, path: string): Promise<Entry | null> {
  try {
    const real = await realpath(path)
    // A link may lead outside.
    if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep)) return null
    const info = await stat(real)
    if (!info.isFile() && !info.isDirectory()) return null
    return { path: real, isFolder: info.isDirectory(), bytes: info.size }
  } catch {
    return null
  }
}
