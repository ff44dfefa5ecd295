import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CliError } from './cli-error.ts'
import { openDataFolder } from './data-folder.ts'

const scratch = (): string => join(mkdtempSync(join(tmpdir(), 'sidelong-data-')), 'a', 'b')

test('secrets are made once, for the owner alone', () => {
  const folder = scratch()
  const first = openDataFolder(folder)
  first.release()
  const second = openDataFolder(folder)
  expect(second.secrets).toEqual(first.secrets)
  expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600)
  expect(first.secrets.agentPassword).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/)
  second.release()
})

test('memory: other secrets each time', () => {
  expect(openDataFolder('memory').secrets).not.toEqual(openDataFolder('memory').secrets)
})

test('a lock of a process that is gone does not count', () => {
  const folder = scratch()
  openDataFolder(folder)
  writeFileSync(join(folder, 'start.lock'), '4194000')
  openDataFolder(folder).release()
})

test('secrets that cannot be read are not replaced', () => {
  const folder = scratch()
  openDataFolder(folder).release()
  const path = join(folder, 'secrets.json')
  writeFileSync(path, '{"clusterSecret":"short"}')
  expect(() => openDataFolder(folder)).toThrow(CliError)
  expect(readFileSync(path, 'utf8')).toBe('{"clusterSecret":"short"}')
})
