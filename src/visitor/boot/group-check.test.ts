import { expect, test } from 'vitest'
import { mayRunIn } from './group-check.ts'

test.each([
  [1, [], 1, true],
  [1, [], 2, false],
  [1, [2, 3], 2, true],
  [1, [2, 3], 3, true],
  [1, [2, 3], 1, true],
  [1, [2, 3], 23, false],
  [12, [], 1, false],
  [1, [2], Number.NaN, false],
])('GC-1 page of group %i with %j, session of %i: %s', (groupId, additionalGroupIds, session, isAllowed) => {
  expect(mayRunIn({ groupId, additionalGroupIds }, session)).toBe(isAllowed)
})

test('GC-1 a group as text is another one', () => {
  expect(mayRunIn({ groupId: 1, additionalGroupIds: [2] }, '1' as never)).toBe(false)
  expect(mayRunIn({ groupId: 1, additionalGroupIds: [2] }, '2' as never)).toBe(false)
})
