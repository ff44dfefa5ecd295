import { describe, expect, it } from 'vitest'
import {
  formatSessionId,
  groupIdFromText,
  type SessionKey,
  sessionId,
  sessionKey,
  splitSessionId,
} from './ids.ts'
import { END_REASONS, finalStatus, isLive } from './life-cycle.ts'

describe('ids', () => {
  it('SE-4 keys are 1 to 63 characters of the key alphabet', () => {
    for (const good of ['1', '482913', 'user~id_1.2-3', 'x'.repeat(63)]) expect(sessionKey(good)).toBe(good)
    for (const bad of ['', 'x'.repeat(64), 'a b', 'ä', 'a:b', 'a/b', '1\n'])
      expect(() => sessionKey(bad)).toThrow()
  })

  it('SE-9 session ids come apart as they were put together', () => {
    const id = formatSessionId(4711 as never, 'ab.c' as SessionKey, 'AAAAAAAAAAAAAAAAAAAAAA')
    expect(splitSessionId(id)).toEqual({ groupId: 4711, key: 'ab.c', random: 'AAAAAAAAAAAAAAAAAAAAAA' })
    for (const bad of [
      '4711:ab',
      '04711:k:AAAAAAAAAAAAAAAAAAAAAA',
      '1:k:AAAAAAAAAAAAAAAAAAAAAB',
      '1:k:short',
    ]) {
      expect(() => sessionId(bad)).toThrow()
    }
  })

  it('EM-2 group ids are 1 to 9 digits', () => {
    expect(groupIdFromText('4711')).toBe(4711)
    for (const bad of ['', '0', '01', '1234567890', '1e3', '-1', ' 1'])
      expect(groupIdFromText(bad)).toBeNull()
  })
})

describe('life cycle', () => {
  it('LC-15 every reason leads to a final status from every live one', () => {
    for (const reason of END_REASONS) {
      for (const from of ['J', 'W', 'A'] as const) expect(isLive(finalStatus(from, reason))).toBe(false)
    }
  })

  it.each([
    ['W', 'visitor-ended', 'Q'],
    ['A', 'visitor-ended', 'C'],
    ['A', 'visitor-lost', 'X'],
    ['W', 'visitor-lost', 'Q'],
    ['J', 'setup-failed', 'T'],
    ['A', 'agents-left', 'C'],
    ['A', 'agent-lost', 'X'],
    ['W', 'replaced', 'Q'],
    ['A', 'replaced', 'C'],
    ['W', 'server-lost', 'T'],
    ['A', 'server-lost', 'X'],
    ['W', 'admin-ended', 'T'],
  ] as const)('LC %s ended by %s is %s', (from, reason, to) => {
    expect(finalStatus(from, reason)).toBe(to)
  })
})
