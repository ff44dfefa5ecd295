/** Words of handing a session over (VW-6), of console and viewer. */
export const handOver = {
  lead: 'Whoever you choose has a minute to accept, and joins with their own rights. Remote control ends then; you stay until you leave. The visitor sees both names.',
  to: 'To',
  people: 'Somebody',
  roles: 'The first to accept of a role',
  nobody: 'Nobody else in this group may view sessions.',
  note: 'Note',
  noteExample: 'Needs help with the invoice',
  submit: 'Offer',
  withdraw: 'Take back',
  states: {
    open: (to: string) => `Waiting for ${to} to accept.`,
    declined: (to: string) => `${to} has declined. The session is still yours.`,
    expired: (to: string) => `${to} did not answer in time. The session is still yours.`,
  },
}
export type HandOverWords = typeof handOver
