// Strict assets (SECURITY 2.2): the whole corpus under a policy with one host, and no list of elements or attributes.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stageHeaders } from '../../src/session-server/http/headers.ts'
import { createStageBench, element, type StageBench } from './stage-host.ts'
import { stageWithoutLists } from './stage-variants.ts'
import { VECTORS } from './stage-vectors.ts'

const STRICT = { assets: ['good.test'], ancestors: [] }
let bench: StageBench

beforeAll(async () => {
  const stageJs = await stageWithoutLists()
  const policy = (open: string) => {
    // The bench says its own origin; only the hosts of assets are another matter.
    const strict =
      stageHeaders('https://s1.test', { cspHash: 'sha256-H=', partsPath: '/stage/parts/H/' }, false, STRICT)[
        'Content-Security-Policy'
      ] ?? ''
    return open.replace(
      /(style|img|font|media)-src [^;]*/g,
      (one, kind) => new RegExp(`${kind}-src [^;]*`).exec(strict)?.[0] ?? one,
    )
  }
  bench = await createStageBench({ stageJs, policy })
  await bench.open()
}, 60_000)
afterAll(async () => bench?.stop())

test('SA-01, SA-03: nothing is asked of any other host, by no vector; what is blocked is told', {
  timeout: 240_000,
}, async () => {
  const asked: string[] = []
  for (const { name, write } of VECTORS) {
    bench.forget()
    const shown = bench.show(write).then(
      () => true,
      () => false,
    )
    const isShown = await Promise.race([
      shown,
      new Promise((resolve) => setTimeout(() => resolve(false), 3_000)),
    ])
    const hosts = bench.requests.filter((line) => !/^GET https:\/\/good\.test\//.test(line))
    asked.push(...hosts.map((line) => `${name}: ${line}`))
    const isThere = bench
      .page()
      .frames()
      .some((frame) => frame.url() === `${bench.origin}/stage`)
    if (!isShown || !isThere) await bench.open()
  }
  expect(asked).toEqual([])
})

test('VW-3: the listed host is asked; another one is blocked and named, with the cause', async () => {
  await bench.open()
  await bench.show((writer) => {
    element(writer, 'img', { src: 'https://good.test/a.png' })
    element(writer, 'img', { src: 'https://evil.test/b.png' })
    element(writer, 'p', { style: 'background: url(https://evil.test/c.png); width: 9px; height: 9px' })
    element(writer, 'link', { rel: 'stylesheet', href: 'https://sub.good.test/d.css' })
  })
  await bench.waitFor('resource', 4)
  expect(bench.requests).toContain('GET https://good.test/a.png')
  expect(bench.requests.filter((line) => !line.includes('//good.test/'))).toEqual([])
  const blocked = (await bench.messages()).filter(
    ({ type, kind }) => type === 'resource' && kind === 'blocked',
  )
  expect(blocked.map(({ url }) => url).sort()).toEqual([
    'evil.test/b.png',
    'evil.test/c.png',
    'sub.good.test/d.css',
  ])
})
