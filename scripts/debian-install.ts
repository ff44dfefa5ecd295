import { spawnSync } from 'node:child_process'

/** Installs a package of Debian and its kin for tests; throws, with what to do instead (`hint`), when it cannot. */
export function installFromDebian(name: string, hint: string): void {
  const prefix = adminPrefix(name, hint)
  console.error(`installing ${name} from the distribution’s packages (once)…`)
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', name]]) {
    const [command, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args]
    const result = spawnSync(command as string, rest, { stdio: ['ignore', 2, 2] })
    if (result.status !== 0) throw new Error(`apt-get ${args[0]} failed; ${hint}`)
  }
}

function adminPrefix(name: string, hint: string): string[] {
  if (process.getuid?.() === 0) return []
  if (spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0) return ['sudo', '-n']
  throw new Error(`${name} is not there, and there is no right to install it: ${hint}`)
}
