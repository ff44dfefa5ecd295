import type { Refusal } from '../../protocol/actions.ts'
import type { ControlSettings } from '../../protocol/control-settings.ts'
import type { Natives } from '../capture/natives.ts'
import { type Privacy, VERDICT } from '../privacy/privacy.ts'
import { closestFlat } from './flat-tree.ts'

const MARKED = ['[data-sidelong-control]', '.glance_controllable']
const BLOCKED = [
  '[data-sidelong-no-control]',
  'sidelong-ui',
  '[inert]',
  ':disabled',
  'input[type=password i]',
  'input[type=file i]',
]

/** May an agent act on this element (RC-6, RC-7)? Why not, or `null`. Asked at each action, with what is so then. */
export type Permit = (element: Element) => Refusal | null

export function createPermit(
  natives: Natives,
  rules: ControlSettings,
  judges: () => Pick<Privacy, 'judgeAfresh'> | null,
): Permit {
  const marked = [...MARKED, ...rules.allowedSelectors]
  const blocked = [...BLOCKED, ...rules.blockedSelectors]

  /** A selector that the browser does not take: as `ifBroken` says. */
  function matches(element: Element, selectors: readonly string[], ifBroken: boolean): boolean {
    return selectors.some((selector) => {
      try {
        return natives.matches(element, selector)
      } catch {
        return ifBroken
      }
    })
  }

  return (element) => {
    // Masks before all: where nothing judges, everything is hidden (MK-27).
    const privacy = judges()
    if (!privacy || privacy.judgeAfresh(element) === VERDICT.masked) return 'hidden'
    const isBlocked = closestFlat(natives, element, (one) => matches(one, blocked, true)) !== null
    if (isBlocked) return 'forbidden'
    if (rules.scope === 'page') return null
    return closestFlat(natives, element, (one) => matches(one, marked, false)) ? null : 'forbidden'
  }
}
