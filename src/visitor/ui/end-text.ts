import type { EndReason } from '../../protocol/life-cycle.ts'
import type { TextName, Texts } from './texts.ts'

/** That it is over, and why, in words (UI-11). */
export function endNotice(reason: EndReason, texts: Texts): string {
  const why = endText(reason)
  return why === 'failed' ? texts(why) : `${texts('over')}: ${texts(why)}`
}

function endText(reason: EndReason): TextName {
  switch (reason) {
    case 'visitor-ended':
    case 'visitor-cancelled':
      return 'byVisitor'
    case 'agent-ended':
    case 'agents-left':
      return 'byAgent'
    case 'wait-expired':
    case 'idle':
    case 'max-duration':
      return 'byTime'
    case 'visitor-lost':
    case 'agent-lost':
    case 'server-lost':
      return 'byLoss'
    case 'setup-failed':
    case 'script-error':
      return 'failed'
    case 'admin-ended':
    case 'replaced':
    case 'group-suspended':
      return 'byOther'
  }
}
