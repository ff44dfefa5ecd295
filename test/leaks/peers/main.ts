// `npm run test:leaks -- --peers`: the corpus in front of other recorders, with their strictest settings and with the
// same places marked by their own marks. `PLACES=n` and `LEAK_SEED=k` as for ours.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { rootDir } from '../../../scripts/paths.ts'
import { PEERS, type PeerResult, PLACEMENT_COUNT, runPeer, versionOf } from './run.ts'

const INSTALL_MS = 5 * 60_000

/** Prints a table for the README. */
export async function comparePeers(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const cwd = join(rootDir, 'test/leaks/peers')
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd,
    timeout: INSTALL_MS,
    stdio: 'ignore',
  })
  const options = { seed: Number(env['LEAK_SEED'] ?? 1), perPlacement: Number(env['PLACES'] ?? 4) }
  const rows: string[] = []
  let planted = 0
  for (const peer of PEERS) {
    const strict = await runPeer(peer, true, options)
    const control = await runPeer(peer, false, options)
    planted = strict.planted
    rows.push(
      `| ${peer.name} ${versionOf(peer)} | ${strict.found} | ${strict.placements} | ${classesOf(strict)} | ${control.placements} |`,
    )
    console.error(`${peer.name}: ${strict.byteCount} and ${control.byteCount} bytes searched`)
  }
  console.log(
    [
      `${planted} canaries in ${PLACEMENT_COUNT} placements, seed ${options.seed}, ${new Date().toISOString().slice(0, 10)}`,
      '',
      '| recorder | canaries found | in placements | by class | placements found without masks |',
      '|---|---|---|---|---|',
      ...rows,
    ].join('\n'),
  )
}

function classesOf({ classes }: PeerResult): string {
  const list = Object.entries(classes).sort(([a], [b]) => (a < b ? -1 : 1))
  return list.map(([name, count]) => `${name} ${count}`).join(', ') || '–'
}
