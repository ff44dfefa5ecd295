import { type Make, makeButton, onTrusted } from './elements.ts'
import type { Texts } from './texts.ts'

export type Question = {
  readonly answer: Promise<boolean>
  /** Takes the question back; the answer is no. */
  close(): void
}

/** A dialog of ours with two answers that look alike, none of them preselected; Esc and closing are no (UI-3). */
export function askQuestion(
  root: ShadowRoot,
  make: Make,
  texts: Texts,
  question: string,
  ...about: readonly Node[]
): Question {
  let settle: (accept: boolean) => void = () => {}
  const answer = new Promise<boolean>((resolve) => {
    settle = resolve
  })
  const close = (accept: boolean) => {
    settle(accept)
    dialog.close()
    dialog.remove()
  }
  const title = make('h2', { id: 'ask', tabIndex: -1, textContent: question })
  const dialog = make(
    'dialog',
    {},
    title,
    ...about,
    make(
      'div',
      { className: 'pair' },
      makeButton(make, texts('decline'), () => close(false)),
      makeButton(make, texts('accept'), () => close(true)),
    ),
  )
  dialog.setAttribute('aria-labelledby', 'ask')
  onTrusted(dialog, 'cancel', () => close(false))
  // Also when the browser, or the page through some trick of focus, closes it.
  dialog.addEventListener('close', () => close(false), { once: true })
  root.append(dialog)
  // A native modal: the page behind is inert, and focus returns to where it was.
  dialog.showModal()
  title.focus()
  return { answer, close: () => close(false) }
}
