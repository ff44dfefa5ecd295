import { VIEWER_LIMITS } from '../limits.ts'
import { h, icon, setText } from './elements.ts'
import { addressRest, originParts, plainLine } from './format.ts'
import { WORDS } from './words.ts'

const MAX_TITLE_LENGTH = 160

/**
 * Where the visitor is (VW-2). The origin comes from the session server; the rest and the title are the visitor's
 * statement, shown as isolated plain text beside it, so that they cannot pass for the origin.
 */
export function createAddressBar(): {
  readonly element: HTMLElement
  origin(value: string | null): void
  page(address: string, title: string): void
  /** As it is shown; `null` while nothing is. */
  shown(): { readonly url: string; readonly title: string } | null
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
  /** `null`: nothing is stated yet; empty: it is hidden. */
  let address: string | null = null
  let stated = ''

  function show(): void {
    const parts = originParts(origin)
    setText(host, parts ? parts.host : WORDS.noOrigin)
    lock.replaceChildren(...(parts ? [icon(parts.isSecure ? 'lock' : 'open')] : []))
    lock.title = parts?.isSecure === false ? WORDS.insecure : WORDS.secure
    lock.classList.toggle('is-open', parts?.isSecure === false)
    setText(rest, plainLine(addressRest(address ?? '', origin), VIEWER_LIMITS.maxAddressLength))
    setText(title, plainLine(stated, MAX_TITLE_LENGTH))
  }

  show()
  return {
    element,
    origin(value) {
      // What was stated of another site's page is over.
      if (origin !== null && value !== origin) {
        address = null
        stated = ''
      }
      origin = value
      show()
    },
    page(newAddress, newTitle) {
      address = newAddress
      stated = newTitle
      show()
    },
    shown() {
      if (origin === null || address === null) return null
      // Whatever a stage states, it is a page of the origin that the session server knows.
      const isOfOrigin = addressRest(address, origin) !== address
      return { url: isOfOrigin ? origin + (rest.textContent ?? '') : origin, title: title.textContent ?? '' }
    },
  }
}
