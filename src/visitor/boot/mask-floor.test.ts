import { describe, expect, test } from 'vitest'
import type { Participant } from '../../protocol/participants.ts'
import { settingsFor } from '../testing/settings.ts'
import { canonical, floorOf, isSameFloor, type MaskFloor, STRICTEST, stricter } from './mask-floor.ts'

const floor = (more: Partial<MaskFloor> = {}): MaskFloor => ({
  mode: 'listed',
  selectors: [],
  unmaskSelectors: [],
  urlDetail: 'path',
  title: 'show',
  ...more,
})
const person = (kind: 'agent' | 'guest', role: string | null): Participant => ({
  id: 'AAAAAAAAAAAAAAAAAAAAAA' as Participant['id'],
  kind,
  name: 'x',
  role,
  joinedAt: '',
  privileges: [],
})

describe('MK-17 the stricter of fetched and carried', () => {
  test('mask rules are united, allow-lists cut', () => {
    const both = stricter(
      floor({ selectors: ['#a', '#b'], unmaskSelectors: ['.x', '.y'] }),
      floor({ selectors: ['#b', '#c'], unmaskSelectors: ['.y', '.z'] }),
    )
    expect(both.selectors).toEqual(['#a', '#b', '#c'])
    expect(both.unmaskSelectors).toEqual(['.y'])
  })

  test.each([
    ['mode', 'listed', 'inputs', 'inputs'],
    ['mode', 'all', 'inputs', 'all'],
    ['urlDetail', 'full', 'path', 'path'],
    ['urlDetail', 'origin', 'full', 'origin'],
    ['title', 'show', 'hide', 'hide'],
  ])('%s: %s and %s make %s, either way', (name, a, b, expected) => {
    const one = floor({ [name]: a })
    const other = floor({ [name]: b })
    expect(stricter(one, other)).toMatchObject({ [name]: expected })
    expect(stricter(other, one)).toMatchObject({ [name]: expected })
  })

  test('lost rules hide everything that carries words and keep every mask', () => {
    const both = stricter(floor({ selectors: ['#a'], unmaskSelectors: ['.x'] }), STRICTEST)
    expect(both).toEqual({
      mode: 'all',
      selectors: ['#a'],
      unmaskSelectors: [],
      urlDetail: 'origin',
      title: 'hide',
    })
  })
})

test('MK-15 the rules for roles and guests who were there belong to the floor', () => {
  const settings = settingsFor({
    selectors: ['#always'],
    // As the parser makes it: without a prototype.
    roleSelectors: Object.assign(Object.create(null), { Trainee: ['#iban'] }),
    guestSelectors: ['#guest'],
  })
  expect(floorOf(settings, []).selectors).toEqual(['#always'])
  expect(floorOf(settings, [person('agent', 'Trainee')]).selectors).toEqual(['#always', '#iban'])
  expect(floorOf(settings, [person('guest', null)]).selectors).toEqual(['#always', '#guest'])
  expect(floorOf(settings, [person('agent', 'valueOf')]).selectors).toEqual(['#always'])
})

test('the order of rules makes no difference', () => {
  expect(isSameFloor(floor({ selectors: ['a', 'b'] }), floor({ selectors: ['b', 'a'] }))).toBe(true)
  expect(canonical(floor({ selectors: ['a'] }))).not.toBe(canonical(floor({ unmaskSelectors: ['a'] })))
})
