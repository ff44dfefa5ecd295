import { createError } from '../api/error.ts'
import type { VisitorDeps } from '../boot/visitor.ts'
import type { pinNatives } from '../capture/natives.ts'
import { createMaskMemory, type MaskMemory, type Modes } from '../privacy/mask-memory.ts'
import type { createPrivacy, Privacy } from '../privacy/privacy.ts'
import type { MaskRules } from '../privacy/rules.ts'
import { createMaskTest, type MaskAnswer } from './mask-test.ts'
import { createPreview, type Preview } from './preview.ts'

export type PreviewPart = {
  /**
   * Shows what agents cannot see, or hides that again; without a mode, whichever it is not (MK-29). Rejects with
   * `bad-params` for an unknown mode, and with what the settings could not be had for.
   */
  show(mode: unknown): Promise<void>
  /** Throws a `TypeError` for what is no element. */
  test(element: unknown): MaskAnswer
}

export type CreatePreviewPart = typeof createPreviewPart

/** `create`, `pin` and `modes`: of the visitor script, so that the part brings no second copy of the code that masks. */
export function createPreviewPart(
  { window, clock, tag, api }: Pick<VisitorDeps, 'window' | 'clock' | 'tag' | 'api'>,
  create: typeof createPrivacy,
  pin: typeof pinNatives,
  memory: MaskMemory,
  modes: Modes | null,
): PreviewPart {
  /** In a session by what it has kept; else nothing is kept, and each look leaves nothing behind. */
  const judges = (rules: MaskRules): Privacy =>
    create(window, rules, memory.rules ? memory : { ...createMaskMemory(), modes }, pin(window))
  const test = createMaskTest({
    memory,
    judges,
    now: clock.now,
    settings: () => api.settings(tag.groupId, tag.site),
  })
  let shown: Preview | null = null
  /** One after the other: two calls in a row make one preview. */
  let last: Promise<void> = Promise.resolve()

  async function show(mode: unknown): Promise<void> {
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
        judges,
        mode: wanted,
        site: tag.site,
        settings: (site) => api.settings(tag.groupId, site),
        onStop() {
          shown = null
        },
      })
    }
  }

  return {
    show(mode) {
      const next = last.then(() => show(mode))
      last = next.catch(() => {})
      return next
    },
    test(element) {
      // Also one of another realm.
      if ((element as Partial<Node> | null)?.nodeType !== 1) throw new TypeError('not an element')
      return test(element as Element)
    },
  }
}
