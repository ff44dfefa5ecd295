import { createNested } from '../capture/tree/nested.ts'
import { createGuest } from '../frames/guest.ts'
import { createFrameHost } from '../frames/host.ts'
import type { LoadPart, PartTypes } from '../parts/parts.ts'

/** These parts are there at once, and that for frames; all others cannot be had. */
export function partsAtHand(parts: Partial<PartTypes>): LoadPart {
  const all: Partial<PartTypes> = { frames: { createFrameHost, createGuest, createNested }, ...parts }
  return async (name) => (all[name] ?? null) as never
}
