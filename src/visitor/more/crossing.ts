import { type Make, makeButton, onTrusted } from '../ui/elements.ts'
import type { Terms } from '../ui/terms.ts'
import type { TextName, Texts } from '../ui/texts.ts'

/** Asks whether the session shall go on at `domain` (NV-11): both answers look alike, Esc and closing are no. */
export function askCrossing(
  root: ShadowRoot,
  make: Make,
  texts: Texts,
  domain: string,
  words?: string,
): Terms {
  let settle: (accept: boolean) => void = () => {}
  const answer = new Promise<boolean>((resolve) => {
    settle = resolve
  })
  const close = (accept: boolean) => {
    settle(accept)
    dialog.close()
    dialog.remove()
  }
  const question = texts('crossing' as TextName, domain)
  const title = make('h2', { id: 'crossing', tabIndex: -1, textContent: question })
  const dialog = make(
    'dialog',
    {},
    title,
    ...(words ? [make('p', { textContent: words })] : []),
    make('p', { textContent: texts('anytime') }),
    make(
      'div',
      { className: 'pair' },
      makeButton(make, texts('decline'), () => close(false)),
      makeButton(make, texts('accept'), () => close(true)),
    ),
  )
  dialog.setAttribute('aria-labelledby', 'crossing')
  onTrusted(dialog, 'cancel', () => close(false))
  dialog.addEventListener('close', () => close(false), { once: true })
  root.append(dialog)
  dialog.showModal()
  title.focus()
  return { answer, close: () => close(false) }
}
