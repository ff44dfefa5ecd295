// The static checks: layers, types, lint and format, forbidden patterns. `npm run check`.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { checkLayers } from './layers.ts'
import { rootDir } from './paths.ts'
import { runTool } from './processes.ts'
import { checkForbidden, describeRules } from './rules.ts'
import { isTestFile, listFiles } from './source-files.ts'

export type CheckResult = { name: string; isOk: boolean; output: string; tookMs: number }

/** `tsc` itself uses several cores, and small machines have two. */
const PARALLEL_TSC = 2

/** Runs all checks in order, calling `onResult` for each as it ends; a failed check does not stop the others. */
export async function runChecks(
  onResult: (result: CheckResult) => void = printResult,
): Promise<CheckResult[]> {
  const results: CheckResult[] = []
  const run = async (name: string, check: () => string[] | Promise<string[]>) => {
    const result = await timed(name, check)
    results.push(result)
    onResult(result)
  }
  await run('layers', () => checkLayers())
  const waiting = typeProjects()
  await Promise.all(
    Array.from({ length: PARALLEL_TSC }, async () => {
      for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
        const project = folder
        await run(`types ${project}`, () => tsc(project))
      }
    }),
  )
  await run('lint and format', biome)
  await run('forbidden patterns', () => checkForbidden())
  // Loads a parser, which takes longer than the others.
  await run('public API', async () => (await import('./public-api.ts')).checkPublicApi())
  return results
}

export function printResult({ name, isOk, output, tookMs }: CheckResult): void {
  console.log(`${isOk ? 'ok    ' : 'FAILED'} ${name} (${Math.round(tookMs)} ms)`)
  if (output) console.log(output.replace(/^/gm, '    '))
}

/** Runs one check: the lines that it returns, or what it throws, are its problems. */
export async function timed(name: string, check: () => string[] | Promise<string[]>): Promise<CheckResult> {
  const start = performance.now()
  const problems = await Promise.resolve()
    .then(check)
    .catch((error: unknown) => [error instanceof Error ? error.message : String(error)])
  return { name, isOk: problems.length === 0, output: problems.join('\n'), tookMs: performance.now() - start }
}

function typeProjects(): string[] {
  const layers = readdirSync(join(rootDir, 'src')).map((name) => `src/${name}`)
  // tsc calls an empty project an error; the layer check is what notices missing folders.
  const hasCode = (folder: string) =>
    listFiles(rootDir, folder, ['.ts', '.tsx']).some((path) => !isTestFile(path))
  return [...[...layers, 'bench'].filter(hasCode), 'test', 'scripts']
}

async function tsc(folder: string): Promise<string[]> {
  if (!existsSync(join(rootDir, folder, 'tsconfig.json'))) return [`${folder}/tsconfig.json is missing`]
  return runTool('node_modules/typescript/bin/tsc', ['--noEmit', '--pretty', 'false', '-p', folder])
}

async function biome(): Promise<string[]> {
  return runTool('node_modules/@biomejs/biome/bin/biome', [
    'check',
    '--error-on-warnings',
    '--diagnostic-level=warn',
    '--no-errors-on-unmatched',
    '--max-diagnostics=200',
    '--reporter=concise',
  ])
}

if (import.meta.main) {
  const results = await runChecks()
  console.log(describeRules())
  const failed = results.filter((result) => !result.isOk).map((result) => result.name)
  console.log(failed.length > 0 ? `FAILED: ${failed.join(', ')}` : 'all checks passed')
  process.exitCode = failed.length > 0 ? 1 : 0
}
