import { join } from 'node:path'
import { build } from 'vite'
import { browserTargets } from '../scripts/build-targets.ts'
import { rootDir } from '../scripts/paths.ts'

/** Bundles `entry` (a path from the repository) into one minified script, in memory. */
export async function bundleScript(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    envDir: false,
    publicDir: false,
    root: rootDir,
    mode: 'production',
    logLevel: 'error',
    build: {
      write: false,
      target: [...browserTargets],
      minify: true,
      modulePreload: false,
      reportCompressedSize: false,
      copyPublicDir: false,
      rolldownOptions: {
        input: join(rootDir, entry),
        output: { format: 'iife', codeSplitting: false },
      },
    },
  })
  const [first] = Array.isArray(result) ? result : [result]
  const chunk = first && 'output' in first ? first.output[0] : undefined
  if (chunk?.type !== 'chunk') throw new Error(`nothing was built from ${entry}`)
  return chunk.code
}
