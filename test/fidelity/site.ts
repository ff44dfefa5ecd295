import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import react from '@vitejs/plugin-react'
import vue from '@vitejs/plugin-vue'
import { build } from 'vite'
import { rootDir } from '../../scripts/paths.ts'
import { copySwagger } from '../support/swagger.ts'

const here = join(rootDir, 'test/fidelity')
const packageFolder = (name: string): string => join(rootDir, 'node_modules', name)

let site: Promise<string> | null = null

/** One customer's site with the whole corpus: `apps/` as built, `pages/` as written, `packages/` as npm ships them. */
export function corpusSite(): Promise<string> {
  site ??= makeCorpusSite()
  return site
}

async function makeCorpusSite(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sidelong-corpus-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  await buildApps(folder)
  cpSync(join(here, 'pages'), join(folder, 'pages'), { recursive: true })
  for (const name of ['startbootstrap-sb-admin-2', 'reveal.js', 'jquery-ui-dist'])
    cpSync(packageFolder(name), join(folder, 'packages', name), { recursive: true, filter: isWanted })
  copySwagger(join(folder, 'packages/swagger-ui-dist'))
  const fonts = join(folder, 'packages/startbootstrap-sb-admin-2/vendor/fontawesome-free/webfonts')
  cpSync(fonts, join(folder, 'pages/fonts'), { recursive: true })
  return folder
}

/** Packages' own packages and sources are of no use to a browser. */
const isWanted = (path: string): boolean => !/\/(scss|src)$|\.map$/.test(path)

/** All apps in one go, as their frameworks' own tools would build them for production. */
async function buildApps(folder: string): Promise<void> {
  const root = join(here, 'apps')
  const names = readdirSync(root)
  await build({
    root,
    base: '/apps/',
    configFile: false,
    logLevel: 'error',
    plugins: [react({ include: /\.jsx$/ }), vue(), svelte({ configFile: false })],
    build: {
      outDir: join(folder, 'apps'),
      emptyOutDir: true,
      chunkSizeWarningLimit: 10_000,
      rolldownOptions: {
        input: Object.fromEntries(names.map((name) => [name, join(root, name, 'index.html')])),
      },
    },
  })
}

if (import.meta.main) console.log(await corpusSite())
