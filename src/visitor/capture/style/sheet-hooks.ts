import type { Realm, Wrapping } from '../wrapping.ts'

export interface SheetHooks {
  install(realm: Realm): void
  /** Did script change the rules of this sheet? */
  isScripted(sheet: CSSStyleSheet): boolean
  /** Was something changed inside a rule of this sheet since last asked? */
  takeDeepChange(sheet: CSSStyleSheet): boolean
}

export type SheetHookEvents = {
  sheet(sheet: CSSStyleSheet): void
  /** Adopted sheets changed: worth a flush. */
  other(): void
}

export function createSheetHooks(
  { afterMethod, afterSetter, guarded }: Wrapping,
  events: SheetHookEvents,
): SheetHooks {
  const scripted = new WeakSet<CSSStyleSheet>()
  const deep = new WeakSet<CSSStyleSheet>()

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

  function install(realm: Realm): void {
    for (const name of ['insertRule', 'deleteRule', 'addRule', 'removeRule', 'replaceSync']) {
      afterMethod<CSSStyleSheet>(realm.CSSStyleSheet.prototype, name, noteSheet)
    }
    afterMethod<CSSStyleSheet>(realm.CSSStyleSheet.prototype, 'replace', (sheet, done) => {
      void (done as Promise<unknown>).then(() => guarded(() => noteSheet(sheet))).catch(() => undefined)
    })
    for (const name of ['insertRule', 'deleteRule', 'appendRule']) {
      for (const kind of [realm.CSSGroupingRule, realm.CSSKeyframesRule, realm.CSSStyleRule])
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
    install,
    isScripted: (sheet) => scripted.has(sheet),
    takeDeepChange: (sheet) => deep.delete(sheet),
  }
}
