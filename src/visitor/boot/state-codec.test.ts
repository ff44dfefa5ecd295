import { describe, expect, test } from 'vitest'
import type { MaskFloor } from './mask-floor.ts'
import {
  type CarriedState,
  decodeState,
  decodeWhole,
  digestOf,
  encodeState,
  encodeWhole,
} from './state-codec.ts'

const floor = (selectors: string[] = [], unmaskSelectors: string[] = []): MaskFloor => ({
  mode: 'inputs',
  selectors,
  unmaskSelectors,
  urlDetail: 'path',
  title: 'hide',
})
const state = (more: Partial<CarriedState> = {}): CarriedState => ({
  sessionId: '4711:my.key~1:BBBBBBBBBBBBBBBBBBBBBA' as CarriedState['sessionId'],
  credential: 'AAAAAAAAAAAAAAAAAAAAAA' as CarriedState['credential'],
  sessionServer: 'https://s1.cobrowse.example.com:8443',
  paused: false,
  floor: floor(),
  ...more,
})
/** RFC 6265, section 4.1.1. */
const COOKIE_VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/

describe('SE-10 the state cookie', () => {
  test.each<[string, CarriedState]>([
    ['plain', state()],
    ['paused', state({ paused: true })],
    ['rules', state({ floor: floor(['#iban', '.a > b:not([x="y,z;"])'], ['.public']) })],
    [
      'odd characters',
      state({ floor: floor(['!', '|', '*', '\\31 23', ' \t\n', 'größe', '名前', '😀', '%21', '']) }),
    ],
  ])('%s: reads what it wrote, in characters that a cookie may hold', (_name, carried) => {
    const value = encodeState(carried)
    expect(value).toMatch(COOKIE_VALUE)
    expect(decodeState(value)).toEqual(carried)
  })

  test('rules up to 2,048 characters are held, longer ones as their digest', () => {
    const rules = (length: number) => {
      const bare = encodeWhole(floor(['', '', ''])).length
      return floor(['x'.repeat(length - bare - 1_100), 'y'.repeat(1_000), 'z'.repeat(100)])
    }
    const fits = decodeState(encodeState(state({ floor: rules(2_048) })))
    expect(fits?.floor).toEqual(rules(2_048))
    const long = rules(2_049)
    const value = encodeState(state({ floor: long }))
    expect(decodeState(value)?.floor).toEqual({ digest: digestOf(long) })
    expect(value.length).toBeLessThan(300)
  })

  test('at its longest it fits into a cookie', () => {
    const id = `999999999:${'k'.repeat(63)}:BBBBBBBBBBBBBBBBBBBBBA` as CarriedState['sessionId']
    const sessionServer = `https://${'h'.repeat(247)}`
    const longest = state({
      sessionId: id,
      sessionServer,
      floor: floor(['x'.repeat(1_000), 'y'.repeat(1_000)]),
    })
    expect(`sidelong=${encodeState(longest)}`.length).toBeLessThan(4_096)
  })

  test('half a surrogate pair does no harm', () => {
    const value = encodeState(state({ floor: floor(['a\ud800b']) }))
    expect(decodeState(value)?.floor).toEqual(floor(['ab']))
  })

  test.each([
    '',
    '1',
    'x',
    encodeState(state()).replace('1|', '2|'),
    encodeState(state()).replace('4711:', '04711:'),
    encodeState(state()).replace('AAAAAAAAAAAAAAAAAAAAAA', 'short'),
    encodeState(state()).replace('https://', 'javascript:'),
    encodeState(state()).replace('inputs', 'none'),
    encodeState(state({ floor: floor(['#a']) })).replace('#a', '%'),
    encodeState(state({ floor: floor(['#a']) })).replace('|1|#a', '|2|#a'),
    `${encodeState(state()).split('|').slice(0, 5).join('|')}`,
  ])('what is malformed is nothing: %j', (value) => {
    expect(decodeState(value)).toBeNull()
  })
})

test('digests tell rules apart and do not depend on their order', () => {
  expect(digestOf(floor(['a', 'b']))).toBe(digestOf(floor(['b', 'a'])))
  expect(digestOf(floor(['a']))).not.toBe(digestOf(floor(['b'])))
  expect(decodeWhole(encodeWhole(floor(['a'], ['b'])))).toEqual(floor(['a'], ['b']))
})
