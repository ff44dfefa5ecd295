import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LANGUAGES, type Language } from '../protocol/languages.ts'
import type { ViewerFiles } from './http/pages.ts'
import { STAGE_PARTS } from './http/stage-parts.ts'

/** Names of the files that the build puts into the viewer's folder. */
export const VIEWER_FILES: readonly string[] = [
  ...LANGUAGES.map(shellFile),
  'shell.css',
  'stage.js',
  ...STAGE_PARTS.map(partFile),
]

function shellFile(language: Language): string {
  return language === 'en' ? 'shell.js' : `shell.${language.toLowerCase()}.js`
}

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
    shells: Object.fromEntries(LANGUAGES.map((language) => [language, file(shellFile(language))])),
    shellCss: file('shell.css'),
    stageJs: file('stage.js'),
    stageParts: Object.fromEntries(STAGE_PARTS.map((name) => [name, file(partFile(name))])),
  }
}
