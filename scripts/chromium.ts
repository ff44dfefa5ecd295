import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** What every test passes to Chromium: headless in a container, and no traffic of the browser's own. */
export const CHROMIUM_ARGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The path of the Chromium to test with: `CHROMIUM_PATH`, or the first one in PATH. Throws when there is none. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string {
  const path = findChromiumIfAny(env)
  if (path !== undefined) return path
  throw new Error(
    env.CHROMIUM_PATH
      ? `CHROMIUM_PATH is ${env.CHROMIUM_PATH}, which cannot be run`
      : 'no Chromium found: install the package "chromium" or set CHROMIUM_PATH',
  )
}

export function findChromiumIfAny(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const explicit = env.CHROMIUM_PATH
  if (explicit) return isExecutable(explicit) ? explicit : undefined
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean)
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
