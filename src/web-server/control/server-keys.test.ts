import { describe, expect, it } from 'vitest'
import { fromBase64Url } from '../../base/bytes.ts'
import { signJoin, verifyJoin } from '../../node/join-signature.ts'
import { randomBytes } from '../../node/platform.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { type ServerKeys, startServerKeys } from './server-keys.ts'

/** What a session server keeps: the two newest keys. */
function createReceiver() {
  const held: { keyId: string; key: Uint8Array }[] = []
  return {
    sent: [] as { keyId: string; atMs: number }[],
    held,
    add(message: { keyId: string; key: string }) {
      held.push({ keyId: message.keyId, key: fromBase64Url(message.key)! })
      if (held.length > 2) held.shift()
      return true
    },
    find: (keyId: string) => held.find((one) => one.keyId === keyId)?.key ?? null,
  }
}

type Parts = Omit<Parameters<typeof startServerKeys>[0], 'random' | 'undelivered'>

/** Keys that the session server confirms a moment after they were sent. */
function startConfirmed(parts: Parts): ServerKeys {
  const keys: ServerKeys = startServerKeys({
    ...parts,
    random: randomBytes,
    undelivered: () => {
      throw new Error('a key was not confirmed')
    },
    send(key) {
      parts.clock.after(1, () => keys.delivered(key.keyId))
      return parts.send(key)
    },
  })
  return keys
}

function claimsFor(kid: string, nowMs: number, untilMs: number) {
  const iat = Math.floor(nowMs / 1_000)
  return {
    v: 1 as const,
    kid,
    iat,
    exp: Math.min(iat + 60, Math.floor(untilMs / 1_000)),
    jti: 'A'.repeat(22),
    aud: 'cs1',
    session: '1:2:AAAAAAAAAAAAAAAAAAAAAA' as never,
    group: 1 as never,
    kind: 'agent' as const,
    agent: 'a',
    name: 'n',
    role: 'r',
    privileges: [],
    parents: [],
    purpose: 'join' as const,
  }
}

describe('server keys', () => {
  it('ARCHITECTURE 4: a fresh 256-bit key each minute, sent 15 s before its first use; the first is usable at once', () => {
    const clock = createFakeClock()
    const begin = clock.now()
    const sent: { keyId: string; atMs: number; bytes: number }[] = []
    const keys = startConfirmed({
      clock,
      idPrefix: 'web1',
      send(key) {
        sent.push({ keyId: key.keyId, atMs: clock.now() - begin, bytes: fromBase64Url(key.key)!.length })
        return true
      },
    })
    clock.advance(1)
    expect(keys.current()?.keyId).toBe('web1.1')
    const used: string[] = []
    for (let second = 0; second < 200; second++) {
      used.push(keys.current()!.keyId)
      clock.advance(1_000)
    }
    expect(sent.slice(0, 4)).toEqual([
      { keyId: 'web1.1', atMs: 0, bytes: 32 },
      { keyId: 'web1.2', atMs: 45_000, bytes: 32 },
      { keyId: 'web1.3', atMs: 105_000, bytes: 32 },
      { keyId: 'web1.4', atMs: 165_000, bytes: 32 },
    ])
    for (const { keyId, atMs } of sent.slice(1)) {
      const firstUse = used.indexOf(keyId) * 1_000
      if (firstUse >= 0) expect(firstUse - atMs).toBeGreaterThanOrEqual(LIMITS.serverKeyLeadMs)
    }
    keys.stop()
    expect(keys.current()).toBeNull()
  })

  it('SA-15: over 1,000 boundaries and ± 5 s of skew no valid credential is refused', () => {
    const clock = createFakeClock()
    const receiver = createReceiver()
    const keys = startConfirmed({ clock, idPrefix: 'web1', send: (key) => receiver.add(key) })
    const pending: { token: string; dueMs: number; exp: number }[] = []
    let checked = 0
    for (let step = 0; step < 1_000 * 60; step += 1) {
      clock.advance(1_000)
      // Around each boundary, and used at various ages up to the very end of its life.
      if (step % 60 > 40 || step % 60 < 3) {
        const key = keys.current()!
        const claims = claimsFor(key.keyId, clock.now(), key.acceptedUntilMs)
        const ageMs = (step % 7) * 10_000
        pending.push({
          token: signJoin(claims, key.key),
          dueMs: clock.now() + ageMs,
          exp: claims.exp * 1_000,
        })
        expect(claims.exp - claims.iat).toBeGreaterThanOrEqual(35)
      }
      for (
        let next = pending.findIndex((one) => one.dueMs <= clock.now());
        next >= 0;
        next = pending.findIndex((one) => one.dueMs <= clock.now())
      ) {
        const [one] = pending.splice(next, 1)
        for (const skewMs of [-5_000, 0, 5_000]) {
          const nowMs = clock.now() + skewMs
          const result = verifyJoin(one!.token, { audience: 'cs1', nowMs, findKey: receiver.find })
          if (nowMs < one!.exp) expect(result.ok).toBe(true)
          checked++
        }
      }
    }
    expect(checked).toBeGreaterThan(1_000)
    expect(receiver.held.length).toBe(2)
  })

  it('joins are refused, not signed with an old key, when keys cannot be sent; they resume by themselves', () => {
    const clock = createFakeClock()
    let isUp = true
    const keys = startConfirmed({ clock, idPrefix: 'w', send: () => isUp })
    clock.advance(1)
    expect(keys.current()).not.toBeNull()
    isUp = false
    clock.advance(61_000)
    expect(keys.current()).toBeNull()
    isUp = true
    clock.advance(2_000)
    expect(keys.current()).not.toBeNull()
  })

  it('SA-15: no key is used before it is confirmed; one that is not in all its lead time is an alarm', () => {
    const clock = createFakeClock()
    const sent: string[] = []
    let alarms = 0
    const keys = startServerKeys({
      clock,
      random: randomBytes,
      idPrefix: 'w',
      send: ({ keyId }) => sent.push(keyId) > 0,
      undelivered: () => alarms++,
    })
    expect(keys.current()).toBeNull()
    keys.delivered('w.2')
    expect(keys.current()).toBeNull()
    keys.delivered('w.1')
    expect(keys.current()?.keyId).toBe('w.1')
    clock.advance(59_999)
    expect([sent, keys.current()?.keyId, alarms]).toEqual([['w.1', 'w.2'], 'w.1', 0])
    clock.advance(1)
    expect([keys.current(), alarms]).toEqual([null, 1])
    keys.delivered('w.2')
    expect(keys.current()?.keyId).toBe('w.2')
    keys.stop()
  })
})
