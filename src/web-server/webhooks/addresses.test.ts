import { expect, it } from 'vitest'
import { isPublicAddress, PrivateAddressError, publicLookup } from './addresses.ts'

it('WH-4: private, loopback, link-local and reserved addresses are refused, in every spelling that connects', () => {
  for (const address of [
    '127.0.0.1',
    '127.255.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd12::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::1',
    '2001:db8::1',
    'ff02::1',
    'localhost',
    '0x7f.1',
    '',
  ])
    expect(isPublicAddress(address), address).toBe(false)
  for (const address of [
    '93.184.216.34',
    '8.8.8.8',
    '172.32.0.1',
    '2606:2800:220:1::1',
    '2a00:1450:4001::8a',
  ])
    expect(isPublicAddress(address), address).toBe(true)
})

it('WH-4: of a name with several addresses, one private one is enough to refuse it', async () => {
  const look = (addresses: string[]) =>
    new Promise<unknown>((resolve) => {
      const fake = (_name: string, _options: object, done: (error: null, all: object[]) => void) =>
        done(
          null,
          addresses.map((address) => ({ address, family: 4 })),
        )
      publicLookup(fake as never)('x.example', {}, (error, address) => resolve(error ?? address))
    })
  expect(await look(['93.184.216.34'])).toBe('93.184.216.34')
  expect(await look(['93.184.216.34', '10.0.0.1'])).toBeInstanceOf(PrivateAddressError)
  expect(await look([])).toBeInstanceOf(PrivateAddressError)
})
