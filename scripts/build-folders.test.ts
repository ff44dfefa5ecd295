import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dropOldBuilds } from './build-folders.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sidelong-builds-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function build(name: string, atSeconds: number): void {
  mkdirSync(join(folder, name))
  utimesSync(join(folder, name), atSeconds, atSeconds)
}
const hash = (digit: string) => digit.repeat(16)

test('EM-7: the last three builds stay, by time and not by name', () => {
  for (const [i, digit] of ['d', 'c', 'e', 'a', 'b'].entries()) build(hash(digit), 1_000 + i)
  dropOldBuilds(folder, hash('b'))
  expect(readdirSync(folder).sort()).toEqual([hash('a'), hash('b'), hash('e')])
})

test('EM-7: the current build stays whatever its time, and so does all that is no build', () => {
  build(hash('1'), 1)
  for (const [i, digit] of ['2', '3', '4'].entries()) build(hash(digit), 1_000 + i)
  build('v', 1)
  build('0123', 1)
  dropOldBuilds(folder, hash('1'))
  expect(readdirSync(folder).sort()).toEqual(['0123', hash('1'), hash('3'), hash('4'), 'v'].sort())
})
