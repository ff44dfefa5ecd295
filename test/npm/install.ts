import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import react from '@vitejs/plugin-react'
import vue from '@vitejs/plugin-vue'
import { build } from 'vite'
import type { PackageName } from '../../scripts/npm-package.ts'
import { rootDir } from '../../scripts/paths.ts'

const here = join(rootDir, 'test/npm/projects')
/** The projects of agents' pages; all others are sites. */
const DESKS = ['desk']
/** Inside the repository: its frameworks, Vite and types are found from there. Only our packages are installed. */
const work = join(rootDir, 'test-results/npm')

export const SITES: readonly string[] = readdirSync(here).filter((name) => !DESKS.includes(name))

/** `npm pack` of what the build has made; the path of the packed file. */
export function pack(name: PackageName): string {
  mkdirSync(work, { recursive: true })
  const [packed] = JSON.parse(
    run('npm', ['pack', join(rootDir, 'dist/npm', name), '--json', '--pack-destination', work], work),
  ) as { filename: string }[]
  if (!packed) throw new Error('npm pack made nothing')
  return join(work, basename(packed.filename))
}

/** Installs the packed file into a copy of the project, as `npm install` does for anybody, without a registry. */
export function install(project: string, packed: string): string {
  const folder = join(work, project)
  rmSync(folder, { recursive: true, force: true })
  cpSync(join(here, project), folder, { recursive: true })
  const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock']
  run('npm', ['install', packed, ...quiet], folder)
  return folder
}

/** Throws with the compiler's words. */
export function checkTypes(folder: string): void {
  run(process.execPath, [join(rootDir, 'node_modules/typescript/bin/tsc'), '-p', folder], folder)
}

/** Builds the project for production, as its framework's own template does; the folder to be served. */
export async function buildProject(folder: string): Promise<string> {
  const outDir = join(folder, 'dist')
  await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    plugins: [react(), vue(), svelte({ configFile: false })],
    build: { outDir, chunkSizeWarningLimit: 10_000 },
  })
  // What somebody does who serves our scripts, too (EM-8).
  const scripts = join(folder, 'node_modules/@sidelong/visitor/scripts')
  if (existsSync(scripts)) cpSync(scripts, join(outDir, 'sidelong'), { recursive: true })
  return outDir
}

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: 120_000,
  })
  if (status !== 0) throw new Error(`${command} ${args[0]}: ${error ?? ''}\n${stdout}\n${stderr}`)
  return stdout
}
