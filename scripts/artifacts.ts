// Checks of what was built: size budgets and forbidden strings.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { budgets, forbiddenStrings } from './build-targets.ts'

export type ArtifactReport = { sizes: string[]; problems: string[] }

export function checkArtifacts(dist: string): ArtifactReport {
  const files = existsSync(dist) ? filesBelow(dist) : []
  const sized = budgets.map(({ file, name, maxBytes }) => {
    const path = newest(
      dist,
      files.filter((candidate) => file.test(candidate)),
    )
    if (path === undefined) return { size: `${name}: not built`, problem: `${name} is not built` }
    const bytes = brotliBytes(readFileSync(join(dist, path)))
    const size = `${name}: ${count(bytes)} of ${count(maxBytes)} bytes (brotli)`
    return { size, problem: bytes > maxBytes ? `${size}: over budget` : undefined }
  })
  return {
    sizes: sized.map(({ size }) => size),
    problems: [...sized.flatMap(({ problem }) => problem ?? []), ...findForbidden(dist, files)],
  }
}

/** Earlier builds stay for a while beside the current one. */
function newest(dist: string, files: readonly string[]): string | undefined {
  const timeOf = (path: string): number => statSync(join(dist, path)).mtimeMs
  return files.toSorted((a, b) => timeOf(b) - timeOf(a))[0]
}

function findForbidden(dist: string, files: readonly string[]): string[] {
  return forbiddenStrings.flatMap(({ files: pattern, strings }) =>
    files
      .filter((path) => pattern.test(path))
      .flatMap((path) => {
        const content = readFileSync(join(dist, path), 'utf8')
        return strings.flatMap((text) => {
          const at = content.indexOf(text)
          return at < 0 ? [] : [`${path} contains ${text}: …${content.slice(Math.max(0, at - 40), at + 40)}…`]
        })
      }),
  )
}

function filesBelow(dist: string): string[] {
  return readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(dist.length + 1)
        .replaceAll('\\', '/'),
    )
}

/** As a server would send it. */
export function brotliBytes(content: Buffer | string): number {
  return brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length
}

function count(bytes: number): string {
  return bytes.toLocaleString('en')
}
