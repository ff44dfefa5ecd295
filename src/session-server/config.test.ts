import { expect, test } from 'vitest'
import { readSettings } from './config.ts'

const GOOD = {
  SIDELONG_SERVER_ID: 's1',
  SIDELONG_CLUSTER_SECRET: Buffer.alloc(32, 1).toString('base64url'),
  SIDELONG_CONSOLE_URL: 'http://localhost:8080',
}

test('what is not said has a default', () => {
  expect(readSettings(GOOD)).toMatchObject({
    serverId: 's1',
    host: '127.0.0.1',
    port: 8081,
    publicUrl: 'http://localhost:8081',
    consoleUrl: 'http://localhost:8080/',
    capacity: 500,
    trustedProxies: [],
    logLevel: 'info',
  })
  expect(readSettings({ ...GOOD, SIDELONG_PORT: '0' }).publicUrl).toBe('http://localhost:0')
})

test.each([
  [{ SIDELONG_SERVER_ID: '' }, 'SIDELONG_SERVER_ID: is missing'],
  [{ SIDELONG_SERVER_ID: 'a b' }, 'SIDELONG_SERVER_ID: has a form that is not allowed'],
  [{ SIDELONG_CLUSTER_SECRET: 'short' }, 'SIDELONG_CLUSTER_SECRET: must be base64url of at least 32 bytes'],
  [{ SIDELONG_PORT: '70000' }, 'SIDELONG_PORT: must be a whole number from 0 to 65535'],
  [{ SIDELONG_PORT: '1e3' }, 'SIDELONG_PORT: must be a whole number from 0 to 65535'],
  [{ SIDELONG_CAPACITY: '0' }, 'SIDELONG_CAPACITY: must be a whole number from 1 to 1000000'],
  [{ SIDELONG_CONSOLE_URL: 'javascript:alert(1)' }, 'SIDELONG_CONSOLE_URL: must begin with https: or http:'],
  [{ SIDELONG_PUBLIC_URL: 'https://a.test/path' }, 'SIDELONG_PUBLIC_URL: must be an origin without a path'],
  [{ SIDELONG_LOG: 'loud' }, 'SIDELONG_LOG: must be one of trace, debug, info, warn, error, fatal, silent'],
  [{ SIDELONG_TRUSTED_PROXIES: '10.0.0.1, 1' }, 'SIDELONG_TRUSTED_PROXIES: "1" is not an address or a range'],
  [{ SIDELONG_TLS_CERT: '/a' }, 'SIDELONG_TLS_CERT: and SIDELONG_TLS_KEY go together'],
])('%j is refused in one line', (change, message) => {
  expect(() => readSettings({ ...GOOD, ...change })).toThrow(message)
})

test('a public address needs TLS or a declared proxy', () => {
  const open = { ...GOOD, SIDELONG_HOST: '0.0.0.0' }
  expect(() => readSettings(open)).toThrow('SIDELONG_HOST: 0.0.0.0 is not a loopback address')
  const proxied = readSettings({ ...open, SIDELONG_TRUSTED_PROXIES: '10.0.0.0/8, ::1' })
  expect(proxied.trustedProxies).toEqual(['10.0.0.0/8', '::1'])
  const tls = readSettings({ ...open, SIDELONG_TLS_CERT: '/c', SIDELONG_TLS_KEY: '/k' })
  expect(tls).toMatchObject({ tlsFiles: { cert: '/c', key: '/k' }, publicUrl: 'https://localhost:8081' })
})

test('a socket of systemd is taken if it is meant for this process, and there is one', () => {
  const env = { ...GOOD, LISTEN_FDS: '1', LISTEN_PID: '77' }
  expect(readSettings(env, 77)).toMatchObject({ inheritedFd: 3 })
  expect(readSettings(env, 78)).not.toHaveProperty('inheritedFd')
  const withMetrics = readSettings({ ...env, LISTEN_FDS: '2', SIDELONG_METRICS: '9464' }, 77)
  expect(withMetrics).toMatchObject({ inheritedFd: 3, operations: { fd: 4 } })
  expect(() => readSettings({ ...env, LISTEN_FDS: '3' }, 77)).toThrow('LISTEN_FDS: must be 1')
})
