import { expect, test } from 'vitest'
import { isNearValue } from './values.ts'

test('values differ by more than rounding or they do not', () => {
  expect(isNearValue('color', 'rgb(1, 2, 3)', 'rgb(1, 2, 3)')).toBe(true)
  expect(isNearValue('color', 'rgb(1, 2, 3)', 'rgb(1, 2, 4)')).toBe(false)
  expect(isNearValue('letter-spacing', '0.51px', '0.5px')).toBe(true)
  expect(isNearValue('letter-spacing', '1.5px', '0.5px')).toBe(false)
  expect(isNearValue('transform-origin', '10.6px 3px', '10px 3px')).toBe(true)
  expect(isNearValue('transform-origin', '12px 3px', '10px 3px')).toBe(false)
  expect(isNearValue('display', 'block', 'inline')).toBe(false)
})

test('what a blob: address shows may have another address at the agent, a data: address may not', () => {
  expect(isNearValue('background-image', 'url("blob:http://a/1")', 'url("blob:null/2")')).toBe(true)
  expect(isNearValue('background-image', 'url("blob:http://a/1")', 'none')).toBe(false)
  expect(isNearValue('background-image', 'url("http://a/x")', 'url("http://b/x")')).toBe(false)
})
