import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { createSealer, sealingKeys } from './sealing.ts'

const key = () => new Uint8Array(randomBytes(32))

it('T16: what is sealed opens for its purpose only, is never twice the same, and shows nothing', () => {
  const sealer = createSealer([key()])
  const sealed = sealer.seal('JBSWY3DPEHPK3PXP', 'totp|ada')
  expect(sealed).not.toContain('JBSW')
  expect(sealer.seal('JBSWY3DPEHPK3PXP', 'totp|ada')).not.toBe(sealed)
  expect(sealer.open(sealed, 'totp|ada')).toBe('JBSWY3DPEHPK3PXP')
  expect(sealer.open(sealed, 'totp|bob')).toBeNull()
  const [name, iv, text = ''] = sealed.split('.')
  for (const odd of [
    '',
    'x',
    `${name}.${iv}`,
    `${name}.${iv}.AAAA`,
    `${name}.${iv}.${text.startsWith('B') ? 'C' : 'B'}${text.slice(1)}`,
    `x.${iv}.${text}`,
  ])
    expect(sealer.open(odd, 'totp|ada')).toBeNull()
})

it('keys can be changed: the first seals, all open', () => {
  const [old, fresh] = [key(), key()]
  const sealed = createSealer([old]).seal('secret', 'p')
  const both = createSealer([fresh, old])
  expect(both.open(sealed, 'p')).toBe('secret')
  expect(createSealer([fresh]).open(sealed, 'p')).toBeNull()
  expect(createSealer([fresh]).open(both.seal('secret', 'p'), 'p')).toBe('secret')
  expect(sealingKeys([], 'a').map(String)).not.toEqual(sealingKeys([], 'b').map(String))
  expect(sealingKeys([fresh], 'a')).toEqual([fresh])
})
