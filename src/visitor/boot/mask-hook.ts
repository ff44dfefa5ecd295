import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import type { Participant } from '../../protocol/participants.ts'
import type { HookMasks } from '../privacy/rules.ts'
import { isValidSelector } from '../privacy/selectors.ts'

/** The page's own masks (MK-11): may be asked for again and again, and answers for the agents it was told of. */
export type MaskHook = (context: {
  agents: { count: number; list: readonly Participant[] }
}) => Promise<unknown>

/** What the hook adds to the floor; `closed` while nothing may be shown, with the reason of MK-18. */
export type HookLayer = HookMasks & { readonly closed: string | null }

const layerOf = (closed: string | null, selectors: readonly string[] = []): HookLayer => ({
  closed,
  selectors,
  nodes: new WeakSet(),
})
const MAX_SELECTORS = 1_000

/**
 * Asks the hook of the moment; until it has answered, and when it fails, the whole page is hidden (MK-12). Without one any
 * more, its last answer stays (MK-16). `ask` resolves when that is decided, or asked anew.
 */
export function createHookLayer(
  window: Window,
  clock: Clock,
  current: () => MaskHook | null,
  isRequired: boolean,
  timeoutMs: number,
  onChange: () => void,
): Stoppable & { layer(): HookLayer; ask(people: readonly Participant[]): Promise<void> } {
  let layer: HookLayer = current() || isRequired ? layerOf('hook-pending') : layerOf(null)
  let round = 0
  let timer: Stoppable | null = null
  let decided: () => void = () => {}

  function set(next: HookLayer): void {
    timer?.stop()
    round++
    layer = next
    onChange()
    decided()
  }

  return {
    layer: () => layer,
    async ask(people) {
      const hook = current()
      if (!hook) return
      set(layerOf('hook-pending'))
      const own = round
      const done = new Promise<void>((resolve) => {
        decided = resolve
      })
      const fail = () => {
        if (own === round) set(layerOf('hook-failed'))
      }
      timer = clock.after(timeoutMs, fail)
      // What the page's function does wrong, also at once, is its failure and not ours.
      new Promise((resolve) => resolve(hook({ agents: { count: people.length, list: people } })))
        .then((answer) => {
          const next = readAnswer(window.document, answer)
          if (own === round) set(next)
        })
        .catch(fail)
      return done
    },
    stop() {
      timer?.stop()
      round++
    },
  }
}

/** Throws for what is malformed, also for a selector that is no selector. */
function readAnswer(document: Document, answer: unknown): HookLayer {
  const { maskPage = false, maskedElements = [] } = answer as Record<string, unknown>
  if (
    typeof answer !== 'object' ||
    typeof maskPage !== 'boolean' ||
    !Array.isArray(maskedElements) ||
    maskedElements.length > MAX_SELECTORS ||
    !maskedElements.every((one: unknown) => typeof one === 'string' && isValidSelector(document, one))
  )
    throw new TypeError()
  return layerOf(maskPage ? 'hook-page' : null, maskedElements)
}
