import { readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { CliError } from '../cli-error.ts'
import { startSiteServer } from '../site-server.ts'

const MAX_PAGES = 1_000

/** A page to open; `name` is what the report calls it. */
export type Page = { readonly name: string; readonly url: string }
export type Targets = { readonly pages: readonly Page[]; stop(): Promise<void> }

/** The pages that the words of the command line mean; folders are served on loopback until `stop`. */
export async function openTargets(words: readonly string[]): Promise<Targets> {
  const pages: Page[] = []
  const stops: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const one of stops) await one()
  }
  try {
    for (const word of words) {
      if (/^https?:\/\//i.test(word) && URL.canParse(word)) {
        pages.push({ name: word, url: word })
        continue
      }
      if (!(await isFolder(word)))
        throw new CliError(`${word}: must be an address that starts with http, or a folder`)
      const site = await startSiteServer({ folder: word, port: 0, tag: null })
      stops.push(site.stop)
      for (const file of await htmlFiles(word)) {
        const path = relative(word, file).split(sep).map(encodeURIComponent).join('/')
        pages.push({ name: file, url: `${site.origin}/${path}` })
      }
    }
    if (pages.length === 0) throw new CliError('there is no HTML file in what was named')
    if (pages.length > MAX_PAGES) throw new CliError(`these are ${pages.length} pages; ${MAX_PAGES} at most`)
    return { pages, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

async function htmlFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.x?html?$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (path) =>
        !relative(folder, path)
          .split(sep)
          .some((part) => part.startsWith('.')),
    )
    .sort()
}
