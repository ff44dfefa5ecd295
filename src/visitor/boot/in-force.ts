import { type MaskFloor, STRICTEST, stricter } from './mask-floor.ts'
import { type CarriedState, digestOf } from './state-codec.ts'

/** The rules in force: what was fetched and what was carried, whichever is stricter (MK-17). */
export function inForce(fetched: MaskFloor, carried: CarriedState['floor'] | null): MaskFloor {
  if (!carried) return fetched
  if ('mode' in carried) return stricter(fetched, carried)
  return digestOf(fetched) === carried.digest ? fetched : stricter(fetched, STRICTEST)
}
