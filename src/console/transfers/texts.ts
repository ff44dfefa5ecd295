import type { Transfer } from '../../protocol/transfers-api.ts'

/** Words of handing a session over to somebody else (VW-6). */
export const transferTexts = {
  label: 'Sessions that are handed over',
  start: 'Hand over',
  startLabel: (key: string) => `Hand over session ${key}`,
  title: (key: string) => `Hand over session ${key}`,
  lead: 'Whoever you choose has a minute to accept, and joins with their own rights. Remote control ends then; you stay until you leave. The visitor sees both names.',
  to: 'To',
  people: 'Somebody',
  roles: 'The first to accept of a role',
  nobody: 'Nobody else in this group may view sessions.',
  note: 'Note',
  noteExample: 'Needs help with the invoice',
  submit: 'Offer',
  offered: (from: string, key: string) => `${from} offers you session ${key}.`,
  accept: 'Join',
  acceptLabel: (key: string) => `Join session ${key}`,
  decline: 'Decline',
  withdraw: 'Take back',
  own: {
    open: (to) => `Waiting for ${to} to accept.`,
    accepted: (to) => `${to} has taken it.`,
    declined: (to) => `${to} has declined. The session is still yours.`,
    expired: (to) => `${to} did not answer in time. The session is still yours.`,
    withdrawn: () => '',
  } satisfies Record<Transfer['state'], (to: string) => string> as Record<
    Transfer['state'],
    (to: string) => string
  >,
  ownLine: (key: string, state: string) => `Session ${key}: ${state}`,
  /** For an offer to a role that the person need not take. */
  hide: 'Hide',
}
