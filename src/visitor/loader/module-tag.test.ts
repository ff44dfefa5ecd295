import { describe, expect, test } from 'vitest'
import type { LoadOptions } from '../api/public.ts'
import { moduleTag } from './module-tag.ts'
import { readTag } from './tag.ts'

const page = (attributes: Record<string, string> | null = null) =>
  ({
    baseURI: 'https://shop.example/cart/',
    querySelector: (selector: string) =>
      attributes && selector.includes('meta#sidelong')
        ? { getAttribute: (name: string) => attributes[name] ?? null }
        : null,
  }) as unknown as Document
const load = (options?: LoadOptions, attributes?: Record<string, string>) =>
  readTag(moduleTag(page(attributes), '1.2.3', options).tag, null)
const SERVER = { server: 'https://co.example/any/path', groupId: 4711 }

describe('EM-8 options of the npm module read like the attributes of a tag', () => {
  test('frozen, from the pinned release of the server', () => {
    const tag = load({
      ...SERVER,
      additionalGroupIds: [12, '13'],
      site: 'staging',
      visitorId: 'v-1',
      inputEvents: { F2: 'end' },
    })
    expect(tag).toMatchObject({
      groupId: 4711,
      additionalGroupIds: [12, 13],
      site: 'staging',
      visitorId: 'v-1',
      inputEvents: { F2: 'end' },
      button: null,
      server: 'https://co.example',
      scriptUrl: 'https://co.example/visitor/v/1.2.3/',
    })
    expect(Object.isFrozen(tag)).toBe(true)
  })

  test.each([
    ['/sidelong', 'https://shop.example/sidelong/'],
    ['sidelong', 'https://shop.example/cart/sidelong/'],
    ['https://cdn.example/s', 'https://cdn.example/s/'],
  ])('scripts of one’s own at %s', (scriptUrl, expected) => {
    expect(load({ ...SERVER, scriptUrl })?.scriptUrl).toBe(expected)
  })

  test.each<[string, object]>([
    ['no server', { groupId: 1 }],
    ['a server that is no address', { groupId: 1, server: 'co.example' }],
    ['no group', { server: 'https://co.example' }],
    ['a malformed group', { ...SERVER, groupId: 'x' }],
    ['a malformed list', { ...SERVER, additionalGroupIds: [1, 0] }],
    ['a misspelled site', { ...SERVER, site: 'prod' }],
    ['scripts that are no address', { ...SERVER, scriptUrl: 'https://' }],
  ])('EM-2 unusable: %s', (_name, options) => {
    expect(load(options as LoadOptions)).toBeNull()
  })

  test('what is no attribute goes the way of SidelongConfig, and nothing else does', () => {
    const getMaskingDescriptor = async () => ({})
    const { tag, config } = moduleTag(page(), '1.2.3', {
      ...SERVER,
      name: 'Ann',
      getMaskingDescriptor,
      nonce: 'n',
    })
    expect(config).toEqual({ name: 'Ann', getMaskingDescriptor })
    expect(tag.nonce).toBe('n')
  })

  test('without options the page’s meta element counts', () => {
    expect(
      load(undefined, { 'data-groupid': '7', 'data-server': 'https://co.example', 'data-button': 'on' }),
    ).toMatchObject({ groupId: 7, button: 'on', scriptUrl: 'https://co.example/visitor/v/1.2.3/' })
    expect(load(undefined)).toBeNull()
  })
})
