import { build, type Rolldown } from 'vite'
import { rootDir } from '../../../scripts/paths.ts'

/** The code of in-page.ts as one script. */
export async function inPageScript(): Promise<string> {
  const built = (await build({
    root: rootDir,
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: { entry: 'test/fuzz/stack/in-page.ts', formats: ['iife'], name: 'fuzz' },
    },
  })) as Rolldown.RolldownOutput[]
  return built[0]?.output[0].code ?? ''
}
