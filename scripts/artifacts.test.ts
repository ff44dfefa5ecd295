import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { STAGE_PARTS } from '../src/session-server/http/stage-parts.ts'
import { checkArtifacts } from './artifacts.ts'
import { visitorParts } from './build-targets.ts'

let dist: string

function put(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(dist, path)), { recursive: true })
  writeFileSync(join(dist, path), content)
}

beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), 'sidelong-dist-'))
  for (const name of ['loader', 'compat']) put(`visitor/${name}.js`, 'load()')
  for (const name of ['visitor', 'parts', ...visitorParts])
    put(`visitor/0123456789abcdef/${name}.js`, 'visit()')
  put('viewer/stage.js', 'stage()')
  for (const name of STAGE_PARTS) put(`viewer/stage-parts/${name}.js`, 'part()')
})

afterEach(() => rmSync(dist, { recursive: true }))

test('small and clean', () => {
  expect(checkArtifacts(dist).problems).toEqual([])
})

test('over budget', () => {
  put('visitor/loader.js', randomBytes(2_001))
  expect(checkArtifacts(dist).problems).toEqual([expect.stringContaining('loader: 2,')])
})

test.each(visitorParts)('each part has a budget of its own: %s', (name) => {
  put(`visitor/0123456789abcdef/${name}.js`, randomBytes(6_001))
  expect(checkArtifacts(dist).problems).toEqual([expect.stringContaining(`part ${name}: 6,`)])
})

test('the stage has a budget, and so has each of its parts', () => {
  put('viewer/stage.js', randomBytes(15_001))
  put('viewer/stage-parts/looks.js', randomBytes(4_001))
  expect(checkArtifacts(dist).problems).toEqual([
    expect.stringContaining('stage: 15,'),
    expect.stringContaining('stage part looks: 4,'),
  ])
})

test('not built', () => {
  rmSync(join(dist, 'visitor'), { recursive: true })
  expect(checkArtifacts(dist).problems).toEqual(
    [
      'loader',
      'loader for older tags',
      'visitor',
      'table of parts',
      ...visitorParts.map((name) => `part ${name}`),
    ].map((name) => `${name} is not built`),
  )
})

test.each(['eval(x)', 'new Function(x)', 'a.innerHTML=x', 'document.write(x)', '"</script>"'])(
  '%s',
  (code) => {
    put('viewer/stage.js', code)
    expect(checkArtifacts(dist).problems).toHaveLength(1)
  },
)
