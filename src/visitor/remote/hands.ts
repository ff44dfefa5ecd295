import type { ActionKey } from '../../protocol/actions.ts'
import type { Natives } from '../capture/natives.ts'
import { activeOf, flatParent } from './flat-tree.ts'

type Realm = Window & typeof globalThis

/** Input as a person's would arrive: the same events in the same order, and what a browser does by itself (RC-10). */
export type Hands = ReturnType<typeof createHands>

const NO_TEXT = /^(button|submit|reset|image|checkbox|radio|range|color|file|hidden)$/
const TABBABLE =
  'a[href],area[href],button,input:not([type=hidden i]),select,textarea,summary,iframe,[tabindex],[contenteditable=""],[contenteditable=true]'

export function realmOf(element: Element): Realm {
  return (element.ownerDocument.defaultView ?? window) as Realm
}

/** Of an input, lower case; of another element its name. */
export function kindOf(natives: Natives, element: Element): string {
  const name = natives.localName(element)
  return name === 'input' ? ((element as HTMLInputElement).type ?? 'text') : name
}

export function isEditable(natives: Natives, element: Element): boolean {
  const kind = kindOf(natives, element)
  if (natives.localName(element) === 'input')
    return !NO_TEXT.test(kind) && !(element as HTMLInputElement).readOnly
  if (kind === 'textarea') return !(element as HTMLTextAreaElement).readOnly
  return (element as Partial<HTMLElement>).isContentEditable === true
}

export function createHands(natives: Natives) {
  const fire = (element: Element, event: Event): boolean => element.dispatchEvent(event)
  const changed = (element: Element, type: 'input' | 'change'): void => {
    const { Event } = realmOf(element)
    fire(element, new Event(type, { bubbles: true, composed: type === 'input' }))
  }

  /** Past what frameworks put before the element's own setter, so that they notice. */
  function setValue(element: Element, value: string): void {
    const realm = realmOf(element)
    const type = {
      select: realm.HTMLSelectElement,
      textarea: realm.HTMLTextAreaElement,
      input: realm.HTMLInputElement,
    }[natives.localName(element)]
    if (!type) return
    Object.getOwnPropertyDescriptor(type.prototype, 'value')?.set?.call(element, value)
    changed(element, 'input')
    changed(element, 'change')
  }

  function focus(element: Element): void {
    const at = findUp(element, (one) => one.matches(TABBABLE))
    if (at) (at as HTMLElement).focus({ preventScroll: true })
    else (activeOf(element.ownerDocument) as HTMLElement | null)?.blur?.()
  }

  function findUp(element: Element, passes: (one: Element) => boolean): Element | null {
    for (let at: Element | null = element; at; at = flatParent(natives, at)) {
      if (at.ownerDocument !== element.ownerDocument) return null
      if (passes(at)) return at
    }
    return null
  }

  /** Nothing opens a window while the page handles what an agent does (RC-6). */
  function withoutWindows(element: Element, work: () => void): void {
    const realm = realmOf(element)
    const { open } = realm
    realm.open = () => null
    try {
      work()
    } finally {
      realm.open = open
    }
  }

  function pointer(element: Element, type: string, x: number, y: number, detail: number): boolean {
    const { PointerEvent, MouseEvent } = realmOf(element)
    const isDown = /down$/.test(type)
    const init: PointerEventInit = {
      bubbles: !/enter$/.test(type),
      cancelable: true,
      composed: true,
      view: realmOf(element),
      clientX: x,
      clientY: y,
      detail,
      button: 0,
      buttons: isDown ? 1 : 0,
      pointerId: 1,
      pointerType: 'mouse',
      isPrimary: true,
    }
    const Type = type.startsWith('pointer') || type === 'click' ? PointerEvent : MouseEvent
    return fire(element, new Type(type, init))
  }

  function press(element: Element, x: number, y: number, detail: number): void {
    pointer(element, 'pointerdown', x, y, 0)
    const before = activeOf(element.ownerDocument)
    if (pointer(element, 'mousedown', x, y, detail)) focus(element)
    if (isEditable(natives, element)) placeCaret(element, x, y, before === element)
    pointer(element, 'pointerup', x, y, 0)
    pointer(element, 'mouseup', x, y, detail)
    if (kindOf(natives, element) === 'range') slide(element as HTMLInputElement, x)
    pointer(element, 'click', x, y, detail)
  }

  /** Near the place in text that is shown as such; in fields, which do not tell, at the end, and once. */
  function placeCaret(element: Element, x: number, y: number, hadFocus: boolean): void {
    const { ownerDocument } = element
    const field = element as HTMLInputElement
    if (typeof field.value === 'string') {
      if (!hadFocus && field.selectionStart !== null)
        field.setSelectionRange(field.value.length, field.value.length)
      return
    }
    const range = ownerDocument.caretRangeFromPoint?.(x, y)
    if (range)
      ownerDocument
        .getSelection()
        ?.setBaseAndExtent(range.startContainer, range.startOffset, range.startContainer, range.startOffset)
  }

  /** Where the thumb of a slider would go. */
  function slide(input: HTMLInputElement, x: number): void {
    const { left, width } = natives.rect(input)
    const [min, max] = [Number(input.min || 0), Number(input.max || 100)]
    const isTurned = realmOf(input).getComputedStyle(input).direction === 'rtl'
    const part = Math.min(1, Math.max(0, (x - left) / (width || 1)))
    setValue(input, String(min + (max - min) * (isTurned ? 1 - part : part)))
  }

  function keyEvent(element: Element, type: string, key: string, isShift: boolean): boolean {
    const { KeyboardEvent } = realmOf(element)
    const keyCode = KEY_CODES[key] ?? key.toUpperCase().charCodeAt(0)
    const code = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key === ' ' ? 'Space' : key
    const init = {
      key,
      code,
      keyCode,
      which: keyCode,
      shiftKey: isShift,
      bubbles: true,
      cancelable: true,
      composed: true,
    }
    return fire(element, new KeyboardEvent(type, init))
  }

  function insert(element: Element, text: string): void {
    const { InputEvent } = realmOf(element)
    const about = { data: text, inputType: 'insertText', bubbles: true, composed: true }
    // Editors that do without the browser's own editing take it from here.
    if (!fire(element, new InputEvent('beforeinput', { ...about, cancelable: true }))) return
    if (element.ownerDocument.execCommand('insertText', false, text)) return
    const field = element as HTMLInputElement
    if (typeof field.value !== 'string') return
    const { selectionStart: from, selectionEnd: to, value } = field
    const next = from === null ? value + text : value.slice(0, from) + text + value.slice(to ?? from)
    const type = natives.localName(field) === 'textarea' ? 'HTMLTextAreaElement' : 'HTMLInputElement'
    Object.getOwnPropertyDescriptor(realmOf(field)[type].prototype, 'value')?.set?.call(field, next)
    if (from !== null) field.setSelectionRange(from + text.length, from + text.length)
    fire(field, new InputEvent('input', about))
  }

  function choose(select: HTMLSelectElement, chosen: readonly number[]): void {
    const wanted = new Set(chosen)
    ;[...select.options].forEach((option, i) => {
      const isWanted = wanted.has(i)
      if (!option.disabled && option.selected !== isWanted && (select.multiple || isWanted))
        option.selected = isWanted
    })
    changed(select, 'input')
    changed(select, 'change')
  }

  function step(element: Element, by: 1 | -1, mayGo: (one: Element) => boolean): void {
    const kind = kindOf(natives, element)
    if (kind === 'select') {
      const select = element as HTMLSelectElement
      for (let i = select.selectedIndex + by; i >= 0 && i < select.options.length; i += by)
        if (!select.options[i]?.disabled) return choose(select, [i])
    } else if (kind === 'radio') {
      const own = element as HTMLInputElement
      const root = own.getRootNode() as ParentNode
      const group = [...root.querySelectorAll<HTMLInputElement>('input[type=radio i]')].filter(
        (one) => one.name === own.name && one.form === own.form && (one === own || mayGo(one)),
      )
      const next = group[(group.indexOf(own) + by + group.length) % group.length]
      next?.focus()
      next?.click()
    } else if (kind === 'range' || kind === 'number') {
      const input = element as HTMLInputElement
      const before = input.value
      input[kind === 'range' ? (by > 0 ? 'stepUp' : 'stepDown') : by > 0 ? 'stepDown' : 'stepUp']()
      const after = input.value
      if (after !== before) setValue(input, after)
    }
  }

  function moveCaret(element: Element, key: ActionKey, isShift: boolean): void {
    const isBack = key === 'ArrowLeft' || key === 'ArrowUp' || key === 'Home'
    const isLine = key === 'Home' || key === 'End'
    const field = element as HTMLInputElement
    if (typeof field.value !== 'string') {
      const unit = isLine ? 'lineboundary' : key === 'ArrowUp' || key === 'ArrowDown' ? 'line' : 'character'
      return element.ownerDocument
        .getSelection()
        ?.modify(isShift ? 'extend' : 'move', isBack ? 'backward' : 'forward', unit)
    }
    // Fields of numbers and addresses do not tell.
    const { selectionStart: from, selectionEnd: to, value } = field
    if (from === null || to === null) return
    const goal = isLine
      ? isBack
        ? value.lastIndexOf('\n', from - 1) + 1
        : (value.indexOf('\n', to) + 1 || value.length + 1) - 1
      : isBack
        ? Math.max(0, from === to || isShift ? from - 1 : from)
        : Math.min(value.length, from === to || isShift ? to + 1 : to)
    if (isShift) field.setSelectionRange(Math.min(goal, from), Math.max(goal, to))
    else field.setSelectionRange(goal, goal)
  }

  function tab(element: Element, isBack: boolean, mayGo: (one: Element) => boolean): void {
    const { ownerDocument } = element
    const stops = [...ownerDocument.querySelectorAll<HTMLElement>(TABBABLE)].filter(
      (one) => one.tabIndex >= 0 && (one === element || (one.checkVisibility?.() ?? true)),
    )
    const at = stops.indexOf(element as HTMLElement)
    const rest = isBack ? stops.slice(0, at < 0 ? undefined : at).reverse() : stops.slice(at + 1)
    rest.find(mayGo)?.focus()
  }

  return {
    press,
    withoutWindows,
    focus,
    findUp,
    setValue,
    choose,
    step,
    moveCaret,
    tab,
    insert,
    keyEvent,
    over(element: Element, x: number, y: number): void {
      for (const type of [
        'pointerover',
        'pointerenter',
        'mouseover',
        'mouseenter',
        'pointermove',
        'mousemove',
      ])
        pointer(element, type, x, y, 0)
    },
    double: (element: Element, x: number, y: number) => pointer(element, 'dblclick', x, y, 2),
    wheel(element: Element, x: number, y: number, deltaX: number, deltaY: number): boolean {
      const { WheelEvent } = realmOf(element)
      const init = { clientX: x, clientY: y, deltaX, deltaY, bubbles: true, cancelable: true, composed: true }
      return fire(element, new WheelEvent('wheel', init))
    },
    command: (element: Element, name: string) => element.ownerDocument.execCommand(name),
  }
}

const KEY_CODES: Readonly<Record<string, number>> = {
  Enter: 13,
  Tab: 9,
  Backspace: 8,
  Delete: 46,
  Escape: 27,
  ArrowUp: 38,
  ArrowDown: 40,
  ArrowLeft: 37,
  ArrowRight: 39,
  Home: 36,
  End: 35,
  PageUp: 33,
  PageDown: 34,
}
