import { expect, test } from 'vitest'
import { PLAIN_STYLE } from '../../node/plain-page.ts'
import { assetHeaders, partHeaders, plainPageHeaders, shellHeaders, stageHeaders } from './headers.ts'

/* SA-10: golden. A change here is a change of the security boundary (SECURITY section 2.2). */

const HTTPS = 'https://s1.cobrowse.example.com'
const SCRIPTS = { cspHash: 'sha256-H=', partsPath: '/stage/parts/P/' }
const LOCAL = 'http://localhost:8081'
const PERMISSIONS =
  'accelerometer=(), autoplay=(), browsing-topics=(), camera=(), clipboard-read=(), clipboard-write=(), ' +
  'display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), ' +
  'idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), ' +
  'publickey-credentials-create=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), storage-access=(), ' +
  'usb=(), window-management=(), xr-spatial-tracking=()'
const BASE = {
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Permissions-Policy': PERMISSIONS,
  'X-Robots-Tag': 'noindex, nofollow',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
}

test('SA-10: shell', () => {
  expect(shellHeaders(HTTPS, 'N0NCE')).toEqual({
    ...BASE,
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy':
      "default-src 'none'; script-src 'nonce-N0NCE'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
      "connect-src 'self' wss://s1.cobrowse.example.com; " +
      'frame-src https://s1.cobrowse.example.com/stage https://s1.cobrowse.example.com/stage/quirks https://s1.cobrowse.example.com/stage/limited; ' +
      "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
      "require-trusted-types-for 'script'; trusted-types 'none'; report-uri /reports",
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Origin-Agent-Cluster': '?1',
  })
})

const STAGE_CSP =
  "default-src 'none'; script-src 'sha256-H=' https://s1.cobrowse.example.com/stage/parts/P/; style-src https: 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; " +
  'img-src https: data: blob:; font-src https: data: blob:; media-src https: blob:; ' +
  "connect-src 'none'; worker-src 'none'; object-src 'none'; " +
  'frame-src https://s1.cobrowse.example.com/stage/nested https://s1.cobrowse.example.com/stage/nested-quirks https://s1.cobrowse.example.com/stage/nested-limited; ' +
  "frame-ancestors https://s1.cobrowse.example.com; base-uri 'none'; form-action 'none'; " +
  "require-trusted-types-for 'script'; trusted-types 'none'; sandbox allow-scripts"

test('SA-10: stage', () => {
  expect(stageHeaders(HTTPS, SCRIPTS, false)).toEqual({
    ...BASE,
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-cache',
    'Content-Security-Policy': STAGE_CSP,
    'Cross-Origin-Embedder-Policy': 'credentialless',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  })
})

test('SA-10: parts of the stage: for anybody, and for a year', () => {
  expect(partHeaders(HTTPS, 31_536_000)).toEqual({
    ...BASE,
    'Content-Type': 'text/javascript; charset=utf-8',
    'Cache-Control': 'public, max-age=31536000, immutable',
    'Access-Control-Allow-Origin': '*',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  })
})

test('SA-10: nested stage: the same without frame-ancestors', () => {
  const nested = stageHeaders(HTTPS, SCRIPTS, true)['Content-Security-Policy']
  expect(nested).toBe(STAGE_CSP.replace('frame-ancestors https://s1.cobrowse.example.com; ', ''))
})

const CONSOLE = 'https://cobrowse.example.com'
const CRM = 'https://crm.example.net'
const HASH = '/stage/AAAAAAAAAAAAAAAAAAAAAA'

test('SA-10, AE-1: embedded: exactly the listed parents around shell, stage and the page before them', () => {
  const ancestors = [CONSOLE, CRM]
  const around = `frame-ancestors ${CONSOLE} ${CRM};`
  const shell = shellHeaders(HTTPS, 'N0NCE', HASH, ancestors)['Content-Security-Policy']
  expect(shell).toContain(around)
  expect(shell).toContain(`frame-src ${HTTPS}${HASH} ${HTTPS}${HASH}/quirks ${HTTPS}${HASH}/limited;`)
  const own = shellHeaders(HTTPS, 'N0NCE')['Content-Security-Policy']
  expect(shell?.replace(around, "frame-ancestors 'none';").replaceAll(HASH, '/stage')).toBe(own)
  const stage = stageHeaders(HTTPS, SCRIPTS, false, { assets: null, ancestors }, HASH)
  expect(stage['Content-Security-Policy']).toBe(
    STAGE_CSP.replace(`frame-ancestors ${HTTPS};`, `frame-ancestors ${HTTPS} ${CONSOLE} ${CRM};`).replaceAll(
      '/stage/nested',
      `${HASH}/nested`,
    ),
  )
  expect(plainPageHeaders(HTTPS, ancestors)['Content-Security-Policy']).toMatch(
    new RegExp(`frame-ancestors ${CONSOLE} ${CRM}$`),
  )
})

test('SA-10: strict assets: the listed hosts, by https, in the stage and in those nested in it', () => {
  const policy = { assets: ['img.example.com', '*.cdn.example.net:8443'], ancestors: [] }
  const hosts = 'https://img.example.com https://*.cdn.example.net:8443'
  const strict = STAGE_CSP.replaceAll(' https: ', ` ${hosts} `).replaceAll('/stage/nested', `${HASH}/nested`)
  const csp = (isNested: boolean) =>
    stageHeaders(HTTPS, SCRIPTS, isNested, policy, HASH)['Content-Security-Policy']
  expect(csp(false)).toBe(strict)
  expect(csp(true)).toBe(strict.replace(`frame-ancestors ${HTTPS}; `, ''))
  // Nothing listed is nothing loaded.
  const none = stageHeaders(HTTPS, SCRIPTS, false, { assets: [], ancestors: [] }, HASH)
  expect(none['Content-Security-Policy']).toContain(
    'img-src data: blob:; font-src data: blob:; media-src blob:;',
  )
  // In the clear on this machine only, and only where the server itself is there.
  const local = { assets: ['127.0.0.1:*', 'localhost.evil.test'], ancestors: [] }
  expect(stageHeaders(LOCAL, SCRIPTS, false, local)['Content-Security-Policy']).toContain(
    'img-src https://127.0.0.1:* http://127.0.0.1:* https://localhost.evil.test data: blob:;',
  )
  expect(stageHeaders(HTTPS, SCRIPTS, false, local)['Content-Security-Policy']).not.toContain('http:')
})

test('only the try-out on loopback allows plain http assets, and sends no HSTS', () => {
  const local = stageHeaders(LOCAL, SCRIPTS, false)
  expect(local['Content-Security-Policy']).toContain(
    'img-src https: http://localhost:* http://127.0.0.1:* data: blob:;',
  )
  expect(local['Strict-Transport-Security']).toBeUndefined()
  const tricky = stageHeaders('http://localhost.evil.test', SCRIPTS, false)
  expect(tricky['Content-Security-Policy']).not.toContain('http://localhost:*')
  expect(shellHeaders(LOCAL, 'n')['Content-Security-Policy']).toContain(
    "connect-src 'self' ws://localhost:8081;",
  )
})

test('SA-10: plain pages and assets', () => {
  expect(plainPageHeaders(HTTPS)).toEqual({
    ...BASE,
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': `default-src 'none'; style-src ${PLAIN_STYLE}; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
  })
  expect(assetHeaders(HTTPS, 'text/css; charset=utf-8', 31_536_000)).toEqual({
    ...BASE,
    'Content-Type': 'text/css; charset=utf-8',
    'Cache-Control': 'public, max-age=31536000, immutable',
    'Cross-Origin-Resource-Policy': 'same-origin',
  })
})
