import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PLACEMENTS } from '../test/leaks/placements.ts'
import { rootDir } from './paths.ts'
import { checkSecurityTests } from './security-tests.ts'

const MASKS = '| MK-1 | a | `src/a.md` | `test/masks.test.ts` |'

let root: string

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sidelong-security-'))
  put('docs/design/SECURITY.md', '**SA-01** x **SA-02** y')
  put('docs/design/FEATURES.md', '- **MK-1** masks, as MK-2 to MK-7 say, which stand elsewhere')
  put('test/masks.test.ts', `test('MK-1: a', () => {})`)
  put('test/a.test.ts', `test('SA-01: a', () => {})`)
})
afterEach(() => rmSync(root, { recursive: true }))

test('each rule of SECURITY, and each on masking, has a row, whose files test it', () => {
  expect(checkSecurityTests()).toEqual([])
})

test('the table of leak classes names as many placements as the corpus has', () => {
  const text = readFileSync(join(rootDir, 'docs/security-tests.md'), 'utf8')
  for (const letter of 'ABCDEG') {
    const count = PLACEMENTS.filter(({ id }) => id.startsWith(`${letter} `)).length
    expect(text).toMatch(new RegExp(`^\\| ${letter} \\|.*\\b${count} placements`, 'm'))
  }
  expect(text).toContain(`(${PLACEMENTS.filter(({ never }) => never).length} of them are never sent at all`)
})

test.each([
  ['| SA-01 | x | `test/a.test.ts` |', 'SA-02: no row'],
  [
    '| SA-01 | x | `test/a.test.ts` |\n| SA-02 | y | `test/a.test.ts` |',
    'SA-02: no title in test/a.test.ts names it',
  ],
  ['| SA-01 | x | `test/b.test.ts` |\n| SA-02 | y | none yet: z |', 'test/b.test.ts does not exist'],
  [
    '| SA-01 | `test/a.test.ts` | soon |\n| SA-02 | y | none yet |',
    'SA-01: must name tests, or say "none yet"',
  ],
  [
    '| SA-01 | x | `test/a.test.ts` |\n| SA-02 | y | none yet |\n| SA-99 | y | none yet |',
    'SA-99: in no specification',
  ],
])('an untrue table is noticed: %s', (table, problem) => {
  put('docs/security-tests.md', `${table}\n${MASKS}`)
  expect(checkSecurityTests(root)).toEqual([problem])
})

test('a rule on masking without a row is noticed', () => {
  put('docs/security-tests.md', '| SA-01 | x | `test/a.test.ts` |\n| SA-02 | y | none yet: z |')
  expect(checkSecurityTests(root)).toEqual(['MK-1: no row'])
})

test('a true one is not', () => {
  put('docs/security-tests.md', `| SA-01 | x | \`test/a.test.ts\` |\n| SA-02 | y | none yet: z |\n${MASKS}`)
  expect(checkSecurityTests(root)).toEqual([])
})
