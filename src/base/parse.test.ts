import { describe, expect, it } from 'vitest'
import {
  boolean,
  integer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  ParseError,
  parseJson,
  record,
  tagged,
  text,
} from './parse.ts'

describe('parsers', () => {
  const person = object({
    name: text(5, { min: 1 }),
    age: optional(integer(0, 150)),
    tags: list(oneOf('a', 'b'), 2),
    note: nullable(text(3)),
  })

  it('copies declared keys only', () => {
    const input = { name: 'Ann', tags: ['a'], note: null, extra: 1, ['__proto__']: { admin: true } }
    expect(person(input)).toEqual({ name: 'Ann', tags: ['a'], note: null })
  })

  it.each([
    [{ tags: [], note: null }, 'name: is missing'],
    [{ name: '', tags: [], note: null }, 'name: must not be shorter than 1'],
    [{ name: 'Annett', tags: [], note: null }, 'name: must not be longer than 5'],
    [{ name: 'A', age: 1.5, tags: [], note: null }, 'age: must be a whole number'],
    [{ name: 'A', age: 151, tags: [], note: null }, 'age: must be from 0 to 150'],
    [{ name: 'A', tags: ['c'], note: null }, 'tags[0]: must be one of a, b'],
    [{ name: 'A', tags: ['a', 'a', 'a'], note: null }, 'tags: must not have more than 2 entries'],
    [null, 'value: must be an object'],
    [[], 'value: must be an object'],
  ])('refuses %j', (input, message) => {
    expect(() => person(input)).toThrow(new ParseError('', '').constructor as never)
    expect(() => person(input)).toThrow(message)
  })

  it('never repeats the offending value', () => {
    expect(() => text(3)('secret words')).not.toThrow(/secret/)
  })

  it('refuses unknown keys where asked to', () => {
    expect(() => object({ a: boolean }, { exact: true })({ a: true, b: 1 })).toThrow('has an unknown key')
  })

  it('tells variants apart by type, also hostile types (SA-31)', () => {
    const message = tagged({ ping: object({ id: integer(0, 9) }), end: object({}) })
    expect(message({ type: 'ping', id: 3, more: 1 })).toEqual({ type: 'ping', id: 3 })
    for (const type of ['constructor', '__proto__', 'toString', 1, null, undefined]) {
      expect(() => message({ type })).toThrow('type: is unknown')
    }
  })

  it('SA-31: what is inherited counts as missing', () => {
    expect(() => person(Object.create({ name: 'Ann', tags: [], note: null }))).toThrow('name: is missing')
  })

  it('makes maps without a prototype', () => {
    const map = record(/^[a-z_]+$/, integer(0, 9), 3)(JSON.parse('{"__proto__": 1, "a": 2}'))
    expect(Object.getPrototypeOf(map)).toBeNull()
    expect(Object.keys(map)).toEqual(['__proto__', 'a'])
  })

  it('bounds JSON before parsing it', () => {
    expect(() => parseJson('"123456"', 4, text(10))).toThrow('must not be longer than 4')
    expect(() => parseJson('{', 4, text(10))).toThrow('must be JSON')
  })
})
