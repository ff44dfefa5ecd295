import { createHash } from 'node:crypto'
import type { RandomBytes } from '../../base/clock.ts'
import type { Db } from '../db/open.ts'
import { WEB_LIMITS } from '../limits.ts'

/** Without letters that look like digits or like each other (Crockford's base 32, in small letters). */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
/** 80 bits: nobody guesses one, so a fast hash is enough. */
const CODE_LENGTH = 16

function hashOf(userId: string, code: string): string {
  return createHash('sha256').update(`sidelong-recovery|${userId}|${code}`).digest('base64url')
}

/** Makes new codes in place of all earlier ones. They are shown once; the database keeps their hashes. */
export async function makeRecoveryCodes(db: Db, random: RandomBytes, userId: string): Promise<string[]> {
  const codes = Array.from({ length: WEB_LIMITS.recoveryCodes }, () =>
    Array.from(random(CODE_LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join(''),
  )
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('recovery_codes').where('user_id', '=', userId).execute()
    const rows = codes.map((code) => ({ user_id: userId, hash: hashOf(userId, code) }))
    await tx.insertInto('recovery_codes').values(rows).execute()
  })
  return codes.map((code) => code.replace(/.{4}(?=.)/g, '$&-'))
}

/** Uses up a code; false if it is none of the user's. */
export async function useRecoveryCode(db: Db, userId: string, code: string): Promise<boolean> {
  const used = await db
    .deleteFrom('recovery_codes')
    .where('user_id', '=', userId)
    .where('hash', '=', hashOf(userId, code.toLowerCase()))
    .executeTakeFirst()
  return used.numDeletedRows === 1n
}
