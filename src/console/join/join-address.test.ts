import { expect, test } from 'vitest'
import { groupId, sessionKey } from '../../protocol/ids.ts'
import { checkedJoinAddress, joinAddress } from './join-address.ts'

const ORIGIN = 'https://help.example:8443'

test.each([
  ['/agent/join?key=1', `${ORIGIN}/agent/join?key=1`],
  [`${ORIGIN}/agent/join?key=1`, `${ORIGIN}/agent/join?key=1`],
  ['agent/join', `${ORIGIN}/agent/join`],
])('JN-2 %s may be gone to', (joinUrl, address) => expect(checkedJoinAddress(joinUrl, ORIGIN)).toBe(address))

test.each([
  'https://help.example/agent/join',
  'http://help.example:8443/agent/join',
  'https://evil.example/agent/join',
  '//evil.example/agent/join',
  '\\\\evil.example/agent/join',
  'https://help.example:8443@evil.example/',
  'https://user:pass@help.example:8443/',
  'javascript:alert(1)',
  'data:text/html,x',
  'blob:https://help.example:8443/0',
  'https://',
])('JN-2 %s may not be gone to', (joinUrl) => expect(checkedJoinAddress(joinUrl, ORIGIN)).toBeNull())

test('JN-1 a join address carries key and group', () => {
  expect(joinAddress(sessionKey('a~b.c'), groupId(17))).toBe('/agent/join?key=a%7Eb.c&group=17')
})
