import { spawnSync } from 'node:child_process'
import { findChromium, findChromiumIfAny } from './chromium.ts'

/** Makes sure that tests have a Chromium: installs Debian's package when there is none. Throws when it cannot. */
export function ensureChromium(): string {
  // A wrong CHROMIUM_PATH is a mistake to report, not a reason to install something.
  if (findChromiumIfAny() === undefined && !process.env.CHROMIUM_PATH) installFromDebian()
  return findChromium()
}

function installFromDebian(): void {
  const prefix = adminPrefix()
  console.error('installing Chromium from the distribution’s packages (once)…')
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const [command, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args]
    const result = spawnSync(command as string, rest, { stdio: ['ignore', 2, 2] })
    if (result.status !== 0) {
      throw new Error(`apt-get ${args[0]} failed; install the package "chromium" or set CHROMIUM_PATH`)
    }
  }
}

function adminPrefix(): string[] {
  if (process.getuid?.() === 0) return []
  if (spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0) return ['sudo', '-n']
  throw new Error('no Chromium found, and no right to install it: install "chromium" or set CHROMIUM_PATH')
}
