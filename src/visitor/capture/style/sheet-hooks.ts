import type { Realm, Wrapping } from '../wrapping.ts'

/** What script does to style sheets. */
export interface SheetHooks {
  install(realm: Realm): void
  /** Notes that the rules of this sheet were changed. */
  scripted(sheet: CSSStyleSheet): void
  /** Did script change the rules of this sheet? */
  isScripted(sheet: CSSStyleSheet): boolean
  /** The top-level rules of this sheet that were changed inside since last asked. */
  takeRules(sheet: CSSStyleSheet): Iterable<CSSRule>
  /** Notes rules that were changed by the name of a property (`rule.style.color = …`), which calls nothing of ours. */
  compare(): void
}

export type SheetHookEvents = {
  sheet(sheet: CSSStyleSheet): void
  /** The adopted sheets of this root may have changed. */
  adopted(root: Document | ShadowRoot): void
  /** Something changed that is worth a flush. */
  other(): void
}

/** Declarations that the page holds and that are compared at each flush. */
const MAX_HELD = 64
const RULES = /^CSS(\w+Rule|NestedDeclarations|FunctionDeclarations)$/

export function createSheetHooks(
  { afterMethod, afterSetter, afterGetter, guarded }: Wrapping,
  events: SheetHookEvents,
): SheetHooks {
  /** The sheets whose rules script changed, each with the top-level rules that were changed inside. */
  const changed = new WeakMap<CSSStyleSheet, Set<CSSRule>>()
  /** Whose rule or sheet a `MediaList` or `StylePropertyMap` is. */
  const owners = new WeakMap<object, CSSRule | CSSStyleSheet>()
  const held = new Map<CSSStyleDeclaration, string>()
  const lists = new WeakMap<object, CSSStyleSheet[]>()

  function noteSheet(sheet: CSSStyleSheet, rule?: CSSRule): void {
    // An imported sheet travels as part of the one that imports it.
    if (sheet.ownerRule) return noteRule(sheet.ownerRule)
    const rules = changed.get(sheet) ?? new Set()
    changed.set(sheet, rule ? rules.add(rule) : rules)
    events.sheet(sheet)
  }

  function noteRule(rule: CSSRule): void {
    const { parentRule, parentStyleSheet } = rule
    if (parentRule) noteRule(parentRule)
    else if (parentStyleSheet) noteSheet(parentStyleSheet, rule)
  }

  function noteOwner(owner: CSSRule | CSSStyleSheet | undefined): void {
    if (!owner) return
    if (!('ownerNode' in owner)) noteRule(owner)
    else if (owner.ownerRule) noteRule(owner.ownerRule)
    else events.sheet(owner)
  }

  function noteOwned(part: object): void {
    noteOwner(owners.get(part))
  }

  function noteDeclaration(style: CSSStyleDeclaration): void {
    if (style.parentRule) noteRule(style.parentRule)
  }

  function compare(): void {
    for (const [style, text] of held) {
      if (style.cssText === text) continue
      held.set(style, style.cssText)
      noteDeclaration(style)
    }
  }

  function hold(style: CSSStyleDeclaration): void {
    events.other()
    if (held.has(style)) return
    if (held.size >= MAX_HELD) {
      compare()
      held.clear()
    }
    held.set(style, style.cssText)
  }

  function own(owner: CSSRule | CSSStyleSheet, part: object): undefined {
    owners.set(part, owner)
  }

  /** The array that the page gets in place of `list`: the browser's own tells nobody that it was changed in place. */
  function watched(root: Document | ShadowRoot, list: CSSStyleSheet[]): CSSStyleSheet[] {
    const known = lists.get(list)
    if (known) return known
    const proxy = new Proxy(list, {
      set(target, key, value) {
        const isSet = Reflect.set(target, key, value)
        guarded(() => events.adopted(root))
        return isSet
      },
    })
    lists.set(list, proxy)
    return proxy
  }

  function installRules(prototype: object): void {
    for (const [name, { set }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (set) afterSetter(prototype, name, noteRule)
      if (/^(insert|delete|append)Rule$/.test(name)) afterMethod(prototype, name, noteRule)
      if (name === 'style')
        afterGetter<CSSRule, CSSStyleDeclaration>(prototype, name, (_, style) => void hold(style))
      if (name === 'styleMap' || name === 'media') afterGetter(prototype, name, own)
    }
  }

  return {
    install(realm) {
      for (const name of Object.getOwnPropertyNames(realm))
        if (RULES.test(name)) installRules(realm[name as 'CSSStyleRule'].prototype)
      const sheets = realm.CSSStyleSheet.prototype
      afterMethod<CSSStyleSheet>(sheets, 'insertRule deleteRule addRule removeRule replaceSync', (sheet) =>
        noteSheet(sheet),
      )
      afterMethod<CSSStyleSheet>(sheets, 'replace', (sheet, done) => {
        void (done as Promise<unknown>).then(() => guarded(() => noteSheet(sheet))).catch(() => undefined)
      })
      const base = realm.StyleSheet.prototype
      afterSetter(base, 'disabled media', noteOwner)
      afterGetter(base, 'media', own)
      afterMethod(realm.MediaList.prototype, 'appendMedium deleteMedium', noteOwned)
      afterSetter(realm.MediaList.prototype, 'mediaText', noteOwned)
      afterMethod(realm.StylePropertyMap?.prototype, 'set append delete clear', noteOwned)
      const declarations = realm.CSSStyleDeclaration.prototype
      afterMethod(declarations, 'setProperty removeProperty', noteDeclaration)
      afterSetter(declarations, 'cssText', noteDeclaration)
      for (const { prototype } of [realm.Document, realm.ShadowRoot]) {
        afterSetter(prototype, 'adoptedStyleSheets', events.adopted)
        afterGetter(prototype, 'adoptedStyleSheets', watched)
      }
    },
    scripted: noteSheet,
    isScripted: (sheet) => changed.has(sheet),
    takeRules(sheet) {
      const rules = [...(changed.get(sheet) ?? [])]
      changed.get(sheet)?.clear()
      return rules
    },
    compare,
  }
}
