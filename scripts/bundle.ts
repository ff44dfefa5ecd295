// Bundling with Vite. Loaded only when something has to be built.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import react from '@vitejs/plugin-react'
import { minify } from 'terser'
import { type InlineConfig, type Plugin, type Rolldown, build as viteBuild } from 'vite'
import { LANGUAGES, type Language, type ScriptName, scriptName } from '../src/protocol/languages.ts'
import { STAGE_PARTS, stagePartsPath } from '../src/session-server/http/stage-parts.ts'
import { brotliBytes } from './artifacts.ts'
import { dropOldBuilds } from './build-folders.ts'
import { browserTargets, type TargetName, visitorParts } from './build-targets.ts'
import { leanSources } from './lean-sources.ts'
import { npmPackage } from './npm-package.ts'

const HASH_LENGTH = 16

/** Builds one target into `dist`; returns the files written, relative to `dist`. */
export async function bundle(name: TargetName, root: string, dist: string): Promise<string[]> {
  const write = (path: string, content: string | Uint8Array) => writeWhole(join(dist, path), content)
  switch (name) {
    case 'visitor':
      return bundleVisitor(root, dist, write)
    case 'stage':
      return bundleStage(root, write)
    case 'shell':
      write('viewer/shell.css', await styles(root, 'src/viewer/shell/shell.css'))
      return ['viewer/shell.css', ...(await scriptByLanguage(root, 'shell', write))]
    case 'embed':
      write('viewer/embed.css', await styles(root, 'src/viewer/embed/embed.css'))
      return ['viewer/embed.css', ...(await scriptByLanguage(root, 'embed', write))]
    case 'agent': {
      const module = await esModule(root, 'src/agent/entries/module.ts', {})
      return npmPackage(root, dist, 'agent', readVersion(root), { 'index.js': module })
    }
    case 'guest':
      write('viewer/guest.css', await styles(root, 'src/viewer/guest/guest.css'))
      return ['viewer/guest.css', ...(await scriptByLanguage(root, 'guest', write))]
    case 'console':
      return bundleConsole(root, dist)
    case 'check':
      write('check/check.js', await script(root, 'src/visitor/entries/check.ts'))
      return ['check/check.js']
    case 'database': {
      const { dumpEmptyDatabase } = await import('../src/web-server/db/open.ts')
      write('database/empty.tar.gz', await dumpEmptyDatabase())
      return ['database/empty.tar.gz']
    }
  }
}

/** The same script for each language, with the words of that one alone (VW-10). */
async function scriptByLanguage(
  root: string,
  name: ScriptName,
  write: (path: string, content: string) => void,
): Promise<string[]> {
  const outputs: string[] = []
  for (const language of LANGUAGES) {
    const path = `viewer/${scriptName(name, language)}`
    write(path, await script(root, `src/viewer/entries/${name}.ts`, {}, false, [speaking(language)]))
    outputs.push(path)
  }
  return outputs
}

/** Takes the viewer's words from the file of another language. */
function speaking(language: Language): Plugin {
  return {
    name: 'sidelong-language',
    enforce: 'pre',
    resolveId(source, importer) {
      if (source !== './en.ts' || !importer?.endsWith('/viewer/languages/words.ts')) return null
      return join(dirname(importer), `${language.toLowerCase()}.ts`)
    },
  }
}

async function bundleVisitor(
  root: string,
  dist: string,
  write: (path: string, content: string) => void,
): Promise<string[]> {
  const entry = (name: string, constants?: Record<string, unknown>) =>
    script(root, `src/visitor/entries/${name}.ts`, constants)
  // Each names the next by its hash: loader → visitor.js → parts.js → the parts (docs/decisions/0009).
  const parts: Record<string, string> = {}
  for (const name of visitorParts) parts[name] = await entry(name)
  // The interface is on nearly every page: the visitor script asks for it without the table.
  const { ui = '', ...others } = parts
  const table = await entry('parts', {
    __PARTS__: Object.fromEntries(Object.entries(others).map(([name, code]) => [name, integrity(code)])),
  })
  const visitor = await entry('visitor', {
    __PARTS_INTEGRITY__: integrity(table),
    __UI_INTEGRITY__: integrity(ui),
  })
  const hash = createHash('sha256').update(visitor).digest('hex').slice(0, HASH_LENGTH)
  const links = { __VISITOR_FOLDER__: `${hash}/`, __VISITOR_INTEGRITY__: integrity(visitor) }
  // Small enough to be looked through: it does nothing that depends on `valueOf` or on changed built-ins.
  const loader = await script(root, 'src/visitor/entries/loader.ts', links, true)
  const compat = await entry('compat-loader', links)
  // EM-7: the release that pages can pin. A loader looks for its visitor script beside itself.
  const version = readVersion(root)
  const release = `v/${version}`
  const describe = (name: string, code: string) => ({
    path: `${hash}/${name}.js`,
    integrity: integrity(code),
  })
  const all = Object.entries({ ...parts, parts: table })
  const manifest = {
    version,
    loader: { path: 'loader.js', integrity: integrity(loader, 'sha384') },
    compat: { path: 'compat.js', integrity: integrity(compat, 'sha384') },
    pinned: { path: `${release}/loader.js`, integrity: integrity(loader, 'sha384') },
    visitor: describe('visitor', visitor),
    parts: Object.fromEntries(all.map(([name, code]) => [name, describe(name, code)])),
  }
  const outputs: string[] = []
  const put = (path: string, content: string) => {
    write(`visitor/${path}`, content)
    outputs.push(`visitor/${path}`)
  }
  // Each after what it names.
  for (const folder of ['', `${release}/`]) {
    for (const [name, code] of all) put(`${folder}${hash}/${name}.js`, code)
    put(`${folder}${hash}/visitor.js`, visitor)
    put(`${folder}loader.js`, loader)
    put(`${folder}compat.js`, compat)
  }
  put('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`)
  for (const folder of ['visitor', `visitor/${release}`]) dropOldBuilds(join(dist, folder), hash)
  const scripts = [...all, ['visitor', visitor] as const].map(
    ([name, code]) => [`scripts/${hash}/${name}.js`, code] as const,
  )
  const module = await esModule(root, 'src/visitor/entries/module.ts', links)
  const npm = { 'index.js': module, ...Object.fromEntries(scripts) }
  return [...outputs, ...npmPackage(root, dist, 'visitor', version, npm)]
}

async function bundleStage(root: string, write: (path: string, content: string) => void): Promise<string[]> {
  const parts: Record<string, string> = {}
  for (const name of STAGE_PARTS) parts[name] = await esModule(root, `src/viewer/stage/parts/${name}.ts`, {})
  const paths = Object.keys(parts).map((name) => `viewer/stage-parts/${name}.js`)
  // The stage names the folder of its parts, the session server derives it from what they are.
  const constants = { __STAGE_PARTS__: stagePartsPath(parts) }
  const stage = withImport(unwrapped(await script(root, 'src/viewer/entries/stage.ts', constants)))
  for (const [name, code] of Object.entries(parts)) write(`viewer/stage-parts/${name}.js`, code)
  write('viewer/stage.js', stage)
  return ['viewer/stage.js', ...paths]
}

/** Lists of words and style rules are written over several lines. */
function unwrapped(code: string): string {
  return code.replace(/\\n +/g, ' ')
}

/** See src/viewer/entries/constants.d.ts. */
export function withImport(code: string): string {
  const [before, after, ...others] = code.split('__import(')
  if (after === undefined || others.length > 0) throw new Error('the stage must load its parts in one place')
  return `${before}import(${after}`
}

/** One self-contained, minified IIFE. */
async function script(
  root: string,
  entry: string,
  constants: Record<string, unknown> = {},
  unsafe = false,
  plugins: readonly Plugin[] = [],
): Promise<string> {
  const format: Rolldown.OutputOptions = {
    format: 'iife',
    codeSplitting: false,
    comments: false,
    strict: true, // modules are strict; an IIFE is only when it says so
  }
  const output = await bundleInMemory(root, entry, constants, format, { plugins })
  const [chunk, ...others] = output
  if (chunk?.type !== 'chunk' || others.length > 0) {
    const names = output.map((file) => file.fileName).join(', ')
    throw new Error(`${entry} must become one file, but became ${names}`)
  }
  if (chunk.exports.length > 0)
    throw new Error(`${entry} exports ${chunk.exports.join(', ')}: an entry exports nothing`)
  // Vite's helper for split-off parts gives import() away; a single file has nothing to split off.
  if (chunk.code.includes('vite:preloadError'))
    throw new Error(`${entry} uses import(), which one file cannot`)
  return smaller(chunk.code, unsafe, TIGHT.test(entry) ? WAYS : undefined)
}

/** A module with the exports of its entry. */
async function esModule(root: string, entry: string, constants: Record<string, unknown>): Promise<string> {
  const [chunk, ...others] = await bundleInMemory(
    root,
    entry,
    constants,
    { format: 'es', comments: false },
    { isModule: true },
  )
  if (chunk?.type !== 'chunk' || others.length > 0) throw new Error(`${entry} must become one file`)
  return smaller(chunk.code, false)
}

/** Code in another order compresses otherwise: where every byte counts, the smallest of these is taken. */
const WAYS = [
  {},
  { keep_fargs: false },
  { keep_fargs: false, arrows: false },
  { keep_fargs: false, hoist_funs: true },
  { arrows: false, hoist_funs: true },
  { keep_fargs: false, inline: 1 },
  { keep_fargs: false, inline: 1, arrows: false },
  { keep_fargs: false, conditionals: false },
  { keep_fargs: false, reduce_vars: false },
]

const TIGHT = /\/(loader|visitor|looks)\.ts$/

/** A second minifier after Vite's own: together 4 % smaller, after compression too, than either alone. */
async function smaller(code: string, unsafe: boolean, ways: readonly object[] = [{}]): Promise<string> {
  // Unsafe only for what is called with `new`: no function of ours is.
  const compress = { passes: 3, unsafe, unsafe_arrows: true, unsafe_methods: true }
  let best = ''
  let bestBytes = Number.POSITIVE_INFINITY
  for (const way of ways) {
    let result = code
    // What the first round wrote gives the second something to shorten; a third finds nothing.
    for (let round = 0; round < 2; round++) {
      const options = { ecma: 2020 as const, compress: { ...compress, ...way }, mangle: true }
      const { code: next } = await minify(result, options)
      if (!next) throw new Error('terser returned nothing')
      result = next
    }
    const bytes = brotliBytes(result)
    if (bytes >= bestBytes) continue
    best = result
    bestBytes = bytes
  }
  return best
}

async function styles(root: string, entry: string): Promise<string> {
  const output = await bundleInMemory(root, entry, {}, {})
  const files = output.filter((file) => file.type === 'asset')
  const [file] = files
  if (file === undefined || files.length > 1) throw new Error(`${entry} must become one style sheet`)
  return typeof file.source === 'string' ? file.source : new TextDecoder().decode(file.source)
}

async function bundleInMemory(
  root: string,
  entry: string,
  constants: Record<string, unknown>,
  output: Rolldown.OutputOptions,
  { isModule = false, plugins = [] }: { isModule?: boolean; plugins?: readonly Plugin[] } = {},
): Promise<Rolldown.RolldownOutput['output'][number][]> {
  const result = await viteBuild({
    ...common(root, constants),
    plugins: [...plugins, leanSources()],
    build: {
      ...commonBuild(),
      write: false,
      assetsInlineLimit: Number.MAX_SAFE_INTEGER,
      rolldownOptions: {
        input: join(root, entry),
        output,
        ...(isModule && { preserveEntrySignatures: 'strict' }),
        // The stage's natives are taken from prototypes, each by those who need it.
        ...(/^src\/viewer\/(stage|entries\/stage)/.test(entry) && {
          treeshake: { propertyReadSideEffects: false },
        }),
      },
    },
  })
  const [first] = Array.isArray(result) ? result : [result]
  if (first === undefined || !('output' in first)) throw new Error(`${entry}: Vite returned no output`)
  return [...first.output]
}

async function bundleConsole(root: string, dist: string): Promise<string[]> {
  const outDir = join(dist, 'console')
  await viteBuild({
    ...common(root, {}),
    root: join(root, 'src/console'),
    base: '/agent/',
    plugins: [react()],
    build: {
      ...commonBuild(),
      outDir,
      emptyOutDir: true,
      assetsInlineLimit: 0, // a strict CSP has no data: URLs
      chunkSizeWarningLimit: 1_500,
    },
  })
  return readdirSync(outDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dist.length + 1))
}

function common(root: string, constants: Record<string, unknown>): InlineConfig {
  const all = { __VERSION__: readVersion(root), ...constants }
  return {
    configFile: false,
    envDir: false,
    publicDir: false,
    root,
    mode: 'production',
    logLevel: 'warn',
    define: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, JSON.stringify(value)])),
  }
}

function commonBuild(): NonNullable<InlineConfig['build']> {
  return {
    target: [...browserTargets],
    minify: true,
    sourcemap: false,
    modulePreload: false,
    reportCompressedSize: false,
    copyPublicDir: false,
  }
}

function readVersion(root: string): string {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version
}

/** For `integrity`. Within our own files SHA-256, which is shorter in every loader; sites pin the loader by SHA-384 (EM-7). */
function integrity(content: string, algorithm: 'sha256' | 'sha384' = 'sha256'): string {
  return `${algorithm}-${createHash(algorithm).update(content).digest('base64')}`
}

/** A server that reads meanwhile sees the old file or the new one, never half of it. */
function writeWhole(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, content)
  renameSync(`${path}.new`, path)
}
