import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lockFolder } from './folder-lock.ts'

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'sidelong-lock-')), 'data')
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true }))

it('ARCHITECTURE 6: a data folder belongs to one process; what a dead one left behind is no obstacle', () => {
  lockFolder(folder)
  lockFolder(folder)
  expect(readFileSync(`${folder}.lock`, 'utf8')).toBe(String(process.pid))
  // The parent is a Node process that lives.
  writeFileSync(`${folder}.lock`, String(process.ppid))
  expect(() => lockFolder(folder)).toThrow(`in use by process ${process.ppid}`)
  for (const stale of ['4194999', 'nonsense', '', '-1', '0']) {
    writeFileSync(`${folder}.lock`, stale)
    lockFolder(folder)
  }
})
