import type { Stoppable } from '../../base/stoppable.ts'
import type { Participant } from '../../protocol/participants.ts'
import { createError } from '../api/error.ts'
import { nameOf } from '../ui/session-view.ts'
import type { Texts } from '../ui/texts.ts'
import type { Drawings } from './drawings.ts'
import { createQuestionBox } from './question-box.ts'
import type { RemoteParts } from './remote.ts'

/** Whether somebody may see the page, the visitor decides (JN-5). Until then the session server holds them back. */
export interface Approval extends Stoppable {
  /** Asks about one participant, or takes the question back. */
  ask(participant: Participant | null): void
  /** A question is open. */
  isAsking(): boolean
}

type ApprovalParts = Pick<RemoteParts, 'window' | 'emit' | 'hasUi' | 'tell' | 'settings'> & {
  readonly drawings: Drawings
  readonly texts: Texts
}
export type CreateApproval = (parts: ApprovalParts) => Approval

export const createApproval: CreateApproval = (parts) => {
  const { window, emit, hasUi, tell, settings } = parts
  // The built-in English of the interface does not have these.
  const texts = parts.texts as (name: string, filling?: string) => string
  const box = createQuestionBox(window, parts.drawings, parts.texts)
  let asked: { readonly id: string; close(): void } | null = null

  function ask(participant: Participant | null): void {
    if (asked?.id === participant?.id) return
    takeBack()
    if (!participant) return
    const { id, kind } = participant
    const name = nameOf(participant, settings.ui.agentNames, parts.texts)
    const dialog = hasUi
      ? box.ask(
          texts(kind === 'guest' ? 'guestAsk' : 'agentAsk', name),
          box.make('p', { textContent: texts('anytime') }),
        )
      : null
    const own = { id, close: () => dialog?.close() }
    asked = own

    function answer(accept: boolean): void {
      if (asked !== own) return
      takeBack()
      tell({ type: 'approval', participant: id, accept })
    }
    /** With an interface of ours, only that can say yes; and a yes is a person's, as with control (RC-2). */
    function respond(accept: boolean): void {
      if (accept !== true) answer(false)
      else if (hasUi) emit('error', createError('not-permitted'))
      else if (!window.navigator.userActivation?.isActive) emit('error', createError('activation-required'))
      else answer(true)
    }

    void dialog?.answer.then(answer)
    const heard = emit('agent-approval', { participant, respond })
    if (!hasUi && heard === 0) answer(false)
  }

  function takeBack(): void {
    const before = asked
    asked = null
    before?.close()
  }

  return { ask, isAsking: () => asked !== null, stop: takeBack }
}
