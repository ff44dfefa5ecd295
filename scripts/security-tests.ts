// docs/security-tests.md says which test proves which rule; here it is held to that.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootDir } from './paths.ts'
import { rulesInTitles } from './rules.ts'

/** What has to have a row: by its ids, and where they are defined. */
const SPECIFICATIONS = [
  ['docs/design/SECURITY.md', /\b[SR]A-\d+\b/g],
  ['docs/design/FEATURES.md', /(?<=\*\*)MK-\d+(?=\*\*)/g],
] as const
const TABLE = 'docs/security-tests.md'
/** What a row says instead of files. */
const NONE = 'none yet'

type Row = { readonly id: string; readonly files: readonly string[]; readonly isMissing: boolean }

/** One line per untruth in the tables: an id without a row, a file that is not there or does not test the id. */
export function checkSecurityTests(root: string = rootDir): string[] {
  const read = (path: string): string => readFileSync(join(root, path), 'utf8')
  const wanted = new Set(SPECIFICATIONS.flatMap(([path, ids]) => read(path).match(ids) ?? []))
  const rows = rowsOf(read(TABLE))
  const problems = [...wanted].filter((id) => !rows.some((row) => row.id === id)).map((id) => `${id}: no row`)
  for (const { id, files, isMissing } of rows) {
    if (!wanted.has(id)) problems.push(`${id}: in no specification`)
    if (isMissing === files.length > 0) problems.push(`${id}: must name tests, or say "${NONE}"`)
    for (const file of files) {
      if (existsSync(join(root, file)) && !rulesInTitles(read(file)).includes(id))
        problems.push(`${id}: no title in ${file} names it`)
    }
  }
  // The other tables name files, too.
  const named = new Set(
    [...read(TABLE).matchAll(/`((?:src|test|scripts)\/[^`]+\.tsx?)`/g)].map(([, file = '']) => file),
  )
  for (const file of named) if (!existsSync(join(root, file))) problems.push(`${file} does not exist`)
  return problems
}

function rowsOf(text: string): Row[] {
  return [...text.matchAll(/^\| ((?:[SR]A|MK)-\d+) \|(.*)\|$/gm)].map(([, id = '', cells = '']) => {
    const last = cells.split('|').at(-1) ?? ''
    const files = [...last.matchAll(/`([^`]+\.tsx?)`/g)].map(([, file = '']) => file)
    return { id, files, isMissing: last.trim().startsWith(NONE) }
  })
}
