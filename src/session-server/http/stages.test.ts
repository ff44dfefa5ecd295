import { expect, test } from 'vitest'
import { SERVER_LIMITS } from '../limits.ts'
import { type StageParts, stagePartsPath } from './stage-parts.ts'
import { createStages } from './stages.ts'

const PARTS = { looks: 'export const a = 1', hand: 'export const b = 2' }
const stages = (parts: StageParts = PARTS) => createStages('https://s1.example.com', '"stage"', parts)
const csp = (found: { headers: Readonly<Record<string, string>> } | null) =>
  found?.headers['Content-Security-Policy']

test('strict assets: a policy has an address of its own, and its nested stages are below it', () => {
  const all = stages()
  const policy = { assets: ['a.example.com'], ancestors: [] }
  const path = all.pathFor(policy)
  expect(path).toMatch(/^\/stage\/[\w-]{22}$/)
  expect(all.pathFor({ assets: ['a.example.com'], ancestors: [] })).toBe(path)
  expect(all.pathFor({ assets: ['b.example.com'], ancestors: [] })).not.toBe(path)
  expect(all.pathFor({ assets: null, ancestors: [] })).toBe('/stage')
  for (const kind of ['', '/quirks', '/limited', '/nested', '/nested-quirks', '/nested-limited']) {
    expect(csp(all.find(path + kind))).toContain('img-src https://a.example.com data:')
    expect(csp(all.find(path + kind))).toContain(
      `frame-src https://s1.example.com${path}/nested https://s1.example.com${path}/nested-quirks https://s1.example.com${path}/nested-limited;`,
    )
    expect(csp(all.find(`/stage${kind}`))).toContain('img-src https: data:')
  }
})

test('an address that is no policy of ours is nothing', () => {
  const all = stages()
  const path = all.pathFor({ assets: [], ancestors: [] })
  for (const wrong of [
    `${path.slice(0, -1)}_`,
    `${path}/x`,
    `${path}/nested/`,
    '/stage/nested/quirks',
    '/stages',
    `${path}${path}`,
  ])
    expect([wrong, all.find(wrong)]).toEqual([wrong, null])
})

test('parts lie in a folder named by what they are, which every stage may run scripts of', () => {
  const all = stages()
  const folder = stagePartsPath(PARTS)
  expect(folder).toMatch(/^\/stage\/parts\/[\w-]{22}\/$/)
  expect(stagePartsPath({ ...PARTS, hand: 'export const b = 3' })).not.toBe(folder)
  expect(all.part(`${folder}hand.js`)?.body).toBe(PARTS.hand)
  expect(csp(all.find(all.pathFor({ assets: [], ancestors: [] })))).toContain(
    `' https://s1.example.com${folder};`,
  )
  const wrong = [
    `${folder}other.js`,
    `${folder}toString.js`,
    `${folder}hand`,
    `${folder}../hand.js`,
    folder,
    '/hand.js',
  ]
  for (const path of wrong) expect([path, all.part(path)]).toEqual([path, null])
  expect(stages({ ...PARTS, hand: '' }).part(`${folder}hand.js`)).toBeNull()
})

test('one more than the limit: the one that was used longest ago goes, the open one never', () => {
  const all = stages()
  const policy = (n: number) => ({ assets: [`h${n}.example.com`], ancestors: [] })
  const paths = Array.from({ length: SERVER_LIMITS.maxStagePolicies - 1 }, (_, n) => all.pathFor(policy(n)))
  all.pathFor(policy(0))
  expect(all.find(paths[1] ?? '')).not.toBeNull()
  all.pathFor(policy(-1))
  expect([paths[0], paths[1], '/stage'].map((path) => all.find(path ?? '') !== null)).toEqual([
    true,
    false,
    true,
  ])
})
