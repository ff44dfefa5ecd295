import { expect, test } from 'vitest'
import { createWrapping } from './wrapping.ts'

class Node {
  text = 'a'
  append(...words: string[]): string {
    if (words.includes('bad')) throw new RangeError('the page’s own')
    this.text += words.join('')
    return this.text
  }
}

test('MIRROR 6: the original comes first, with its arguments, its result and its errors', () => {
  class Own extends Node {}
  Object.defineProperty(Own.prototype, 'append', {
    value: Node.prototype.append,
    configurable: true,
    writable: true,
  })
  const wrapping = createWrapping()
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
  second.afterMethod(alone, 'call', () => void told++)
  second.stop()
  expect(alone.call).toBe(original)
})

test('MIRROR 6: what cannot be wrapped stays as it is', () => {
  const wrapping = createWrapping()
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
