import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { fromBase64Url, toBase64Url } from '../../base/bytes.ts'
import { WEB_LIMITS } from '../limits.ts'
import { createTurnstile } from './turnstile.ts'

const derive = promisify(argon2)

// OWASP's second recommendation for Argon2id: 19 MiB, 2 passes, 1 lane.
const COST = { memory: 19_456, passes: 2, parallelism: 1 }
const TAG_BYTES = 32
const SALT_BYTES = 16
const FORM =
  /^\$argon2id\$v=19\$m=([0-9]{1,7}),t=([0-9]{1,3}),p=([0-9]{1,2})\$([A-Za-z0-9_-]+)\$([A-Za-z0-9_-]+)$/

export interface PasswordHasher {
  hash(password: string): Promise<string>
  verify(data: { hash: string; password: string }): Promise<boolean>
}

/** Password hashing with a bound on how many run at once: each takes 19 MiB and a core for some 30 ms. */
export function createPasswordHasher(): PasswordHasher {
  const inTurn = createTurnstile(WEB_LIMITS.passwordHashesAtOnce, WEB_LIMITS.passwordHashesWaiting)
  return {
    hash: (password) =>
      inTurn(async () => {
        const nonce = randomBytes(SALT_BYTES)
        const tag = await derive('argon2id', {
          message: password.normalize('NFKC'),
          nonce,
          tagLength: TAG_BYTES,
          ...COST,
        })
        const { memory, passes, parallelism } = COST
        return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${toBase64Url(nonce)}$${toBase64Url(tag)}`
      }),
    verify: ({ hash, password }) =>
      inTurn(async () => {
        const [, memory, passes, parallelism, salt, tag] = FORM.exec(hash) ?? []
        const nonce = fromBase64Url(salt ?? '')
        const right = fromBase64Url(tag ?? '')
        if (!nonce || !right || right.length !== TAG_BYTES) return false
        const given = await derive('argon2id', {
          message: password.normalize('NFKC'),
          nonce,
          tagLength: TAG_BYTES,
          memory: Number(memory),
          passes: Number(passes),
          parallelism: Number(parallelism),
        })
        return timingSafeEqual(given, right)
      }),
  }
}
