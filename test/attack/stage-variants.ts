// The stage built without one of its own defences.
import { join } from 'node:path'
import { build } from 'vite'
import { withImport } from '../../scripts/bundle.ts'
import { rootDir } from '../../scripts/paths.ts'
import { stagePartsPath } from '../../src/session-server/http/stage-parts.ts'
import { readViewerFiles } from '../../src/session-server/viewer-files.ts'

/** What becomes of a function: its first line, and what comes right after it. */
type Change = { readonly file: string; readonly after: RegExp; readonly insert: string }

/** No list of elements or attributes, and nothing that keeps the agent's hand from the page. */
const WITHOUT_LISTS: readonly Change[] = [
  { file: 'tree/allowed-elements.ts', after: /export function safeName\([^{]*\{/, insert: 'return tag;' },
  {
    file: 'tree/element-attributes.ts',
    after: /export function judgeAttribute\([^{]*\{/,
    insert: 'return { name: attribute, value };',
  },
  { file: 'stage/inert-events.ts', after: /export function makeInert\([^{]*\{/, insert: 'return;' },
]

export async function stageWithoutLists(): Promise<string> {
  const left = new Set(WITHOUT_LISTS)
  const { stageParts } = readViewerFiles(join(rootDir, 'dist/viewer'))
  const result = await build({
    configFile: false,
    envDir: false,
    publicDir: false,
    root: rootDir,
    logLevel: 'error',
    define: { __VERSION__: '"test"', __STAGE_PARTS__: JSON.stringify(stagePartsPath(stageParts)) },
    plugins: [
      {
        name: 'without-lists',
        enforce: 'pre',
        transform(code, id) {
          const change = WITHOUT_LISTS.find(({ file }) => id.endsWith(file))
          if (!change) return null
          const changed = code.replace(change.after, (head) => `${head}\n  ${change.insert}`)
          if (changed !== code) left.delete(change)
          return changed
        },
      },
    ],
    build: {
      write: false,
      minify: false,
      modulePreload: false,
      rolldownOptions: {
        input: join(rootDir, 'src/viewer/entries/stage.ts'),
        output: { format: 'iife', codeSplitting: false, strict: true },
      },
    },
  })
  if (left.size > 0) throw new Error(`not found: ${[...left].map(({ file }) => file).join(', ')}`)
  const [first] = Array.isArray(result) ? result : [result]
  const chunk = first && 'output' in first ? first.output[0] : null
  if (chunk?.type !== 'chunk') throw new Error('the stage did not become one file')
  return withImport(chunk.code)
}
