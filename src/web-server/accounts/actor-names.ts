import type { Db } from '../db/open.ts'

/** Names of people and tokens by what stands for them in the audit log (`user:…`, `token:…`). */
export async function namesOfActors(
  db: Pick<Db, 'selectFrom'>,
  actors: readonly (string | null)[],
): Promise<Map<string, string>> {
  const idsOf = (kind: string) => [
    ...new Set(actors.flatMap((actor) => (actor?.startsWith(kind) ? [actor.slice(kind.length)] : []))),
  ]
  const names = new Map<string, string>()
  const users = idsOf('user:')
  if (users.length > 0) {
    const rows = await db.selectFrom('users').select(['id', 'name']).where('id', 'in', users).execute()
    for (const { id, name } of rows) names.set(`user:${id}`, name)
  }
  const tokens = idsOf('token:')
  if (tokens.length > 0) {
    const rows = await db.selectFrom('api_tokens').select(['id', 'name']).where('id', 'in', tokens).execute()
    for (const { id, name } of rows) names.set(`token:${id}`, name)
  }
  return names
}
