import type { Db } from '../db/open.ts'

/** What somebody has besides a first factor. */
export type Factors = {
  readonly hasTotp: boolean
  readonly passkeys: number
  readonly recoveryCodes: number
}

export async function factorsOf(db: Db, userId: string): Promise<Factors> {
  const row = await db
    .selectFrom('users as u')
    .select((eb) => [
      eb
        .selectFrom('totps as t')
        .select(eb.fn.countAll<string>().as('n'))
        .whereRef('t.user_id', '=', 'u.id')
        .where('t.confirmed_at', 'is not', null)
        .as('totps'),
      eb
        .selectFrom('passkeys as p')
        .select(eb.fn.countAll<string>().as('n'))
        .whereRef('p.user_id', '=', 'u.id')
        .as('passkeys'),
      eb
        .selectFrom('recovery_codes as r')
        .select(eb.fn.countAll<string>().as('n'))
        .whereRef('r.user_id', '=', 'u.id')
        .as('codes'),
    ])
    .where('u.id', '=', userId)
    .executeTakeFirst()
  return {
    hasTotp: Number(row?.totps ?? 0) > 0,
    passkeys: Number(row?.passkeys ?? 0),
    recoveryCodes: Number(row?.codes ?? 0),
  }
}

/** Whether more than a first factor is needed to prove who one is. */
export function hasSecondFactor({ hasTotp, passkeys }: Factors): boolean {
  return hasTotp || passkeys > 0
}

/** Takes away all second factors: for people who have lost them. */
export async function removeFactors(db: Db, userId: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const table of ['totps', 'recovery_codes', 'passkeys'] as const)
      await tx.deleteFrom(table).where('user_id', '=', userId).execute()
  })
}
