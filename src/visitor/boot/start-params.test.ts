import { describe, expect, test } from 'vitest'
import { createError } from '../api/error.ts'
import { chooseKey, identityOf } from './attempt.ts'
import { readIdentity, readParams } from './start-params.ts'

const fieldOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    return (error as { code: string; detail?: { field: string } }).detail?.field
  }
  return null
}

describe('AP-1 parameters', () => {
  test('a string is the key', () => {
    expect(readParams('123')).toEqual({ key: '123' })
  })
  test('nothing is nothing, and undefined is left out', () => {
    expect(readParams(undefined)).toEqual({})
    expect(readParams(null)).toEqual({})
    expect(readParams({ key: undefined })).toEqual({})
  })
  test('what is known is copied', () => {
    const given = {
      key: 'a',
      groupId: 7,
      paused: true,
      data: { order: 12, plan: 'gold' },
      termsUrl: 'https://a.example/t',
    }
    const read = readParams(given)
    expect(read).toEqual(given)
    expect(read.data).not.toBe(given.data)
  })
  test.each<[string, unknown]>([
    ['params', 7],
    ['groupid', { groupid: 1 }],
    ['constructor', { constructor: 'x' }],
    ['groupId', { groupId: '7' }],
    ['paused', { paused: 'on' }],
    ['randomKey', { randomKey: 1 }],
    ['key', { key: 5 }],
    ['data', { data: { a: {} } }],
    ['data', { data: { a: Number.NaN } }],
    ['data', { data: null }],
    ['termsUrl', { termsUrl: 'javascript:alert(1)' }],
  ])('bad-params names %s', (field, given) => {
    expect(fieldOf(() => readParams(given))).toBe(field)
  })
  test('an identity takes no more than who one is', () => {
    expect(readIdentity({ name: 'Ann', email: 'a@b.example' })).toEqual({ name: 'Ann', email: 'a@b.example' })
    expect(fieldOf(() => readIdentity({ key: 'a' }))).toBe('key')
  })
})

describe('SE-2 lengths, in code points', () => {
  test.each([
    ['name', 63],
    ['email', 127],
    ['phone', 31],
    ['visitorId', 63],
  ])('%s up to %i', (field, max) => {
    expect(fieldOf(() => readParams({ [field]: '😀'.repeat(max) }))).toBeNull()
    expect(fieldOf(() => readParams({ [field]: '😀'.repeat(max + 1) }))).toBe(field)
  })
  test('data up to 2 KiB', () => {
    const data = (length: number) => ({ data: { a: 'x'.repeat(length - '{"a":""}'.length) } })
    expect(fieldOf(() => readParams(data(2_048)))).toBeNull()
    expect(fieldOf(() => readParams(data(2_049)))).toBe('data')
  })
})

describe('SE-3 the key', () => {
  test.each([
    [{ key: 'a', randomKey: true, visitorId: 'v' }, 'a'],
    [{ randomKey: true, visitorId: 'v' }, undefined],
    [{ visitorId: 'v' }, 'v'],
    [{}, undefined],
  ])('%j: %s', (params, key) => {
    expect(chooseKey(params, createError)).toBe(key)
  })
  test.each(['', 'a b', 'ä', 'a/b', 'x'.repeat(64)])('SE-4 bad-key: %j', (key) => {
    expect(() => chooseKey({ key }, createError)).toThrow('bad-key')
    expect(() => chooseKey({ visitorId: key }, createError)).toThrow('bad-key')
  })
})

test('SE-2 the identity that is sent', () => {
  expect(identityOf({ key: 'k', name: 'Ann', data: { a: 1 }, paused: true })).toEqual({
    name: 'Ann',
    data: { a: 1 },
  })
})
