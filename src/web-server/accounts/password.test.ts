import { expect, it } from 'vitest'
import { createPasswordHasher } from './password.ts'
import { createTurnstile } from './turnstile.ts'

it('SECURITY 6: passwords are kept as Argon2id with a salt of their own, and compared as typed', async () => {
  const { hash, verify } = createPasswordHasher()
  const first = await hash('pässword 1')
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await hash('pässword 1')).not.toBe(first)
  expect(await verify({ hash: first, password: 'pässword 1' })).toBe(true)
  expect(await verify({ hash: first, password: 'pa\u0308ssword 1' })).toBe(true)
  expect(await verify({ hash: first, password: 'passwort 1' })).toBe(false)
  for (const odd of ['', 'x', first.slice(0, -1), first.replace('$m', '$x')]) {
    expect(await verify({ hash: odd, password: 'pässword 1' })).toBe(false)
  }
})

it('T8: only so many wait for a hash; the others are told to come back', async () => {
  const inTurn = createTurnstile(2, 3)
  const finish: (() => void)[] = []
  const work = () => new Promise<void>((resolve) => finish.push(resolve))
  const results = Array.from({ length: 6 }, () => inTurn(work))
  await expect(results[5]).rejects.toMatchObject({ code: 'rate-limited' })
  expect(finish).toHaveLength(2)
  for (let done = 0; done < 5; done++) {
    finish[done]?.()
    await results[done]
    await Promise.resolve()
    expect(finish.length - done - 1).toBeLessThanOrEqual(2)
  }
})
