import { expect, test } from 'vitest'
import { readEnvironment, unknownNames } from './environment.ts'

const FILES: Record<string, string> = {
  '/etc/web.env':
    '# comment\nSIDELONG_PORT=8443\nSIDELONG_LOG="warn"\nSIDELONG_CLUSTER_SECRET_FILE=/run/secret\n',
  '/etc/typo.env': 'SIDELONG_PROT=1\n',
  '/run/secret': 'abc\n',
}
const readFile = (path: string): string => {
  const text = FILES[path]
  if (text === undefined) throw new Error('ENOENT')
  return text
}
const read = (env: Record<string, string>) => readEnvironment(env, readFile)

test('file, environment over file, secrets from files of their own', () => {
  expect(read({ SIDELONG_CONFIG: '/etc/web.env', SIDELONG_PORT: '9000', SIDELONG_LOG: '' })).toMatchObject({
    SIDELONG_PORT: '9000',
    SIDELONG_LOG: 'warn',
    SIDELONG_CLUSTER_SECRET: 'abc',
  })
})

test.each([
  [{ SIDELONG_CONFIG: '/etc/typo.env' }, '/etc/typo.env: there is no setting SIDELONG_PROT'],
  [{ SIDELONG_CONFIG: '/etc/none' }, 'SIDELONG_CONFIG: /etc/none cannot be read'],
  [{ SIDELONG_AUTH_SECRET_FILE: '/run/none' }, 'SIDELONG_AUTH_SECRET_FILE: /run/none cannot be read'],
  [
    { SIDELONG_AUTH_SECRET: 'x', SIDELONG_AUTH_SECRET_FILE: '/run/secret' },
    'SIDELONG_AUTH_SECRET and SIDELONG_AUTH_SECRET_FILE exclude each other',
  ],
])('one clear line: %o', (env, message) => {
  expect(() => read(env)).toThrow(message)
})

test('names that look like settings and are none', () => {
  const env = { SIDELONG_PROT: '1', SIDELONG_CAPACITY: '1', PATH: '', SIDELONG_SEALING_KEY_FILE: '/x' }
  expect(unknownNames(env)).toEqual(['SIDELONG_PROT'])
  expect(unknownNames(env, 'web')).toEqual(['SIDELONG_PROT', 'SIDELONG_CAPACITY'])
})
