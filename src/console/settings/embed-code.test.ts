import { expect, test } from 'vitest'
import { embedCode, embedPolicy } from './embed-code.ts'

const choice = {
  groupId: 4711,
  site: 'production',
  isMeta: false,
  hasButton: false,
  hasPresence: false,
  visitorId: '',
  additional: '',
  cookieDomain: '',
} as const
const HOST = 'https://help.example.com'

test('EM-1 the tag says what was chosen, and nothing else', () => {
  expect(embedCode(HOST, choice)).toBe(
    '<script id="sidelong" src="https://help.example.com/visitor/loader.js" data-groupid="4711" data-site="production" async></script>',
  )
  const all = {
    ...choice,
    isMeta: true,
    hasButton: true,
    hasPresence: true,
    visitorId: 'a"<b',
    additional: '1, 2',
  }
  expect(embedCode(HOST, { ...all, cookieDomain: 'example.com' })).toBe(
    '<meta id="sidelong" data-groupid="4711" data-site="production" data-server="https://help.example.com" data-additionalgroupids="1, 2" data-button="on" data-presence="on" data-visitorid="a&quot;&lt;b" data-cookiedomain="example.com">',
  )
})

test('section 2: the policy names web server and session servers, with sockets where there are some', () => {
  const servers = ['https://cs1.example.com', 'https://cs2.example.com']
  expect(embedPolicy(HOST, servers, choice)).toBe(
    `script-src ${HOST}; connect-src ${HOST} ${servers.join(' ')} wss://cs1.example.com wss://cs2.example.com`,
  )
  expect(embedPolicy(HOST, [HOST], choice)).toBe(
    `script-src ${HOST}; connect-src ${HOST} wss://help.example.com`,
  )
  expect(embedPolicy(HOST, servers.slice(0, 1), { isMeta: true, hasPresence: true })).toBe(
    `script-src 'self'; connect-src ${HOST} https://cs1.example.com wss://cs1.example.com wss://help.example.com`,
  )
})
