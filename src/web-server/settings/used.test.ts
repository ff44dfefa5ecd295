import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SETTING_KEYS } from './registry.ts'

test('SG-4: every setting that is offered is read somewhere', () => {
  const root = join(import.meta.dirname, '..')
  // Those name settings without obeying them.
  const others = globSync('**/*.ts', { cwd: root }).filter(
    (path) => !/\.test\.ts$|^settings\/(registry|loosening)\.ts$/.test(path),
  )
  const code = others.map((path) => readFileSync(join(root, path), 'utf8')).join('\n')
  expect(SETTING_KEYS.filter((key) => !code.includes(`'${key}'`))).toEqual([])
})
