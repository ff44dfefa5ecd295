import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rootDir } from './paths.ts'
import { SHORT_NAMES, shortenNames } from './short-names.ts'

/** What is read by somebody who was not built together with the rest. */
const FOREIGN =
  /^src\/(protocol\/(?!codec\/|envelope|limits)|base\/|node\/|\w+-server\/|console\/|agent\/public|viewer\/(shell|entries|embed|guest)\/|viewer\/[\w-]*messages\.ts|viewer\/stage\/(stage|parts\/(frames|hand))\.ts|visitor\/(api|check|frames|loader|ui)\/|visitor\/boot\/(state-codec|state-store|start-params))/

const words = (code: string): string[] => code.match(/[A-Za-z_$][\w$]*/g) ?? []

function sources(): [path: string, code: string][] {
  return readdirSync(join(rootDir, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.ts$|testing/.test(path))
    .map((path) => [`src/${path}`, withoutComments(readFileSync(join(rootDir, 'src', path), 'utf8'))])
}

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"])\/\/.*$/gm, '$1')
}

describe('names that are shortened', () => {
  test('are none of the browser or the language', () => {
    const folder = join(rootDir, 'node_modules/@typescript/typescript-linux-x64/lib')
    const known = new Set<string>()
    for (const name of readdirSync(folder).filter((one) => /^lib\..*\.d\.ts$/.test(one)))
      for (const word of words(withoutComments(readFileSync(join(folder, name), 'utf8')))) known.add(word)
    expect(known.has('attachShadow')).toBe(true)
    expect(SHORT_NAMES.filter((name) => known.has(name))).toEqual([])
  })

  test('are in no message, in nothing that is stored, in no API', () => {
    const foreign = new Set(sources().flatMap(([path, code]) => (FOREIGN.test(path) ? words(code) : [])))
    expect(foreign.has('generation')).toBe(true)
    expect(SHORT_NAMES.filter((name) => foreign.has(name))).toEqual([])
  })

  test('are in no string', () => {
    const quoted = new Set<string>()
    // What a type picks is gone before anything runs.
    for (const [, code] of sources())
      for (const [string] of code
        .replace(/\b(Pick|Omit)<[^>]*>/g, '')
        .replace(/^import .*$/gm, '')
        .matchAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g))
        for (const word of words(string)) quoted.add(word)
    expect(quoted.has('insertRule')).toBe(true)
    expect(SHORT_NAMES.filter((name) => quoted.has(name))).toEqual([])
  })

  test('are used, once in the list, and become names that differ', () => {
    const used = new Set(sources().flatMap(([, code]) => words(code)))
    expect(SHORT_NAMES.filter((name) => !used.has(name))).toEqual([])
    const short = SHORT_NAMES.map(shortenNames)
    expect(new Set(short).size).toBe(SHORT_NAMES.length)
    expect(short.filter((name) => !/^[_$][a-zA-Z]$/.test(name) || used.has(name))).toEqual([])
  })
})
