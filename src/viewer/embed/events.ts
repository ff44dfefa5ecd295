import type { ViewState } from '../embed-messages.ts'

/** What the customer's page is told of the frame: the view's state, or that of the way there. */
export type EmbedState = Omit<ViewState, 'state'> & {
  readonly state: ViewState['state'] | 'idle' | 'looking'
}

type Event = { readonly type: string; readonly payload: object }

/** What has happened between two states (AE-4), most important first. */
export function eventsBetween(before: EmbedState, now: EmbedState): Event[] {
  const isOther = (name: keyof EmbedState): boolean =>
    JSON.stringify(before[name]) !== JSON.stringify(now[name])
  const arePeopleOther = isOther('participants')
  const events: (Event | false | null)[] = [
    before.startedAt === null && now.startedAt !== null && { type: 'session-started', payload: {} },
    (isOther('state') || arePeopleOther) && { type: 'state', payload: {} },
    isOther('page') && now.page && { type: 'navigate', payload: now.page },
    arePeopleOther && { type: 'participants', payload: { participants: now.participants } },
    isOther('control') && { type: 'control', payload: now.control },
    isOther('masking') && { type: 'masking', payload: now.masking },
    isOther('quality') && { type: 'quality', payload: now.quality },
    !isOver(before) &&
      now.state === 'ended' && {
        type: 'session-ended',
        payload: { reason: now.endReason },
      },
    isOther('endReason') &&
      now.endReason === 'declined' && {
        type: 'error',
        payload: { code: 'visitor-declined' },
      },
  ]
  return events.filter((event) => event !== false && event !== null)
}

/** Nothing is open. */
export function isOver({ state }: EmbedState): boolean {
  return state === 'idle' || state === 'looking' || state === 'ended'
}
