import { type Stoppable, stopAll } from '../../base/stoppable.ts'

type Realm = Window & typeof globalThis

/**
 * Changes that no observer reports: natives of the page's realm are wrapped so that they tell us after the original
 * ran. A wrapper rethrows nothing of ours, keeps name and length, and is taken out again on stop if nobody wrapped it.
 */
export interface PageHooks extends Stoppable {
  /** Wraps the natives of one realm (the page's, or that of a same-origin frame). */
  install(realm: Realm): void
  /** The shadow root of `host` if it was attached, closed, while we were here. */
  closedShadowRoot(host: Element): ShadowRoot | null
  /** Did script change the rules of this sheet? */
  isScripted(sheet: CSSStyleSheet): boolean
  /** Was something changed inside a rule of this sheet since last asked? */
  takeDeepChange(sheet: CSSStyleSheet): boolean
}

export type HookEvents = {
  shadowRoot(host: Element): void
  value(element: Element): void
  sheet(sheet: CSSStyleSheet): void
  /** Adopted sheets or the address changed: worth a flush. */
  other(): void
}

type Callable = (...args: never[]) => unknown

export function createPageHooks(events: HookEvents): PageHooks {
  const realms = new WeakSet<object>()
  const undo: Stoppable[] = []
  const closedRoots = new WeakMap<Element, ShadowRoot>()
  const scripted = new WeakSet<CSSStyleSheet>()
  const deep = new WeakSet<CSSStyleSheet>()
  let isOn = true

  function guarded(fn: () => void): void {
    if (!isOn) return
    try {
      fn()
    } catch {
      // Ours must never surface in the page's call (EM-5).
    }
  }

  function replace(
    prototype: object,
    name: string,
    make: (descriptor: PropertyDescriptor) => PropertyDescriptor | null,
  ): void {
    const before = Object.getOwnPropertyDescriptor(prototype, name)
    if (!before?.configurable) return
    const after = make(before)
    if (!after) return
    Object.defineProperty(prototype, name, after)
    undo.push({
      stop() {
        const now = Object.getOwnPropertyDescriptor(prototype, name)
        if (now && now.value === after.value && now.set === after.set)
          Object.defineProperty(prototype, name, before)
      },
    })
  }

  function dress(wrapper: Callable, original: Callable): Callable {
    Object.defineProperty(wrapper, 'name', { value: original.name, configurable: true })
    Object.defineProperty(wrapper, 'length', { value: original.length, configurable: true })
    return wrapper
  }

  function afterMethod<T>(
    prototype: object | undefined,
    name: string,
    tell: (self: T, result: unknown) => void,
  ): void {
    if (!prototype) return
    replace(prototype, name, (before) => {
      const original = before.value as Callable | undefined
      if (typeof original !== 'function') return null
      const wrapper = function (this: T, ...args: never[]): unknown {
        const result = Reflect.apply(original, this, args)
        guarded(() => tell(this, result))
        return result
      }
      return { ...before, value: dress(wrapper, original) }
    })
  }

  function afterSetter<T>(prototype: object | undefined, name: string, tell: (self: T) => void): void {
    if (!prototype) return
    replace(prototype, name, (before) => {
      const original = before.set
      if (!original) return null
      const wrapper = function (this: T, value: never): void {
        Reflect.apply(original, this, [value])
        guarded(() => tell(this))
      }
      return { ...before, set: dress(wrapper, original) as (value: unknown) => void }
    })
  }

  function noteSheet(sheet: CSSStyleSheet | null): void {
    if (!sheet) return
    scripted.add(sheet)
    events.sheet(sheet)
  }

  function noteRule(rule: CSSRule): void {
    const sheet = rule.parentStyleSheet
    if (sheet) deep.add(sheet)
    noteSheet(sheet)
  }

  function installForms(realm: Realm): void {
    const note = (element: Element): void => events.value(element)
    for (const name of ['value', 'checked', 'indeterminate', 'valueAsNumber', 'valueAsDate', 'type']) {
      afterSetter(realm.HTMLInputElement.prototype, name, note)
    }
    afterSetter(realm.HTMLTextAreaElement.prototype, 'value', note)
    for (const name of ['value', 'selectedIndex']) afterSetter(realm.HTMLSelectElement.prototype, name, note)
    afterSetter<HTMLOptionElement>(realm.HTMLOptionElement.prototype, 'selected', (option) =>
      note(option.closest('select') ?? option),
    )
    for (const prototype of [realm.HTMLInputElement.prototype, realm.HTMLTextAreaElement.prototype]) {
      for (const name of ['setRangeText', 'stepUp', 'stepDown']) afterMethod(prototype, name, note)
    }
    afterMethod<HTMLFormElement>(realm.HTMLFormElement.prototype, 'reset', (form) => {
      for (const element of form.elements) note(element)
    })
  }

  function installSheets(realm: Realm): void {
    for (const name of ['insertRule', 'deleteRule', 'addRule', 'removeRule', 'replaceSync']) {
      afterMethod<CSSStyleSheet>(realm.CSSStyleSheet.prototype, name, noteSheet)
    }
    afterMethod<CSSStyleSheet>(realm.CSSStyleSheet.prototype, 'replace', (sheet, done) => {
      void (done as Promise<unknown>).then(() => guarded(() => noteSheet(sheet))).catch(() => undefined)
    })
    for (const name of ['insertRule', 'deleteRule', 'appendRule']) {
      for (const kind of [realm.CSSGroupingRule, realm.CSSKeyframesRule])
        afterMethod<CSSRule>(kind?.prototype, name, noteRule)
    }
    afterSetter<CSSRule>(realm.CSSStyleRule?.prototype, 'selectorText', noteRule)
    afterSetter<CSSStyleSheet>(realm.StyleSheet.prototype, 'disabled', (sheet) => events.sheet(sheet))
    const declarations = realm.CSSStyleDeclaration.prototype
    const noteDeclaration = (style: CSSStyleDeclaration): void => {
      if (style.parentRule) noteRule(style.parentRule)
    }
    for (const name of ['setProperty', 'removeProperty']) afterMethod(declarations, name, noteDeclaration)
    afterSetter(declarations, 'cssText', noteDeclaration)
    afterSetter(realm.Document.prototype, 'adoptedStyleSheets', events.other)
    afterSetter(realm.ShadowRoot.prototype, 'adoptedStyleSheets', events.other)
  }

  return {
    install(realm) {
      if (realms.has(realm)) return
      realms.add(realm)
      afterMethod<Element>(realm.Element.prototype, 'attachShadow', (host, root) => {
        if ((root as ShadowRoot).mode === 'closed') closedRoots.set(host, root as ShadowRoot)
        events.shadowRoot(host)
      })
      installForms(realm)
      installSheets(realm)
      for (const name of ['pushState', 'replaceState'])
        afterMethod(realm.History.prototype, name, events.other)
    },
    closedShadowRoot: (host) => closedRoots.get(host) ?? null,
    isScripted: (sheet) => scripted.has(sheet),
    takeDeepChange: (sheet) => deep.delete(sheet),
    stop() {
      isOn = false
      stopAll(undo)
      undo.length = 0
    },
  }
}
