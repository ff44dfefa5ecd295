import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkSecurityTests } from './security-tests.ts'

let root: string

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sidelong-security-'))
  put('docs/design/SECURITY.md', '**SA-01** x **SA-02** y')
  put('test/a.test.ts', `test('SA-01: a', () => {})`)
})
afterEach(() => rmSync(root, { recursive: true }))

test('each rule of SECURITY has a row, whose files test it', () => {
  expect(checkSecurityTests()).toEqual([])
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
    'SA-99: not in docs/design/SECURITY.md',
  ],
])('an untrue table is noticed: %s', (table, problem) => {
  put('docs/security-tests.md', table)
  expect(checkSecurityTests(root)).toEqual([problem])
})

test('a true one is not', () => {
  put('docs/security-tests.md', '| SA-01 | x | `test/a.test.ts` |\n| SA-02 | y | none yet: z |')
  expect(checkSecurityTests(root)).toEqual([])
})
