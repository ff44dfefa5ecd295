import type { ControlOutcome, Refusal } from '../../protocol/actions.ts'
import { words } from '../languages/words.ts'

export const TOOL_WORDS = words.tools
export const { controlledBy } = words

export function outcomeWords(outcome: ControlOutcome): string {
  return words.outcome[outcome]
}

export function refusalWords(why: Refusal): string {
  return words.refusal[why]
}
