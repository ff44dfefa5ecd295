import type { VisitorSettings } from '../../protocol/visitor-settings.ts'
import { floorOf } from '../boot/mask-floor.ts'
import { reasonFor, selectorsOfRoles } from '../check/reason.ts'
import type { MaskMemory } from '../privacy/mask-memory.ts'
import { type Privacy, VERDICT } from '../privacy/privacy.ts'
import type { MaskReason, MaskRules } from '../privacy/rules.ts'

/** Is it hidden from agents, and why? */
export type MaskAnswer = { readonly masked: boolean; readonly reason: MaskReason | null }

const UNKNOWN: MaskAnswer = { masked: true, reason: 'fail-closed' }
/** So that a page that asks for many elements does not ask the server as often. */
const RETRY_MS = 10_000

/** Answers for elements, in a session by its masks, else by the settings of the tag's group; hidden until these are there. */
export function createMaskTest(parts: {
  readonly memory: MaskMemory
  readonly now: () => number
  readonly settings: () => Promise<VisitorSettings>
  readonly judges: (rules: MaskRules) => Pick<Privacy, 'judgeAfresh'>
}): (element: Element) => MaskAnswer {
  const { memory, now, settings, judges } = parts
  let known: VisitorSettings | null = null
  let askedAt = Number.NEGATIVE_INFINITY

  function ask(): void {
    if (known || now() - askedAt < RETRY_MS) return
    askedAt = now()
    settings().then(
      (given) => {
        known = given
      },
      () => {},
    )
  }

  return (element) => {
    ask()
    const rules = memory.rules ?? (known && { ...floorOf(known, []), closed: null })
    if (!rules) return UNKNOWN
    const masked = judges(rules).judgeAfresh(element) !== VERDICT.open
    return { masked, reason: masked ? reasonFor(element, rules, known ? selectorsOfRoles(known) : []) : null }
  }
}
