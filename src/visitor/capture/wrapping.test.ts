import { expect, test } from 'vitest'
import { createWrapping, type Realm } from './wrapping.ts'

class Node {
  text = 'a'
  append(...words: string[]): string {
    if (words.includes('bad')) throw new RangeError('the page’s own')
    this.text += words.join('')
    return this.text
  }
}

/** All that tells one realm from another. */
const realm = (): Realm => ({ Node: class {} }) as unknown as Realm

test('MIRROR 6: the original comes first, with its arguments, its result and its errors', () => {
  class Own extends Node {}
  Object.defineProperty(Own.prototype, 'append', {
    value: Node.prototype.append,
    configurable: true,
    writable: true,
  })
  const wrapping = createWrapping()
  wrapping.enter(realm())
  const told: unknown[] = []
  wrapping.afterMethod<Own>(Own.prototype, 'append', (self, result, first) => {
    told.push([self.text, result, first])
    throw new Error('ours, which nobody sees')
  })
  const node = new Own()
  expect(node.append('b', 'c')).toBe('abc')
  expect(told).toEqual([['abc', 'abc', 'b']])
  expect(() => node.append('bad')).toThrow(new RangeError('the page’s own'))
  expect(told).toHaveLength(1)
  expect(Own.prototype.append.name).toBe('append')
  expect(Own.prototype.append.length).toBe(Node.prototype.append.length)
})

test('MIRROR 6: who wraps later, as Zone.js does, stays; ours is silent from then on', () => {
  const page = { call: (): string => 'page' }
  const original = page.call
  const wrapping = createWrapping()
  wrapping.enter(realm())
  let told = 0
  wrapping.afterMethod(page, 'call', () => void told++)
  const ours = page.call
  const later = (): string => `later ${ours()}`
  page.call = later
  expect(page.call()).toBe('later page')
  wrapping.stop()
  expect(page.call).toBe(later)
  expect(page.call()).toBe('later page')
  expect(told).toBe(1)

  const alone = { call: original }
  const second = createWrapping()
  second.enter(realm())
  second.afterMethod(alone, 'call', () => void told++)
  second.stop()
  expect(alone.call).toBe(original)
})

test('MIRROR 6: what cannot be wrapped stays as it is', () => {
  const wrapping = createWrapping()
  wrapping.enter(realm())
  const frozen = Object.freeze({ call: (): number => 1 })
  const prototype = {
    get value(): number {
      return 2
    },
  }
  for (const one of [frozen, prototype, undefined]) {
    wrapping.afterMethod(one, 'call', () => undefined)
    wrapping.afterSetter(one, 'value', () => undefined)
    wrapping.afterMethod(one, 'missing', () => undefined)
  }
  expect(frozen.call()).toBe(1)
  expect(prototype.value).toBe(2)
  expect(Object.keys(prototype)).toEqual(['value'])
})

test('MIRROR 6: each realm is entered once; at the end, all that is there has its natives back', () => {
  const wrapping = createWrapping()
  const realms = [realm(), realm()]
  const pages = realms.map(() => ({ one: (): string => 'one', two: (): string => 'two' }))
  let stopped = 0
  for (const [i, page] of pages.entries()) {
    const parts = wrapping.enter(realms[i] as Realm)
    expect(wrapping.enter(realms[i] as Realm)).toBeUndefined()
    wrapping.afterMethod(page, 'one two', () => undefined)
    parts?.push({ stop: () => void stopped++ })
  }
  const wrapped = pages.flatMap(({ one, two }) => [one, two])
  expect(new Set(wrapped).size).toBe(4)
  wrapping.stop()
  expect(stopped).toBe(2)
  for (const one of pages.flatMap(({ one, two }) => [one, two])) expect(wrapped).not.toContain(one)
})
