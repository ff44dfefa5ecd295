import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rootDir } from './paths.ts'
import { checkPublicApi, fillTables, readTypes, visitorTables } from './public-api.ts'

const read = (path: string) => readFileSync(join(rootDir, path), 'utf8')
const codesIn = (text: string) =>
  [...text.matchAll(/'([a-z-]+)'|`([a-z-]+)`/g)].map(([, a, b]) => a ?? b ?? '')
const CODES = codesIn(
  /export type ErrorCode =([^;]*?)\n\n/.exec(read('src/visitor/api/public.ts'))?.[1] ?? '',
)

describe('AP-5', () => {
  test('reports and reference tables are what the types say', () => {
    expect(checkPublicApi()).toEqual([])
  })

  test('a table is made of members, their types and their comments', () => {
    const types = readTypes(`
      /** not this */
      export interface TagOptions {
        /**
         * your group
         * @values digits, required
         */
        groupId: number
        other?: 'a' | 'b'
      }
      export interface SidelongApi { /** starts */ start(to: { url: string; how?: number }, x?: string): Promise<void>; readonly ui: UiApi }
      export interface UiApi { readonly loaded: boolean }
      export interface Events {
        /** came */
        'agent-joined': {
          id: string
          b: 1 | 2
        }
      }`)
    const tables = visitorTables(types)
    expect(tables.attributes).toContain(
      '| `data-groupid` | digits, required | your group |\n| `data-other` | | |',
    )
    expect(tables.members).toContain(
      '| `start({ url, how? }, x?)` | `Promise<void>` | starts |\n| `ui.loaded` | `boolean` | |',
    )
    expect(tables.events).toContain('| `agent-joined` | `{ id: string, b: 1 \\| 2 }` | came |')
    expect(types.report).not.toContain('starts')
    expect(fillTables('a\n<!-- t: x -->\nold\n<!-- /t -->\nb', { t: 'new\n' })).toBe(
      'a\n<!-- t: x -->\n\nnew\n\n<!-- /t -->\nb',
    )
    expect(() => fillTables('', { t: '' })).toThrow('"t" is missing')
  })
})

describe('ER-1', () => {
  test('the docs explain each code that a page can meet, and no other', () => {
    const page = read('docs/site-developer.md')
    const table = page.slice(page.indexOf('| code | cause |'), page.indexOf('The agent sees only a hatched'))
    const explained = [...table.matchAll(/^\| ([^|]*) \|/gm)].flatMap(([, cell = '']) => codesIn(cell))
    expect(explained.toSorted()).toEqual(CODES.toSorted())
  })

  test('each of them is expected by a test', () => {
    const tests = globSync(['src/visitor/**/*.test.ts', 'test/{e2e,contract,mirror}/**/*.test.ts'], {
      cwd: rootDir,
    })
    const all = tests.map(read).join('\n')
    expect(CODES.filter((code) => !new RegExp(`[^\\w-]${code}[^\\w-]`).test(all))).toEqual([])
  })
})
