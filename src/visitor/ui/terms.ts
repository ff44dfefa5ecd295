import type { Make } from './elements.ts'
import { askQuestion, type Question } from './question.ts'
import type { Texts } from './texts.ts'

/** The second address is shown only if the group also has a text for it. */
export type TermsQuestion = { groupName: string; termsUrl: string | null; extraUrl: string | null }

/** Asks in our own layer. Given from outside: the dialog comes with the part that starts sessions. */
export type OpenTerms = (root: ShadowRoot, make: Make, texts: Texts) => Question

/** The consent dialog (UI-3). */
export function askTerms(root: ShadowRoot, make: Make, texts: Texts, question: TermsQuestion): Question {
  const links = (['terms', 'extra'] as const).flatMap((name) => {
    const href = question[`${name}Url`]
    if (!texts(name) || !href || !/^https?:/.test(href)) return []
    return [make('p', {}, make('a', { href, target: '_blank', rel: 'noopener', textContent: texts(name) }))]
  })
  return askQuestion(
    root,
    make,
    texts,
    texts('ask'),
    make('p', { textContent: texts('who', question.groupName) }),
    make('ul', {}, make('li', { textContent: texts('seen') }), make('li', { textContent: texts('unseen') })),
    make('p', { textContent: texts('anytime') }),
    ...links,
  )
}
