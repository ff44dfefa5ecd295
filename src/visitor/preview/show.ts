import { createError } from '../api/error.ts'
import type { VisitorDeps } from '../boot/visitor.ts'
import type { pinNatives } from '../capture/natives.ts'
import type { MaskMemory } from '../privacy/mask-memory.ts'
import type { createPrivacy } from '../privacy/privacy.ts'
import { createPreview, type Preview } from './preview.ts'

/**
 * Shows what agents cannot see, or hides that again; without a mode, whichever it is not (MK-29). Rejects with
 * `bad-params` for an unknown mode, and with what the settings could not be had for.
 */
export type ShowPreview = (...given: Given) => Promise<void>
/** Of the visitor script, so that the part brings no second copy of the code that masks. */
type Given = [
  deps: VisitorDeps,
  create: typeof createPrivacy,
  pin: typeof pinNatives,
  memory: MaskMemory,
  mode: unknown,
]

let shown: Preview | null = null
/** One after the other: two calls in a row make one preview. */
let last: Promise<void> = Promise.resolve()

export const showPreview: ShowPreview = (...given) => {
  const next = last.then(() => show(...given))
  last = next.catch(() => {})
  return next
}

async function show(...[{ window, clock, tag, api }, create, pin, memory, mode]: Given): Promise<void> {
  const wanted = mode ?? (shown ? 'off' : 'areas')
  if (wanted === 'off') {
    shown?.stop()
  } else if (wanted !== 'areas' && wanted !== 'agent') {
    throw createError('bad-params', { field: 'mode' })
  } else if (shown) {
    shown.setMode(wanted)
  } else {
    shown = await createPreview({
      window,
      clock,
      memory,
      judges: (rules, own) => create(window, rules, own, pin(window)),
      mode: wanted,
      site: tag.site,
      settings: (site) => api.settings(tag.groupId, site),
      onStop() {
        shown = null
      },
    })
  }
}
