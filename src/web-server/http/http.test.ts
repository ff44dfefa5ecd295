import { describe, expect, it } from 'vitest'
import { withNonce } from './console-files.ts'
import { createPublicAddress, isLoopback } from './public-address.ts'

describe('addresses', () => {
  it('knows loopback addresses', () => {
    for (const host of ['localhost', '127.0.0.1', '127.9.9.9', '::1', '[::1]'])
      expect(isLoopback(host)).toBe(true)
    for (const host of ['0.0.0.0', '::', 'localhost.example.com', '127.0.0.1.example.com', '10.0.0.1'])
      expect(isLoopback(host)).toBe(false)
  })

  it('SECURITY 6: only its own hosts and origins are its own', () => {
    const local = createPublicAddress({ publicUrl: null, listenHost: '127.0.0.1', isTls: false })
    expect(local.isOwnHost('localhost:8080')).toBe(false)
    local.setPort(8_080)
    expect(local.origin()).toBe('http://localhost:8080')
    for (const host of ['localhost:8080', '127.0.0.1:8080', 'LOCALHOST:8080'])
      expect(local.isOwnHost(host)).toBe(true)
    for (const host of ['localhost', 'localhost:8081', 'evil.example:8080', ''])
      expect(local.isOwnHost(host)).toBe(false)
    expect(local.isOwnOrigin('http://127.0.0.1:8080')).toBe(true)
    for (const origin of [
      'https://127.0.0.1:8080',
      'null',
      'http://evil.example',
      'http://localhost:8080.evil.example',
    ]) {
      expect(local.isOwnOrigin(origin)).toBe(false)
    }
    const proxied = createPublicAddress({
      publicUrl: 'https://a.example',
      listenHost: '10.0.0.1',
      isTls: false,
    })
    proxied.setPort(8_080)
    expect(proxied.isOwnOrigin('https://a.example')).toBe(true)
    expect(proxied.isOwnOrigin('http://a.example')).toBe(false)
    expect(proxied.isOwnHost('10.0.0.1:8080')).toBe(false)
  })
})

describe('console page', () => {
  it('gets the nonce in the meta element and on its own scripts and styles', () => {
    const page =
      '<html><head><meta name="csp-nonce" content=""><script type="module" src="/a.js"></script><style>a{}</style></head></html>'
    expect(withNonce(page, 'N')).toBe(
      '<html><head><meta name="csp-nonce" content="N"><script nonce="N" type="module" src="/a.js"></script><style nonce="N">a{}</style></head></html>',
    )
    expect(withNonce('<head></head>', 'N')).toBe('<head><meta name="csp-nonce" content="N"></head>')
  })
})
