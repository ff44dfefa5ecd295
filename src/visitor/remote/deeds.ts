import type { Action, ActionKey, Refusal, Spot } from '../../protocol/actions.ts'
import type { Natives } from '../capture/natives.ts'
import { activeOf, flatParent, frameDocument, type Hit, hitAt, isInside } from './flat-tree.ts'
import { createHands, isEditable, kindOf, realmOf } from './hands.ts'
import type { Permit } from './permit.ts'
import type { VisitorFirst } from './visitor-first.ts'

export type DeedsParts = {
  readonly window: Window & typeof globalThis
  readonly natives: Natives
  readonly permit: Permit
  readonly first: VisitorFirst
  /** Origins between which a session may pass. */
  readonly trusted: readonly string[]
  /** May a form be submitted (RC-8)? */
  readonly maySubmit: () => Promise<Refusal | null>
}

/** What was done, and to which element; or why not. */
export type Deed = { readonly element: Element | null } | { readonly why: Refusal }

/** A key for each character up to here; more at once is a paste. */
const MAX_KEYED = 50

export type Deeds = (act: Action, find: (id: number) => Element | null) => Promise<Deed>
export type CreateDeeds = (parts: DeedsParts) => Deeds

/** Carries out what a controller asks for, unless a rule forbids it (RC-5 to RC-10). */
export const createDeeds: CreateDeeds = ({ window, natives, permit, first, trusted, maySubmit }) => {
  const { document, location } = window
  const hands = createHands(natives)

  function isOwnPlace(url: URL): boolean {
    const isWeb = /^https?:$/.test(url.protocol) && !url.username && !url.password
    return isWeb && (url.origin === location.origin || trusted.includes(url.origin))
  }

  function urlOf(text: string, base: string): URL | null {
    try {
      return new URL(text, base)
    } catch {
      return null
    }
  }

  /** What a person would press there: the element meant, or what is in it. Something else on top: the page has changed. */
  function aim(anchor: Element, { x, y }: Spot): Hit | null {
    const place = (): Hit | null => {
      const { left, top, width, height } = natives.rect(anchor)
      const at = (value: number, size: number) => Math.max(0, Math.min(value, size - 1))
      return hitAt(document, left + at(x, width), top + at(y, height))
    }
    const box = natives.rect(anchor)
    const isOut =
      box.top + y < 0 ||
      box.left + x < 0 ||
      box.top + y >= window.innerHeight ||
      box.left + x >= window.innerWidth
    if (isOut) anchor.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' })
    const hit = place()
    if (!hit) return null
    if (isInside(natives, hit.element, anchor)) return hit
    // Into closed shadow roots the browser does not look.
    return isInside(natives, anchor, hit.element) ? { ...hit, element: anchor } : null
  }

  async function click(anchor: Element, at: Spot, count: number): Promise<Deed> {
    const hit = aim(anchor, at)
    if (!hit) return { why: 'gone' }
    const { element, x, y } = hit
    if (/^(i?frame|embed)$/.test(element.localName)) return { why: 'forbidden' }
    return pressed(element, async () => {
      first.ours(() =>
        hands.withoutWindows(element, () => {
          hands.over(element, x, y)
          hands.press(element, x, y, count)
          if (count === 2) hands.double(element, x, y)
          chooseOption(element)
        }),
      )
    })
  }

  /** An option in an open list is chosen by a click that script cannot make. */
  function chooseOption(element: Element): void {
    const select = element.localName === 'option' && element.closest('select')
    if (!select) return
    const index = (element as HTMLOptionElement).index
    const chosen = [...select.selectedOptions].map((one) => one.index).filter((one) => one !== index)
    const isOff = select.multiple && (element as HTMLOptionElement).selected
    hands.choose(select, isOff ? chosen : [...(select.multiple ? chosen : []), index])
  }

  /** Everything that a press on this element may bring about is checked first. */
  async function pressed(element: Element, press: () => Promise<void> | void): Promise<Deed> {
    const label = hands.findUp(element, (one) => one.localName === 'label') as HTMLLabelElement | null
    const control = label?.control
    for (const one of control ? [element, control] : [element]) {
      const why = permit(one)
      if (why) return { why }
      if (first.isBusy(one)) return { why: 'visitor-first' }
    }
    const why = linkRefusal(element)
    if (why) return { why }
    const submitter = submitterOf(element)
    if (submitter?.form) {
      const refused = await submitRefusal(submitter.form, submitter)
      if (refused) return { why: refused }
      // The visitor took their time: what is so now counts.
      const changed = element.isConnected ? permit(element) : 'gone'
      if (changed) return { why: changed }
    }
    await press()
    return { element }
  }

  /** Where a link would lead; `javascript:` is the page's own handler, and goes nowhere (RC-6). */
  function linkRefusal(element: Element): Refusal | null {
    const link = hands.findUp(element, (one) => /^(a|area)$/.test(one.localName) && 'href' in one)
    if (!link) return null
    const { href } = link as HTMLAnchorElement | SVGAElement
    const text = typeof href === 'string' ? href : href.baseVal
    if (!text) return null
    const url = urlOf(text, link.ownerDocument.baseURI)
    if (!url || !isOwnPlace(url)) return 'address'
    const target =
      link.getAttribute('target') ?? link.ownerDocument.querySelector('base[target]')?.getAttribute('target')
    const isElsewhere = target && !/^_(self|top|parent)$/i.test(target)
    return isElsewhere || link.hasAttribute('download') ? 'address' : null
  }

  function submitterOf(element: Element): HTMLButtonElement | null {
    const button = hands.findUp(element, (one) => /^(button|input)$/.test(one.localName))
    const { type, form } = (button ?? {}) as Partial<HTMLButtonElement>
    return (type === 'submit' || (type as string) === 'image') && form ? (button as HTMLButtonElement) : null
  }

  /** A button may say another address than its form does. */
  async function submitRefusal(form: HTMLFormElement, button?: HTMLButtonElement): Promise<Refusal | null> {
    const own = button ? natives.getAttribute(button, 'formaction') : null
    const address = own ?? natives.getAttribute(form, 'action')
    const action = urlOf(address ?? '', form.ownerDocument.baseURI)
    if (!action || !/^https?:$/.test(action.protocol)) return 'address'
    return maySubmit()
  }

  /** Where typed text goes: the control meant, or what has the focus in it. */
  function target(node: Element): Element | Refusal {
    const inner = frameDocument(node)
    const active = activeOf(inner ?? node.ownerDocument)
    if (active && active !== node.ownerDocument.body && isInside(natives, active, node)) return active
    if (inner) return 'gone'
    // The visitor is typing elsewhere: the focus stays there.
    if (first.isTyping()) return 'visitor-first'
    const why = permit(node)
    if (why) return why
    first.ours(() => (node as HTMLElement).focus({ preventScroll: false }))
    const now = activeOf(node.ownerDocument)
    return now && isInside(natives, now, node) ? now : 'gone'
  }

  function typed(node: Element, work: (element: Element) => Promise<Deed> | undefined): Deed | Promise<Deed> {
    const element = target(node)
    if (typeof element === 'string') return { why: element }
    const why = permit(element)
    if (why) return { why }
    if (first.isTyping() || first.isBusy(element)) return { why: 'visitor-first' }
    return work(element) ?? { element }
  }

  function text(element: Element, words: string): void {
    const characters = [...words]
    if (characters.length > MAX_KEYED) {
      if (isEditable(natives, element)) hands.insert(element, words)
      return
    }
    for (const key of characters) {
      // Handlers may have moved the focus: whatever has it now was not checked.
      if (activeOf(element.ownerDocument) !== element) return
      if (hands.keyEvent(element, 'keydown', key, false)) {
        if (element.localName === 'select') findOption(element as HTMLSelectElement, key)
        else if (isEditable(natives, element) && hands.keyEvent(element, 'keypress', key, false))
          hands.insert(element, key)
      }
      hands.keyEvent(element, 'keyup', key, false)
    }
  }

  function findOption(select: HTMLSelectElement, key: string): void {
    const options = [...select.options]
    const from = select.selectedIndex + 1
    const found = [...options.slice(from), ...options.slice(0, from)].find(
      (one) => !one.disabled && one.label.trim().toLowerCase().startsWith(key.toLowerCase()),
    )
    if (found) hands.choose(select, [found.index])
  }

  function key(element: Element, name: ActionKey, isShift: boolean): Promise<Deed> | undefined {
    if (!hands.keyEvent(element, 'keydown', name, isShift)) {
      hands.keyEvent(element, 'keyup', name, isShift)
      return undefined
    }
    const deed = natural(element, name, isShift)
    hands.keyEvent(element, 'keyup', name, isShift)
    return deed
  }

  /** What a browser does with a key that the page has left to it. */
  function natural(element: Element, name: ActionKey, isShift: boolean): Promise<Deed> | undefined {
    const kind = kindOf(natives, element)
    const isText = isEditable(natives, element)
    const isButton = /^(button|submit|reset|image|summary|a)$/.test(kind)
    switch (name) {
      case 'Tab':
        hands.tab(element, isShift, (one) => permit(one) === null)
        return undefined
      case 'Backspace':
      case 'Delete':
        if (isText) hands.command(element, name === 'Delete' ? 'forwardDelete' : 'delete')
        return undefined
      case 'Enter':
        if (isButton) return keyed(element)
        if (kind === 'textarea') hands.insert(element, '\n')
        else if (isText && element.localName !== 'input')
          hands.command(element, isShift ? 'insertLineBreak' : 'insertParagraph')
        else if (element.localName === 'input') return submitBy(element as HTMLInputElement)
        return undefined
      case ' ':
        if (isText) hands.insert(element, ' ')
        else if (isButton || /^(checkbox|radio)$/.test(kind)) return keyed(element)
        return undefined
      case 'Escape': {
        const dialog = hands.findUp(element, (one) => one.matches('dialog:modal')) as HTMLDialogElement | null
        const { Event } = realmOf(element)
        if (dialog?.dispatchEvent(new Event('cancel', { cancelable: true }))) dialog.close()
        return undefined
      }
      case 'PageUp':
      case 'PageDown':
        return undefined
      default:
        if (isText && kind !== 'number') hands.moveCaret(element, name, isShift)
        else if (name !== 'Home' && name !== 'End')
          hands.step(
            element,
            name === 'ArrowDown' || name === 'ArrowRight' ? 1 : -1,
            (one) => permit(one) === null,
          )
        return undefined
    }
  }

  function keyed(element: Element): Promise<Deed> {
    return pressed(element, () =>
      first.ours(() => hands.withoutWindows(element, () => (element as HTMLElement).click())),
    )
  }

  /** Enter in a field presses the form's first submit button (HTML, implicit submission). */
  async function submitBy(input: HTMLInputElement): Promise<Deed> {
    const { form } = input
    if (!form) return { element: input }
    const button = [...form.elements].find((one) => submitterOf(one) === one)
    if (button) return keyed(button)
    const why = await submitRefusal(form)
    if (why) return { why }
    realmOf(form).HTMLFormElement.prototype.requestSubmit.call(form)
    return { element: input }
  }

  function scroll(anchor: Element, at: Spot, dx: number, dy: number): Deed {
    if (first.isScrolling()) return { why: 'visitor-first' }
    const hit = aim(anchor, at)
    if (!hit) return { why: 'gone' }
    const why = permit(hit.element)
    if (why === 'forbidden') return { why }
    // Over what is hidden it is the page that scrolls.
    if (!why && !first.ours(() => hands.wheel(hit.element, hit.x, hit.y, dx, dy)))
      return { element: hit.element }
    for (let one: Element | null = hit.element; one; one = flatParent(natives, one)) {
      if (canScroll(one, dx, dy) && permit(one) === null) {
        one.scrollBy({ left: dx, top: dy, behavior: 'instant' })
        return { element: one }
      }
    }
    return { element: hit.element }
  }

  function canScroll(element: Element, dx: number, dy: number): boolean {
    const { overflowX, overflowY } = realmOf(element).getComputedStyle(element)
    const isRoot = element === element.ownerDocument.scrollingElement
    const goes = (overflow: string, delta: number, at: number, room: number) =>
      delta !== 0 && (isRoot || /auto|scroll/.test(overflow)) && (delta < 0 ? at > 0 : at < room - 1)
    return (
      goes(overflowY, dy, element.scrollTop, element.scrollHeight - element.clientHeight) ||
      goes(overflowX, dx, element.scrollLeft, element.scrollWidth - element.clientWidth)
    )
  }

  /** Only within this site: what lies before it in the history is nobody's business (RC-9). */
  function go(to: 'back' | 'forward' | 'reload'): Deed {
    const { history, navigation } = window as unknown as {
      history: History
      navigation?: { canGoBack: boolean; canGoForward: boolean }
    }
    if (to === 'reload') location.reload()
    else if (to === 'back' && navigation?.canGoBack) history.back()
    else if (to === 'forward' && navigation?.canGoForward) history.forward()
    else return { why: 'address' }
    return { element: null }
  }

  function open(text: string): Deed {
    const url = urlOf(text, location.href)
    if (!url || !isOwnPlace(url)) return { why: 'address' }
    location.assign(url.href)
    return { element: null }
  }

  return async (act, find) => {
    switch (act.type) {
      case 'go':
        return go(act.to)
      case 'open':
        return open(act.url)
      case 'click':
      case 'scroll': {
        const anchor = find(act.at.node)
        if (!anchor) return { why: 'gone' }
        return act.type === 'click'
          ? click(anchor, act.at, act.count)
          : scroll(anchor, act.at, act.dx, act.dy)
      }
      case 'text':
      case 'key':
      case 'select-all':
      case 'choose':
      case 'set': {
        const node = find(act.node)
        if (!node) return { why: 'gone' }
        return typed(node, (element) => first.ours(() => write(act, element)))
      }
      default:
        return { why: 'gone' }
    }
  }

  function write(act: Action, element: Element): Promise<Deed> | undefined {
    if (act.type === 'text') text(element, act.text)
    else if (act.type === 'key') return key(element, act.key, act.isShift)
    else if (act.type === 'select-all') hands.command(element, 'selectAll')
    else if (act.type === 'choose' && element.localName === 'select')
      hands.choose(element as HTMLSelectElement, act.chosen)
    else if (
      act.type === 'set' &&
      /^(date|month|week|time|datetime-local|color|range|number)$/.test(kindOf(natives, element))
    )
      hands.setValue(element, act.value)
    return undefined
  }
}
