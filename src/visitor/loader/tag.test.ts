import { describe, expect, test } from 'vitest'
import { readTag } from './tag.ts'

const SRC = 'https://help.example.com/visitor/loader.js'

function read(attributes: Record<string, string>, src: string | undefined = SRC, loaderSrc?: string) {
  const source = (address: string | undefined) => ({
    ...(address === undefined ? {} : { src: address }),
    getAttribute: (name: string) => attributes[name] ?? null,
  })
  return readTag(source(src), loaderSrc === undefined ? null : source(loaderSrc))
}

describe('EM-1 the tag as an object', () => {
  test('standard values', () => {
    expect(read({ 'data-groupid': '4711' })).toEqual({
      groupId: 4711,
      additionalGroupIds: [],
      site: 'production',
      visitorId: null,
      ui: null,
      button: null,
      termsUrl: null,
      locale: null,
      cookieDomain: null,
      inputEvents: null,
      maskingHook: null,
      metrics: null,
      startPaused: null,
      presence: null,
      compat: null,
      server: 'https://help.example.com',
      scriptUrl: 'https://help.example.com/visitor/',
    })
  })

  test('frozen, with its lists', () => {
    const tag = read({
      'data-groupid': '1',
      'data-additionalgroupids': '2',
      'data-inputevents': '{"F2":"end"}',
    })
    expect(Object.isFrozen(tag)).toBe(true)
    expect(Object.isFrozen(tag?.additionalGroupIds)).toBe(true)
    expect(Object.isFrozen(tag?.inputEvents)).toBe(true)
  })

  test('both names of the additional groups', () => {
    expect(read({ 'data-groupid': '1', 'data-additionalgroupids': '2, 3' })?.additionalGroupIds).toEqual([
      2, 3,
    ])
    expect(read({ 'data-groupid': '1', 'data-additionalgroupid': '4' })?.additionalGroupIds).toEqual([4])
  })

  test.each([
    [
      'its own folder',
      {},
      'https://cdn.shop.example/x/loader.js',
      undefined,
      'https://cdn.shop.example',
      'https://cdn.shop.example/x/',
    ],
    [
      'data-server',
      { 'data-server': 'https://h.example/' },
      SRC,
      undefined,
      'https://h.example',
      'https://help.example.com/visitor/',
    ],
    [
      'data-ws',
      { 'data-ws': 'https://w.example' },
      SRC,
      undefined,
      'https://w.example',
      'https://help.example.com/visitor/',
    ],
    [
      'data-scripturl',
      { 'data-scripturl': 'https://s.example/a' },
      SRC,
      undefined,
      'https://help.example.com',
      'https://s.example/a/',
    ],
    ['meta, hosted loader', {}, '', SRC, 'https://help.example.com', 'https://help.example.com/visitor/'],
    [
      'meta, bundled loader',
      { 'data-server': 'https://h.example' },
      '',
      'https://shop.example/b.js',
      'https://h.example',
      'https://h.example/visitor/',
    ],
  ])('server and scripts: %s', (_name, attributes, src, loader, server, scriptUrl) => {
    expect(read({ 'data-groupid': '1', ...attributes }, src, loader)).toMatchObject({ server, scriptUrl })
  })
})

describe('EM-2 unusable tags', () => {
  test.each<[string, Record<string, string>]>([
    ['no group', {}],
    ['zero', { 'data-groupid': '0' }],
    ['leading zero', { 'data-groupid': '01' }],
    ['words', { 'data-groupid': 'abc' }],
    ['too long', { 'data-groupid': '1234567890' }],
    ['fraction', { 'data-groupid': '1.5' }],
    ['list as group', { 'data-groupid': '1,2' }],
    ['malformed list', { 'data-groupid': '1', 'data-additionalgroupids': '2,,3' }],
    ['word in the list', { 'data-groupid': '1', 'data-additionalgroupids': '2,x' }],
    ['malformed JSON', { 'data-groupid': '1', 'data-inputevents': '{F2}' }],
    ['misspelled site', { 'data-groupid': '1', 'data-site': 'prod' }],
    ['malformed server', { 'data-groupid': '1', 'data-server': '::' }],
  ])('%s', (_name, attributes) => {
    expect(read(attributes)).toBeNull()
  })

  test('no address at all', () => {
    expect(read({ 'data-groupid': '1' }, '')).toBeNull()
  })

  test('unknown attributes are ignored', () => {
    expect(read({ 'data-groupid': '1', 'data-cookietype': 'x', 'data-foo': 'y' })).toMatchObject({
      groupId: 1,
    })
  })
})
