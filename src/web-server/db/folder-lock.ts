import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Keeps a second process out of a PGlite folder: two at once destroy it. The file beside the folder names the process;
 * it is not taken away at the end, for a process that is gone holds nothing.
 */
export function lockFolder(folder: string): void {
  const path = `${folder}.lock`
  const holder = Number(readTextIfAny(path))
  if (holder !== process.pid && isNodeProcess(holder)) {
    throw new Error(
      `the data folder ${folder} is in use by process ${holder} (if that is not so, delete ${path})`,
    )
  }
  writeFileSync(path, String(process.pid), { mode: 0o600 })
}

/** After a crash the number may belong to a stranger, which Linux can tell. */
function isNodeProcess(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  const commandLine = readTextIfAny(`/proc/${pid}/cmdline`)
  return commandLine === '' || commandLine.includes('node')
}

function readTextIfAny(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
