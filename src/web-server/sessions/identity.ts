import { ParseError } from '../../base/parse.ts'
import type { Identity } from '../../protocol/rest.ts'
import { WEB_LIMITS } from '../limits.ts'

/** SE-2, what the parser of the wire does not count: code points of the name, bytes of the data. Too long is refused, never cut. */
export function checkIdentity(identity: Identity): string {
  if (identity.name !== undefined && [...identity.name].length > WEB_LIMITS.identityNameCodePoints) {
    throw new ParseError('identity.name', `must not be longer than ${WEB_LIMITS.identityNameCodePoints}`)
  }
  if (identity.data && Buffer.byteLength(JSON.stringify(identity.data)) > WEB_LIMITS.identityDataBytes) {
    throw new ParseError('identity.data', `must not be larger than ${WEB_LIMITS.identityDataBytes} bytes`)
  }
  const json = JSON.stringify(identity)
  // PostgreSQL keeps no NUL in JSON.
  if (json.includes('\\u0000')) throw new ParseError('identity', 'has a character that is not allowed')
  return json
}
