import { list, oneOf } from '../base/parse.ts'

/** What a participant may do inside a session (FEATURES section 17). The order is that of the signed bytes. */
export const PRIVILEGES = [
  'view',
  'point',
  'draw',
  'scroll',
  'click',
  'type',
  'navigate',
  'share-screen',
  'request-screen',
  'video',
  'invite-guest',
  'end',
] as const
export type Privilege = (typeof PRIVILEGES)[number]

export const privileges = list(oneOf(...PRIVILEGES), PRIVILEGES.length)

/** Those that need the visitor's consent, too (RC-1). */
export const CONTROL_PRIVILEGES = ['scroll', 'click', 'type', 'navigate'] as const satisfies Privilege[]

/** As the plain header of an envelope has them: bit n stands for the n-th of {@link PRIVILEGES}. */
export function privilegeBits(list: readonly Privilege[]): number {
  return list.reduce((bits, one) => bits | (1 << PRIVILEGES.indexOf(one)), 0)
}

export function privilegesOf(bits: number): Privilege[] {
  return PRIVILEGES.filter((_, n) => bits & (1 << n))
}
