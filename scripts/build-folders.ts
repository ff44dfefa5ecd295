// Which folders of earlier builds stay in dist/visitor/.
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Loaders are cached for minutes and name the visitor script by its hash: what they name must still be there. */
const KEPT_BUILDS = 3
const HASH = /^[0-9a-f]{16}$/

/** Deletes the hash folders in `folder` but the newest few; `current` is always kept. */
export function dropOldBuilds(folder: string, current: string, keep: number = KEPT_BUILDS): void {
  const others = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && HASH.test(entry.name) && entry.name !== current)
    .map(({ name }) => ({ name, builtAtMs: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => b.builtAtMs - a.builtAtMs)
  for (const { name } of others.slice(keep - 1)) rmSync(join(folder, name), { recursive: true, force: true })
}
