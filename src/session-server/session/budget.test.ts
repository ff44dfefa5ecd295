import { describe, expect, test } from 'vitest'
import { decodeEnvelope } from '../../protocol/envelope.ts'
import type { GroupId } from '../../protocol/ids.ts'
import { SERVER_LIMITS } from '../limits.ts'
import { ByteQuota } from '../sockets/byte-quota.ts'
import { checkpoint } from '../testing/harness.ts'
import { createBudget, GroupBudgets, holdableBytes } from './budget.ts'
import { EnvelopeStore } from './envelope-store.ts'

const group = (id: number) => id as GroupId

describe('T8: bytes held', () => {
  test('SA-28: one group has its share, one byte more is refused, and others have room', () => {
    const whole = createBudget(1_000)
    const budgets = new GroupBudgets(whole)
    const [one, two] = [budgets.of(group(1)), budgets.of(group(2))]
    const share = 1_000 * SERVER_LIMITS.maxGroupShare
    one.add(share - 10)
    expect([one.hasRoom(10), one.hasRoom(11)]).toEqual([true, false])
    expect([two.hasRoom(260), two.hasRoom(261)]).toEqual([true, false])
    one.add(-share + 10)
    expect([whole.heldBytes, two.hasRoom(share), two.hasRoom(share + 1)]).toEqual([0, true, false])
  })

  test('RA-13: a small heap holds less, as small envelopes lie on it', () => {
    const megabytes = (count: number) => holdableBytes(count * 1_048_576) / 1_048_576
    // --max-old-space-size=128, with 96 MB for young objects.
    expect([megabytes(224), megabytes(1_160), megabytes(1_161), megabytes(100)]).toEqual([
      88, 1_024, 1_024, 0,
    ])
  })

  test('all sessions of a group share it, and give it back when they end', () => {
    const budgets = new GroupBudgets(createBudget(40_000))
    const put = (store: EnvelopeStore, payload: string) =>
      checkpoint(1, payload).map((bytes) => {
        const envelope = decodeEnvelope(bytes)
        return envelope && store.accept(envelope, bytes)
      })
    const stores = [1, 1, 2].map((id) => new EnvelopeStore(budgets.of(group(id))))
    const [first, second, other] = stores as [EnvelopeStore, EnvelopeStore, EnvelopeStore]
    expect(put(first, 'x'.repeat(20_000)).at(-1)).toBe('completed')
    expect(put(second, 'x'.repeat(20_000))).toContain('limit')
    expect(put(other, 'x'.repeat(10_000)).at(-1)).toBe('completed')
    first.clear()
    expect(put(new EnvelopeStore(budgets.of(group(1))), 'x'.repeat(20_000)).at(-1)).toBe('completed')
  })
})

describe('T8: bytes sent by one address', () => {
  const burst = SERVER_LIMITS.maxAddressBytesPerSecond * SERVER_LIMITS.visitorBurstSeconds

  test('all its sockets together: a burst, one byte more is refused, and it fills again', () => {
    let nowMs = 0
    const quota = new ByteQuota(() => nowMs)
    const [one, two, other] = ['a', 'a', 'b'].map((address) => quota.open(address))
    expect([one?.take(burst - 5), two?.take(5), two?.take(1), one?.take(1), other?.take(burst)]).toEqual([
      true,
      true,
      false,
      false,
      true,
    ])
    nowMs = 1_000
    expect([one?.take(SERVER_LIMITS.maxAddressBytesPerSecond), one?.take(1)]).toEqual([true, false])
  })

  test('coming back at once fills nothing; after a while nothing is kept of who is gone', () => {
    let nowMs = 10_000
    const quota = new ByteQuota(() => nowMs)
    const first = quota.open('a')
    expect(first.take(burst)).toBe(true)
    first.stop()
    first.stop()
    const again = quota.open('a')
    expect(again.take(1)).toBe(false)
    again.stop()
    nowMs += SERVER_LIMITS.visitorBurstSeconds * 1_000
    quota.open('b')
    expect(quota.addresses).toBe(1)
  })
})
