import { type Make, makeButton, onTrusted } from './elements.ts'
import type { Texts } from './texts.ts'

/** The second address is shown only if the group also has a text for it. */
export type TermsQuestion = { groupName: string; termsUrl: string | null; extraUrl: string | null }

export type Terms = {
  readonly answer: Promise<boolean>
  /** Takes the question back; the answer is no. */
  close(): void
}

/** Asks in our own layer. Given from outside: the dialog comes with the part that starts sessions. */
export type OpenTerms = (root: ShadowRoot, make: Make, texts: Texts) => Terms

/** The consent dialog (UI-3): both answers look alike, none is preselected, Esc and closing are no. */
export function askTerms(root: ShadowRoot, make: Make, texts: Texts, question: TermsQuestion): Terms {
  let settle: (accept: boolean) => void = () => {}
  const answer = new Promise<boolean>((resolve) => {
    settle = resolve
  })
  const close = (accept: boolean) => {
    settle(accept)
    dialog.close()
    dialog.remove()
  }
  const title = make('h2', { id: 'title', tabIndex: -1, textContent: texts('ask') })
  const links = (['terms', 'extra'] as const).flatMap((name) => {
    const href = question[`${name}Url`]
    if (!texts(name) || !href || !/^https?:/.test(href)) return []
    return [make('p', {}, make('a', { href, target: '_blank', rel: 'noopener', textContent: texts(name) }))]
  })
  const dialog = make(
    'dialog',
    {},
    title,
    make('p', { textContent: texts('who', question.groupName) }),
    make('ul', {}, make('li', { textContent: texts('seen') }), make('li', { textContent: texts('unseen') })),
    make('p', { textContent: texts('anytime') }),
    ...links,
    make(
      'div',
      { className: 'pair' },
      makeButton(make, texts('decline'), () => close(false)),
      makeButton(make, texts('accept'), () => close(true)),
    ),
  )
  dialog.setAttribute('aria-labelledby', 'title')
  onTrusted(dialog, 'cancel', () => close(false))
  // Also when the browser, or the page through some trick of focus, closes it.
  dialog.addEventListener('close', () => close(false), { once: true })
  root.append(dialog)
  // A native modal: the page behind is inert, and focus returns to where it was.
  dialog.showModal()
  title.focus()
  return { answer, close: () => close(false) }
}
