import type { Make } from '../ui/elements.ts'
import { askQuestion, type Question } from '../ui/question.ts'
import type { TextName, Texts } from '../ui/texts.ts'

/** Asks whether the session shall go on at `domain` (NV-11). */
export function askCrossing(
  root: ShadowRoot,
  make: Make,
  texts: Texts,
  domain: string,
  words?: string,
): Question {
  return askQuestion(
    root,
    make,
    texts,
    texts('crossing' as TextName, domain),
    ...(words ? [make('p', { textContent: words })] : []),
    make('p', { textContent: texts('anytime') }),
  )
}
