import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LANGUAGES, scriptName } from '../protocol/languages.ts'
import type { ViewerFiles } from './http/pages.ts'
import { STAGE_PARTS } from './http/stage-parts.ts'

/** Names of the files that the build puts into the viewer's folder. */
export const VIEWER_FILES: readonly string[] = [
  ...LANGUAGES.map((language) => scriptName('shell', language)),
  'shell.css',
  'stage.js',
  ...STAGE_PARTS.map(partFile),
]

function partFile(name: string): string {
  return `stage-parts/${name}.js`
}

/** What the build put into `folder`. Throws what `readText` throws. */
export function readViewerFiles(
  folder: string,
  readText: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): ViewerFiles {
  const file = (name: string): string => readText(join(folder, name))
  return {
    shells: Object.fromEntries(LANGUAGES.map((language) => [language, file(scriptName('shell', language))])),
    shellCss: file('shell.css'),
    stageJs: file('stage.js'),
    stageParts: Object.fromEntries(STAGE_PARTS.map((name) => [name, file(partFile(name))])),
  }
}
