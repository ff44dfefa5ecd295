import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkForbidden, countRules } from './rules.ts'

let root: string

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sidelong-rules-'))
})

afterEach(() => rmSync(root, { recursive: true }))

test.each([
  ['src/base/a.ts', 'const a = b as any', 'as any'],
  ['src/base/a.ts', 'const a = b as unknown as any[]', 'as any'],
  ['src/base/a.test.ts', 'const a = <any>b', 'as any'],
  ['src/base/a.ts', '// @ts-ignore\nconst a = 1', '@ts-ignore'],
  ['src/viewer/a.ts', 'a.innerHTML = b', 'innerHTML'],
  ['src/viewer/a.ts', 'a["outerHTML"]', 'innerHTML'],
  ['src/console/a.tsx', 'const a = <p dangerouslySetInnerHTML={b} />', 'innerHTML'],
  ['src/visitor/a.ts', 'console.log(1)', 'console.log'],
  ['src/visitor/capture/a.ts', 'const a = b as Masked', 'cast into Masked'],
  ['src/visitor/capture/a.ts', 'const a = b as unknown as Masked<string>', 'cast into Masked'],
  ['src/visitor/capture/a.ts', 'function f(a: unknown): a is Masked { return true }', 'cast into Masked'],
  ['src/visitor/capture/a.ts', 'const a = <Masked>b', 'cast into Masked'],
  ['src/visitor/capture/a.ts', 'const a = { t: b } as { t: Masked }', 'cast into Masked'],
  ['src/visitor/boot/a.ts', 'const a = [b] as unknown as readonly Masked[]', 'cast into Masked'],
  ['src/visitor/capture/a.ts', 'type M = Masked', 'Masked by another name'],
  ['src/visitor/capture/a.ts', 'type M = Masked & { a: 1 }', 'Masked by another name'],
  [
    'src/visitor/capture/a.ts',
    "import { type Masked as M } from '../privacy/masked.ts'",
    'Masked by another name',
  ],
  ['src/visitor/capture/a.ts', "import { pass } from '../privacy/masked.ts'", 'Masked by another name'],
  ['src/visitor/capture/a.ts', 'writer.text(constant(node.data))', 'only words of our own'],
  ['src/visitor/capture/a.ts', 'writer.text(node.data as never)', 'fits everything'],
  ['src/visitor/capture/a.ts', 'writer.text(node.data as typeof MASKED_VALUE)', 'fits everything'],
  ['src/visitor/capture/a.ts', 'writer.text(a as ReturnType<typeof privacy.text>)', 'fits everything'],
  ['src/visitor/capture/a.ts', 'writer.text(JSON.parse(a))', 'JSON.parse'],
])('%s: %s', (path, text, problem) => {
  put(path, text)
  expect(checkForbidden(root)).toEqual([expect.stringContaining(problem)])
})

test.each([
  ['src/base/a.ts', '// as any, innerHTML, console.log'],
  ['src/viewer/a.browser.test.ts', 'a.innerHTML = b'],
  ['src/cli/a.ts', 'console.log(1)'],
  ['src/visitor/privacy/a.ts', 'const a = b as Masked'],
  ['src/visitor/capture/a.ts', 'const a: Masked = mask(b); const c = d as MaskedNode'],
  ['src/visitor/capture/a.ts', "writer.text(constant('…')); type Kept = [name: Masked, value: Masked]"],
])('allowed: %s: %s', (path, text) => {
  put(path, text)
  expect(checkForbidden(root)).toEqual([])
})

test('rule ids come from the titles of tests only', () => {
  put(
    'src/base/a.test.ts',
    `test('MK-7, MK-10 masks', () => { f('ZZ-1') }); it.each([1])(\`CO-2 %s\`, () => {}); test.each(Object.keys(a))('CO-3', f)`,
  )
  put('docs/design/FEATURES.md', '- **MK-7** x **MK-8** y')
  expect(countRules(root)).toEqual({ tested: ['CO-2', 'CO-3', 'MK-7', 'MK-10'], defined: ['MK-7', 'MK-8'] })
})
