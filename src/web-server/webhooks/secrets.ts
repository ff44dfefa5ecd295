import { toBase64Url } from '../../base/bytes.ts'
import type { RandomBytes } from '../../base/clock.ts'
import type { Sealer } from '../accounts/sealing.ts'

const SECRET_BYTES = 32
const purposeOf = (endpoint: string) => `webhook:${endpoint}`

export function makeSecret(
  random: RandomBytes,
  sealer: Sealer,
  endpoint: string,
): { secret: string; sealed: string } {
  const secret = `whs_${toBase64Url(random(SECRET_BYTES))}`
  return { secret, sealed: sealer.seal(secret, purposeOf(endpoint)) }
}

/** The secrets that count, the newest first (WH-2). */
export function secretsOf(
  sealer: Sealer,
  row: { endpoint_id: string; secret: string; old_secret: string | null },
): string[] {
  const sealed = row.old_secret === null ? [row.secret] : [row.secret, row.old_secret]
  return sealed.flatMap((one) => sealer.open(one, purposeOf(row.endpoint_id)) ?? [])
}
