import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { escapeHtml, PLAIN_STYLE, plainPage } from './plain-page.ts'

test('SA-10: the policy lets in the page’s own style and no other; what comes from outside is text', () => {
  const page = plainPage('de', '<b>', `<p title="${escapeHtml('"\'<&')}">Hallo</p>`)
  const style = /<style>([^<]*)<\/style>/.exec(page)?.[1] ?? ''
  expect(PLAIN_STYLE).toBe(`'sha256-${createHash('sha256').update(style).digest('base64')}'`)
  expect(page).toContain('<html lang="de">')
  expect(page).toContain('<title>&#60;b&#62;</title>')
  expect(page).toContain('<p title="&#34;&#39;&#60;&#38;">')
})
