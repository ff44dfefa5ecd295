import type { Natives } from '../capture/natives.ts'
import { closestFlat } from './flat-tree.ts'

const MAX_LENGTH = 150
/** So many nodes are looked at for one name. */
const MAX_NODES = 300
const NAMED = `a[href],button,input,select,textarea,summary,label,img,h1,h2,h3,h4,h5,h6,[role],[aria-label],[tabindex]`
const PRESSED = 'input[type=submit i],input[type=button i],input[type=reset i]'
const ELEMENT = 1
const TEXT = 3

/**
 * What a screen reader would call the element, or the nearest around it that has a name of its own, in short: from labels
 * and words, never from what somebody has entered, and of nothing that is hidden from agents (UI-10). Empty: nothing.
 */
export function spokenName(
  natives: Natives,
  pointed: Element,
  isOpen: (element: Element) => boolean,
): string {
  let nodes = 0

  /** The words in a node, without what is hidden from agents or from screen readers. */
  function wordsIn(node: Node): string {
    if (++nodes > MAX_NODES) return ''
    const type = natives.nodeType(node)
    if (type === TEXT) return natives.data(node as Text)
    if (type === ELEMENT) {
      const element = node as Element
      if (!isOpen(element) || natives.matches(element, 'script,style,[aria-hidden=true],[hidden]')) return ''
      const own = ownName(element)
      if (own) return ` ${own} `
      // What is entered is no name.
      const { isContentEditable } = element as Partial<HTMLElement>
      if (isContentEditable || natives.matches(element, 'input,select,textarea')) return ''
    }
    const inner = type === ELEMENT ? natives.shadowRoot(node as Element) : null
    const words: string[] = []
    for (let at = natives.firstChild(inner ?? node); at; at = natives.nextSibling(at)) words.push(wordsIn(at))
    return words.join('')
  }

  function ownName(element: Element): string {
    const attributes = ['aria-label', 'alt', ...(natives.matches(element, PRESSED) ? ['value'] : [])]
    for (const name of attributes) {
      const value = natives.getAttribute(element, name)?.trim()
      if (value) return value
    }
    return ''
  }

  function byReference(element: Element): string {
    const ids = natives.getAttribute(element, 'aria-labelledby')?.split(/\s+/) ?? []
    const root = element.getRootNode() as Document | ShadowRoot
    const named = ids.flatMap((id) => root.getElementById(id) ?? [])
    return named.map(wordsIn).join(' ')
  }

  function byLabel(element: Element): string {
    const { labels } = element as Partial<Pick<HTMLInputElement, 'labels'>>
    return labels ? [...labels].map(wordsIn).join(' ') : ''
  }

  const element = closestFlat(natives, pointed, (one) => natives.matches(one, NAMED)) ?? pointed
  if (!isOpen(pointed) || !isOpen(element)) return ''
  const given = (name: string): string => natives.getAttribute(element, name) ?? ''
  const ways = [
    () => byReference(element),
    () => ownName(element),
    () => byLabel(element),
    () => wordsIn(element),
    () => given('title'),
    () => given('placeholder'),
  ]
  for (const way of ways) {
    const name = way().replace(/\s+/g, ' ').trim()
    if (name) return name.length > MAX_LENGTH ? `${name.slice(0, MAX_LENGTH - 1)}…` : name
  }
  return ''
}
