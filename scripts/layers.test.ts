import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Layer } from './layer-table.ts'
import { checkLayers } from './layers.ts'

const none = { folders: [], npm: [], hasNode: false, assets: [], outside: [] }
const table: Record<string, Layer> = {
  base: none,
  visitor: { ...none, folders: ['base'], assets: ['.css'] },
  viewer: { ...none, folders: ['base'] },
  server: { ...none, folders: ['base'], npm: ['ws', '@scope/one'], hasNode: true },
  cli: { ...none, folders: ['base', 'server'], hasNode: true, outside: ['scripts/build.ts'] },
}

let root: string

function put(path: string, text = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function check(files: Record<string, string>): string[] {
  for (const [path, text] of Object.entries(files)) put(path, text)
  return checkLayers(root, table)
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sidelong-layers-'))
  for (const name of Object.keys(table)) put(`src/${name}/a.ts`, 'export const a = 1')
  put('scripts/build.ts')
  put('package.json', JSON.stringify({ dependencies: { ws: '1', '@scope/one': '1', left: '1' } }))
})

afterEach(() => rmSync(root, { recursive: true }))

describe('allowed', () => {
  test.each([
    ['src/visitor/b.ts', `import { a } from '../base/a.ts'; import './a.ts'`],
    ['src/visitor/b.ts', `import css from './b.css?inline'`],
    ['src/server/b.ts', `import 'node:fs'; import { x } from 'ws/lib/x'; export * from '@scope/one/deep'`],
    ['src/cli/b.ts', `import '../server/a.ts'; import { build } from '../../scripts/build.ts'`],
    ['src/base/b.test.ts', `import 'vitest'; import 'fast-check'; import 'node:crypto'; import './a.ts'`],
    ['src/base/b.ts', `// import '../viewer/a.ts'\nconst text = "import 'ws'"`],
  ])('%s %s', (path, text) => {
    expect(check({ 'src/visitor/b.css': '', [path]: text })).toEqual([])
  })
})

describe('forbidden', () => {
  test.each([
    ['src/visitor/b.ts', `import '../viewer/a.ts'`, 'visitor may not import viewer'],
    ['src/base/b.ts', `import type { A } from '../server/a.ts'`, 'base may not import server'],
    ['src/base/b.ts', `type A = import('../server/a.ts').A`, 'base may not import server'],
    ['src/base/b.ts', `export * from '../server/a.ts'`, 'base may not import server'],
    ['src/base/b.ts', `export { a } from '../server/a.ts'`, 'base may not import server'],
    ['src/base/b.ts', `const a = () => import('../server/a.ts')`, 'base may not import server'],
    ['src/server/b.ts', `const a = (path: string) => import(path)`, 'computed path'],
    ['src/base/b.ts', `/// <reference types="node" />`, 'base may not import the package node'],
    ['src/visitor/b.ts', `import 'node:fs'`, `may not import Node's node:fs`],
    ['src/visitor/b.tsx', `import 'fs'`, `may not import Node's fs`],
    ['src/server/b.ts', `import 'fs'`, 'write node:fs'],
    ['src/visitor/b.ts', `import 'ws'`, 'visitor may not import the package ws'],
    ['src/server/b.ts', `import '@scope/two'`, 'may not import the package @scope/two'],
    ['src/server/b.ts', `import 'vitest'`, 'may not import the package vitest'],
    ['src/server/b.ts', `import '/etc/passwd'`, 'cannot import /etc/passwd'],
    ['src/server/b.ts', `import 'https://example.com/x.js'`, 'cannot import https:'],
    ['src/visitor/b.ts', `import './a'`, 'needs its extension'],
    ['src/visitor/b.ts', `import './a.js'`, 'needs its extension'],
    ['src/viewer/b.ts', `import './a.css'`, 'needs its extension'],
    ['src/visitor/b.ts', `import './gone.ts'`, 'src/visitor/gone.ts does not exist'],
    ['src/server/b.ts', `import '../../scripts/build.ts'`, 'server may not import scripts/build.ts'],
    ['src/base/b.browser.test.ts', `import 'node:fs'`, `may not import Node's node:fs`],
    ['src/base/b.test.ts', `import '../server/a.ts'`, 'base may not import server'],
    ['src/base/b.ts', `import './b.test.ts'`, 'may not import the test'],
  ])('%s %s', (path, text, problem) => {
    const problems = check({ 'src/base/b.test.ts': '', [path]: `\n${text}` })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(problem)
    expect(problems[0]).toContain(`${path}:2: `)
  })
})

describe('the table itself', () => {
  test('a row whose folder is missing is stale', () => {
    rmSync(join(root, 'src/viewer'), { recursive: true })
    expect(check({})).toEqual(['layer table: stale row: src/viewer does not exist'])
  })

  test('a folder without a row', () => {
    expect(check({ 'src/extra/a.ts': '' })).toEqual(['src/extra: has no row in the layer table'])
  })

  test('a file outside every folder', () => {
    expect(check({ 'src/main.ts': `import 'node:fs'` })).toEqual(['src/main.ts: belongs into a folder'])
  })

  test('a package or outside file that is gone is stale', () => {
    rmSync(join(root, 'scripts/build.ts'))
    expect(check({ 'package.json': '{ "dependencies": { "ws": "1" } }' })).toEqual([
      'layer table: stale entry in server: @scope/one is not in "dependencies"',
      'layer table: stale entry in cli: scripts/build.ts does not exist',
    ])
  })
})
