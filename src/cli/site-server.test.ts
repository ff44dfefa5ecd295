import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SiteServer, startSiteServer } from './site-server.ts'

const scratch = mkdtempSync(join(tmpdir(), 'sidelong-site-'))
const folder = join(scratch, 'site')
let site: SiteServer

beforeAll(async () => {
  mkdirSync(join(folder, 'sub dir'), { recursive: true })
  mkdirSync(join(folder, 'list'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><p>start')
  writeFileSync(join(folder, 'about.html'), '<p>about')
  writeFileSync(join(folder, 'sub dir', 'index.html'), '<p>sub')
  writeFileSync(join(folder, 'list', '<b>.txt'), 'b')
  writeFileSync(join(folder, 'page.xhtml'), '<html xmlns="http://www.w3.org/1999/xhtml"><head/></html>')
  writeFileSync(join(folder, 'data.bin'), Buffer.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))
  writeFileSync(join(folder, 'empty.txt'), '')
  writeFileSync(join(folder, 'font.woff2'), 'f')
  writeFileSync(join(folder, '.env'), 'hidden')
  writeFileSync(join(scratch, 'outside.txt'), 'outside')
  symlinkSync(join(scratch, 'outside.txt'), join(folder, 'link.txt'))
  site = await startSiteServer({
    folder,
    port: 0,
    tag: { loaderUrl: 'http://localhost:1/visitor/loader.js', groupId: 7 },
  })
})

afterAll(async () => {
  await site.stop()
  rmSync(scratch, { recursive: true })
})

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer }

/** Unlike fetch, sends the path exactly as given. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(site.origin)
    request({ host: '127.0.0.1', port, path, headers, method }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      )
    })
      .on('error', reject)
      .end()
  })
}

test('pages get the tag; nothing is shown without asking, and pages may come back from the back/forward cache', async () => {
  for (const path of ['/', '/index.html', '/?a=b', '/about.html', '/about']) {
    const { status, headers, body } = await get(path)
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/html')
    expect(headers['cache-control']).toBe('no-cache')
    expect(body.toString()).toContain('data-groupid="7"')
  }
})

test('a folder without its slash is redirected, with its query', async () => {
  const { status, headers } = await get('/sub%20dir?a=1')
  expect([status, headers.location]).toEqual([302, '/sub%20dir/?a=1'])
  expect((await get('/sub%20dir/')).body.toString()).toContain('sub')
})

test('a folder without a page is listed', async () => {
  const { status, body } = await get('/list/')
  expect(status).toBe(200)
  expect(body.toString()).toContain('href="./%3Cb%3E.txt">&#60;b&#62;.txt')
})

test.each([
  '/../outside.txt',
  '/%2e%2e/outside.txt',
  '/..%2foutside.txt',
  '/list/..%5c..%5coutside.txt',
  '/link.txt',
  '/.env',
  '/index.html/',
  '/nothing',
  '/%00',
  '/%ff',
  '//127.0.0.1/outside.txt',
])('%s is not found', async (path) => {
  const { status, body } = await get(path)
  expect(status).toBe(404)
  expect(body.toString()).not.toContain('outside.txt')
})

test('a redirect never leads to another host', async () => {
  const { headers } = await get('//list')
  expect(headers.location).toBe('/list/')
})

test('ranges, HEAD, empty files, other methods', async () => {
  const part = await get('/data.bin', { Range: 'bytes=2-4' })
  expect([part.status, part.headers['content-range'], [...part.body]]).toEqual([
    206,
    'bytes 2-4/10',
    [2, 3, 4],
  ])
  expect([...(await get('/data.bin', { Range: 'bytes=-3' })).body]).toEqual([7, 8, 9])
  expect([...(await get('/data.bin', { Range: 'bytes=8-' })).body]).toEqual([8, 9])
  expect((await get('/data.bin', { Range: 'bytes=10-' })).status).toBe(416)
  expect((await get('/data.bin', { Range: 'lines=1-' })).status).toBe(200)
  const head = await get('/data.bin', {}, 'HEAD')
  expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '10', 0])
  expect((await get('/empty.txt')).status).toBe(200)
  expect((await get('/', {}, 'POST')).status).toBe(405)
})

test('types; fonts may be used by the agent’s view', async () => {
  const page = await get('/page.xhtml')
  expect(page.headers['content-type']).toBe('application/xhtml+xml')
  expect((await get('/font.woff2')).headers['access-control-allow-origin']).toBe('*')
  expect((await get('/data.bin')).headers['access-control-allow-origin']).toBe(undefined)
})

test('another host name is refused', async () => {
  expect((await get('/', { Host: 'attacker.example' })).status).toBe(421)
})
