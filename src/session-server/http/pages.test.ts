import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { messageHtml, shellHtml, stageHtml, stageScript } from './pages.ts'

test('the hash is that of the script exactly as the page holds it', () => {
  const { text, cspHash } = stageScript('const a = "ü"\r\nconst b = 2\r')
  const html = stageHtml(text, '/stage')
  const inlined = html.slice(html.indexOf('<script>') + 8, html.indexOf('</script>'))
  expect(inlined).toBe('const a = "ü"\nconst b = 2\n')
  expect(cspHash).toBe(`sha256-${createHash('sha256').update(inlined).digest('base64')}`)
})

test('a script that would end its element is refused', () => {
  for (const piece of ['</script', '</SCRIPT ', '<script', '<!--', '\0']) {
    expect(() => stageScript(`const a = "${piece}"`)).toThrow('stage script')
  }
})

test('quirks pages have no doctype', () => {
  expect(stageHtml('x', '/stage')).toBe('<!doctype html><html><head><script>x</script></head></html>')
  expect(stageHtml('x', '/stage/quirks')).toBe('<html><head><script>x</script></head></html>')
  expect(stageHtml('x', '/stage/nested-limited')).toMatch(
    /^<!doctype html public "[^"]+XHTML 1.0 Transitional/,
  )
})

test('the shell has no inline script and escapes what it is given', () => {
  const html = shellHtml({
    language: 'en',
    nonce: 'N',
    consoleUrl: 'https://c.test/?a="><script>',
    stage: '/stage',
    isPrivate: true,
    isGuest: true,
    endUrl: 'https://shop.test/"',
    js: '/assets/shell.js?v=J',
    cssHash: 'C',
  })
  expect(html).toContain('<script nonce="N" src="/assets/shell.js?v=J" defer></script>')
  expect(html).toContain('<link rel="stylesheet" href="/assets/shell.css?v=C">')
  expect(html).toContain(
    '<meta name="sidelong-console" content="https://c.test/?a=&#34;&#62;&#60;script&#62;">',
  )
  expect(html).toContain('<meta name="sidelong-end" content="https://shop.test/&#34;">')
  expect(html.match(/<script/g)).toHaveLength(1)
  expect(messageHtml('<b>', 'https://c.test/"', 'en')).toContain('<p>&#60;b&#62;</p>')
})
