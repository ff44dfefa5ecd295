import { guard } from '../loader/guard.ts'

/** Makes elements of our own UI; the document's natives may have been patched, its parser is never used. */
export type Make = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties?: Partial<HTMLElementTagNameMap[K]>,
  ...children: (Node | string)[]
) => HTMLElementTagNameMap[K]

export function createMake(document: Document): Make {
  return (tag, properties, ...children) => {
    const element = document.createElement(tag)
    Object.assign(element, properties)
    element.append(...children)
    return element
  }
}

/** A listener that takes only what a person did (UI-1). */
export function onTrusted<E extends Event>(target: EventTarget, type: string, fn: (event: E) => void): void {
  target.addEventListener(type, (event) => {
    if (event.isTrusted) guard(() => fn(event as E))
  })
}

export function makeButton(make: Make, text: string, fn: () => void, className = ''): HTMLButtonElement {
  const button = make('button', { type: 'button', textContent: text, className })
  onTrusted(button, 'click', fn)
  return button
}
