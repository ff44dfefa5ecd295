import { createHash, createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { fromBase64Url, toBase64Url } from '../base/bytes.ts'
import { joinClaims } from '../protocol/join-credential.ts'
import { signJoin, verifyJoin } from './join-signature.ts'
import { randomBytes } from './platform.ts'

const key = randomBytes(32)
const NOW_MS = 1_800_000_000_000
const iat = NOW_MS / 1_000
const given = {
  v: 1,
  kid: 'w1.1',
  iat,
  exp: iat + 60,
  jti: 'AAAAAAAAAAAAAAAAAAAAAA',
  aud: 's1',
  session: '7:4711:AAAAAAAAAAAAAAAAAAAAAA',
  group: 7,
  kind: 'agent',
  agent: 'agent-1',
  name: 'Ada',
  role: 'Agent',
  privileges: ['view'],
  parents: [],
  purpose: 'join',
}
const token = signJoin(joinClaims(given), key)

function verify(text: string, nowMs = NOW_MS) {
  return verifyJoin(text, { audience: 's1', nowMs, findKey: (kid) => (kid === 'w1.1' ? key : null) })
}

test('a credential as it was signed is right until it expires', () => {
  expect(verify(token)).toMatchObject({ ok: true, value: { session: given.session, privileges: ['view'] } })
  expect(verify(token, NOW_MS + 59_999).ok).toBe(true)
  expect(verify(token, NOW_MS + 60_000).ok).toBe(false)
})

test('SA-13: with any bit of it flipped it is refused', () => {
  const parts = token.split('.')
  let flipped = 0
  for (const [at, part] of parts.entries()) {
    const bytes = fromBase64Url(part)
    if (!bytes) throw new Error('not base64url')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Uint8Array.from(bytes)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const forged = parts.with(at, toBase64Url(changed)).join('.')
      if (verify(forged).ok) throw new Error(`part ${at}, bit ${bit} may be flipped`)
      flipped++
    }
  }
  expect(flipped).toBeGreaterThan(1_000)
})

test('SA-13: cut off anywhere, or with more behind it, it is refused', () => {
  for (let length = 0; length < token.length; length++) expect(verify(token.slice(0, length)).ok).toBe(false)
  for (const more of ['.', 'A', '=', ' ', `.${token}`, '\0']) expect(verify(token + more).ok).toBe(false)
})

test('SA-13: another algorithm, another key, no key, an empty one', () => {
  const [body = ''] = token.split('.')
  const bytes = fromBase64Url(body) ?? new Uint8Array()
  const macs = [
    createHmac('md5', key).update(body).digest(),
    createHmac('md5', key).update(bytes).digest(),
    createHash('md5').update(bytes).update(key).digest(),
    createHmac('sha1', key).update(body).digest(),
    createHmac('sha512', key).update(body).digest(),
    createHash('sha256').update(key).update(body).digest(),
    createHmac('sha256', randomBytes(32)).update(body).digest(),
    createHmac('sha256', new Uint8Array(0)).update(body).digest(),
    // The right key over the right bytes, without what says that it is for a join.
    createHmac('sha256', key).update(bytes).digest(),
    new Uint8Array(0),
    new Uint8Array(32),
  ]
  for (const mac of macs) expect(verify(`${body}.${toBase64Url(mac)}`).ok).toBe(false)
})

test.each([
  ['another audience', { aud: 's2' }],
  ['an unknown key', { kid: 'w1.2' }],
  ['a life of more than a minute', { exp: iat + 61 }],
  ['no life at all', { exp: iat }],
  ['issued in the future', { iat: iat + 30, exp: iat + 60 }],
])('SA-13: signed, but %s: refused', (_name, change) => {
  expect(verify(signJoin({ ...joinClaims(given), ...change }, key)).ok).toBe(false)
})

test('SA-13: signed for another purpose: refused', () => {
  const other = JSON.parse(JSON.stringify({ ...given, purpose: 'visitor' }))
  expect(verify(signJoin(other, key)).ok).toBe(false)
})
