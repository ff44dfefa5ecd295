import { expect, test } from 'vitest'
import { CliError } from './cli-error.ts'
import { parseOptions } from './options.ts'

test('defaults', () => {
  expect(parseOptions([], '/repo')).toEqual({
    siteFolder: '/repo/demo/site',
    settings: [],
    sessionServers: 1,
    port: 8080,
    dataFolder: '/repo/data',
    isJson: false,
    isTls: false,
    hasCrm: false,
  })
})

test('everything given', () => {
  const args = [
    '--site=/s',
    '--set',
    'a=b=c',
    '--set',
    'd=',
    '--session-servers',
    '3',
    '--port',
    '0',
    '--data',
    'memory',
    '--json',
    '--tls',
    '--crm',
  ]
  expect(parseOptions(args, '/repo')).toEqual({
    siteFolder: '/s',
    settings: [
      { key: 'a', value: 'b=c' },
      { key: 'd', value: '' },
    ],
    sessionServers: 3,
    port: 0,
    dataFolder: 'memory',
    isJson: true,
    isTls: true,
    hasCrm: true,
  })
})

test.each([
  [['--port', '-1']],
  [['--port', '65534']],
  [['--port', '1e3']],
  [['--session-servers', '65']],
  [['--set', '=x']],
  [['--data', '']],
  [['--json=yes']],
])('%j is refused', (args) => {
  expect(() => parseOptions(args, '/repo')).toThrow(CliError)
})

test('help', () => {
  expect(parseOptions(['-h'], '/repo')).toBe('help')
})
