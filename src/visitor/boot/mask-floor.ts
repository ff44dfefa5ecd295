import type { Participant } from '../../protocol/participants.ts'
import type { VisitorSettings } from '../../protocol/visitor-settings.ts'
import type { MaskRules } from '../privacy/rules.ts'

/** The masks that a session carries along (MK-15); everything of {@link MaskRules} but the reason to hide the page. */
export type MaskFloor = Omit<MaskRules, 'closed'>

const MODES = ['listed', 'inputs', 'all'] as const
const DETAILS = ['full', 'path', 'origin'] as const

/** What the settings alone demand, with the rules for the participants seen so far. */
export function floorOf({ masking }: VisitorSettings, seen: readonly Participant[]): MaskFloor {
  const { mode, unmaskSelectors, urlDetail, title, guestSelectors, roleSelectors } = masking
  const forPeople = seen.flatMap(({ kind, role }) =>
    kind === 'guest' ? guestSelectors : (role !== null && roleSelectors[role]) || [],
  )
  return { mode, selectors: unite(masking.selectors, forPeople), unmaskSelectors, urlDetail, title }
}

/** The stricter of both in every respect (MK-17): masks united, allow-lists cut, the stricter mode. */
export function stricter(a: MaskFloor, b: MaskFloor): MaskFloor {
  return {
    mode: later(MODES, a.mode, b.mode),
    selectors: unite(a.selectors, b.selectors),
    unmaskSelectors: a.unmaskSelectors.filter((selector) => b.unmaskSelectors.includes(selector)),
    urlDetail: later(DETAILS, a.urlDetail, b.urlDetail),
    title: a.title === 'hide' ? a.title : b.title,
  }
}

/** For rules that were lost on the way: everything that carries words is hidden, the session goes on. */
export const STRICTEST: MaskFloor = {
  mode: 'all',
  selectors: [],
  unmaskSelectors: [],
  urlDetail: 'origin',
  title: 'hide',
}

export function isSameFloor(a: MaskFloor, b: MaskFloor): boolean {
  return canonical(a) === canonical(b)
}

/** One text per meaning: the order of selectors says nothing. */
export function canonical({ mode, selectors, unmaskSelectors, urlDetail, title }: MaskFloor): string {
  return JSON.stringify([mode, urlDetail, title, [...selectors].sort(), [...unmaskSelectors].sort()])
}

function later<T>(order: readonly T[], a: T, b: T): T {
  return order.indexOf(a) > order.indexOf(b) ? a : b
}

function unite(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])]
}
