import { expect, it } from 'vitest'
import { randomBytes } from '../../node/platform.ts'
import { randomDigits } from './keys.ts'

it('SE-5: random keys are uniform, of the wanted length, and never begin with 0', () => {
  const counts = new Map<string, number>()
  for (let i = 0; i < 18_000; i++) {
    const key = randomDigits(randomBytes, 4)
    expect(key).toMatch(/^[1-9][0-9]{3}$/)
    counts.set(key.charAt(0), (counts.get(key.charAt(0)) ?? 0) + 1)
  }
  // 2,000 expected each; six standard deviations are about 253.
  for (const count of counts.values()) expect(Math.abs(count - 2_000)).toBeLessThan(260)
  expect(counts.size).toBe(9)
})

it('SE-5: values that would favour low keys are thrown again', () => {
  const draws = [0xffffffff, 0, 0]
  const source = () => {
    const bytes = new Uint8Array(4)
    new DataView(bytes.buffer).setUint32(0, draws.shift() ?? 0)
    return bytes
  }
  expect(randomDigits(source, 9)).toBe('100000000')
  expect(draws).toHaveLength(1)
})
