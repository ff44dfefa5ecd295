import { ParseError } from '../../base/parse.ts'
import type { Identity } from '../../protocol/rest.ts'
import { requireStorable } from '../db/storable.ts'
import { WEB_LIMITS } from '../limits.ts'

/** SE-2, what the parser of the wire does not count: code points of the name, bytes of the data. Too long is refused, never cut. */
export function checkIdentity(identity: Identity): string {
  if (identity.name !== undefined && [...identity.name].length > WEB_LIMITS.identityNameCodePoints) {
    throw new ParseError('identity.name', `must not be longer than ${WEB_LIMITS.identityNameCodePoints}`)
  }
  if (identity.data && Buffer.byteLength(JSON.stringify(identity.data)) > WEB_LIMITS.identityDataBytes) {
    throw new ParseError('identity.data', `must not be larger than ${WEB_LIMITS.identityDataBytes} bytes`)
  }
  requireStorable(identity, 'identity')
  return JSON.stringify(identity)
}
