import * as digest from '../stage/parts/digest.ts'
import * as frames from '../stage/parts/frames.ts'
import * as hand from '../stage/parts/hand.ts'
import * as looks from '../stage/parts/looks.ts'
import { createParts, type PartName, type Parts, type PartTypes } from '../stage/parts/parts.ts'

const all: PartTypes = { digest, frames, hand, looks }

/** The parts of a stage, all there: what needs them waits for nothing. */
export async function loadedParts(): Promise<Parts> {
  const parts = createParts(async (name) => all[name])
  for (const name of Object.keys(all)) parts.use(name as PartName, () => {})
  await parts.settled()
  return parts
}
