import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ViewerFiles } from './http/pages.ts'
import { STAGE_PARTS } from './http/stage-parts.ts'

/** Names of the files that the build puts into the viewer's folder. */
export const VIEWER_FILES: readonly string[] = [
  'shell.js',
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
    shellJs: file('shell.js'),
    shellCss: file('shell.css'),
    stageJs: file('stage.js'),
    stageParts: Object.fromEntries(STAGE_PARTS.map((name) => [name, file(partFile(name))])),
  }
}
