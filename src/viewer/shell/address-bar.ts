import { VIEWER_LIMITS } from '../limits.ts'
import { h, icon, setText } from './elements.ts'
import { addressRest, originParts, plainLine } from './format.ts'
import { WORDS } from './words.ts'

/**
 * Where the visitor is (VW-2). The origin comes from the session server; the rest and the title are the visitor's
 * statement, shown as isolated plain text beside it, so that they cannot pass for the origin.
 */
export function createAddressBar(): {
  readonly element: HTMLElement
  origin(value: string | null): void
  page(address: string, title: string): void
} {
  const lock = h('span', { class: 'lock' })
  const host = h('bdi', { text: WORDS.noOrigin, attributes: { dir: 'ltr' } })
  const rest = h('bdi', { class: 'rest', attributes: { title: WORDS.statedByVisitor } })
  const title = h('bdi', { class: 'page-title', attributes: { title: WORDS.statedByVisitor } })
  const element = h('div', { class: 'address' }, [
    h('div', { class: 'page-title-line' }, [title]),
    h('div', { class: 'address-line' }, [lock, h('span', { class: 'host' }, [host]), rest]),
  ])
  let origin: string | null = null
  let address = ''

  function show(): void {
    const parts = originParts(origin)
    setText(host, parts ? parts.host : WORDS.noOrigin)
    lock.replaceChildren(...(parts ? [icon(parts.isSecure ? 'lock' : 'open')] : []))
    lock.title = parts?.isSecure === false ? WORDS.insecure : WORDS.secure
    lock.classList.toggle('is-open', parts?.isSecure === false)
    setText(rest, plainLine(addressRest(address, origin), VIEWER_LIMITS.maxAddressLength))
  }

  show()
  return {
    element,
    origin(value) {
      origin = value
      show()
    },
    page(newAddress, newTitle) {
      address = newAddress
      setText(title, plainLine(newTitle, 160))
      show()
    },
  }
}
