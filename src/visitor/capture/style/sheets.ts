import { OP } from '../../../protocol/codec/ops.ts'
import type { SectionWriter } from '../../../protocol/codec/section-writer.ts'
import type { Masked } from '../../privacy/masked.ts'
import type { Privacy } from '../../privacy/privacy.ts'
import type { SheetHooks } from './sheet-hooks.ts'

/** The style sheets of one document: inline ones, constructed ones, and linked ones that script changed. */
export interface Sheets {
  addRoot(root: Document | ShadowRoot): void
  roots(): Iterable<Document | ShadowRoot>
  /** A style or link element was sent or changed. */
  noteOwner(element: Element): void
  /** Script changed the rules of `sheet`. */
  noteSheet(sheet: CSSStyleSheet): void
  forget(node: Node): void
  readonly isDirty: boolean
  flush(isDue: () => boolean): boolean
}

export function createSheets(parts: {
  writer: SectionWriter<Masked>
  document: Document
  privacy: Privacy
  hooks: SheetHooks
  idOf: (node: Node) => number
  /** Takes the next id, for a constructed sheet. */
  takeId: () => number
}): Sheets {
  const { writer, privacy, hooks, idOf } = parts
  const roots = new Set<Document | ShadowRoot>()
  const adopted = new Map<Document | ShadowRoot, readonly CSSStyleSheet[]>()
  const constructed = new Map<CSSStyleSheet, number>()
  const dirtyOwners = new Set<Element>()
  /** All style elements that the stage has. */
  const owners = new Set<HTMLStyleElement>()
  const dirtySheets = new Set<CSSStyleSheet>()
  /** Rules as last sent, by identity: the shadow that differences are taken against. */
  const sentRules = new WeakMap<CSSStyleSheet, readonly CSSRule[]>()
  const sentSheet = new WeakMap<Element, CSSStyleSheet | null>()
  const sentState = new WeakMap<CSSStyleSheet, string>()

  function base(sheet: CSSStyleSheet): string {
    return sheet.href ?? parts.document.baseURI
  }

  function sendText(id: number, text: Masked): void {
    writer.op(OP.sheetText, id)
    writer.text(text)
  }

  function sendAll(sheet: CSSStyleSheet, id: number): void {
    const rules = readRules(sheet)
    if (!rules) return
    sendText(id, privacy.css(flatten(rules), base(sheet)))
    remember(sheet, rules)
  }

  /** Positions in a sheet with imports differ at the stage, which drops them: such sheets are always sent whole. */
  function remember(sheet: CSSStyleSheet, rules: readonly CSSRule[]): void {
    if (rules.some(isImport)) sentRules.delete(sheet)
    else sentRules.set(sheet, rules)
  }

  function sendDifference(sheet: CSSStyleSheet, id: number): void {
    const before = sentRules.get(sheet)
    const now = readRules(sheet)
    if (!now) return
    if (!before || hooks.takeDeepChange(sheet) || now.some(isImport)) return sendAll(sheet, id)
    let start = 0
    while (start < before.length && before[start] === now[start]) start++
    let endBefore = before.length
    let endNow = now.length
    while (endBefore > start && endNow > start && before[endBefore - 1] === now[endNow - 1]) {
      endBefore--
      endNow--
    }
    if (endBefore > start) writer.op(OP.ruleDelete, id, start, endBefore - start)
    for (let i = start; i < endNow; i++) {
      writer.op(OP.ruleInsert, id, i)
      writer.text(privacy.css(now[i]?.cssText ?? '', base(sheet)))
    }
    sentRules.set(sheet, now)
  }

  function flushState(sheet: CSSStyleSheet, id: number): void {
    const media = sheet.ownerNode ? '' : sheet.media.mediaText
    const now = `${sheet.disabled ? 1 : 0}${media}`
    if (now === (sentState.get(sheet) ?? '0')) return
    sentState.set(sheet, now)
    writer.op(OP.sheetState, id, sheet.disabled ? 1 : 0)
    writer.text(privacy.css(media, base(sheet)))
  }

  function flushOwner(element: Element): void {
    const id = idOf(element)
    if (!id) return
    const sheet = (element as HTMLStyleElement).sheet
    const isInline = element.localName === 'style'
    if (isInline && sheet !== sentSheet.get(element)) {
      sentSheet.set(element, sheet)
      if (sheet && needsRules(element, sheet, hooks.isScripted(sheet))) sendAll(sheet, id)
      // Not remembered: the text may hold rules that this browser drops, and positions would differ.
      else sendText(id, privacy.css(sheet ? (element.textContent ?? '') : '', parts.document.baseURI))
    } else if (sheet && dirtySheets.has(sheet)) {
      if (isInline) sendDifference(sheet, id)
      else sendAll(sheet, id)
    }
    if (sheet) {
      dirtySheets.delete(sheet)
      flushState(sheet, id)
    }
  }

  function constructedId(sheet: CSSStyleSheet): number {
    const known = constructed.get(sheet)
    if (known !== undefined) return known
    const rules = readRules(sheet) ?? []
    const id = parts.takeId()
    constructed.set(sheet, id)
    writer.op(OP.sheet)
    writer.text(privacy.css(flatten(rules), base(sheet)))
    remember(sheet, rules)
    flushState(sheet, id)
    return id
  }

  function flushAdopted(): void {
    for (const root of roots) {
      const now = root.adoptedStyleSheets ?? []
      const before = adopted.get(root) ?? []
      if (now.length === before.length && before.every((sheet, i) => sheet === now[i])) continue
      adopted.set(root, Array.from(now))
      const sheetIds = Array.from(now, constructedId)
      writer.op(OP.adopt, idOf(root), sheetIds.length, ...sheetIds)
    }
  }

  return {
    addRoot(root) {
      roots.add(root)
    },
    roots: () => roots,
    noteOwner(element) {
      dirtyOwners.add(element)
      if (element.localName === 'style') owners.add(element as HTMLStyleElement)
    },
    noteSheet(sheet) {
      const owner = sheet.ownerNode as Element | null
      if (owner ? idOf(owner) : constructed.has(sheet)) dirtySheets.add(sheet)
      if (owner && idOf(owner)) dirtyOwners.add(owner)
    },
    forget(node) {
      if (node.nodeType === 11) {
        roots.delete(node as ShadowRoot)
        adopted.delete(node as ShadowRoot)
      } else {
        dirtyOwners.delete(node as Element)
        owners.delete(node as HTMLStyleElement)
      }
    },
    get isDirty() {
      return dirtyOwners.size + dirtySheets.size > 0
    },
    flush(isDue) {
      // Moving an element, or what it is in, gives it a new sheet without a word.
      for (const element of owners) if (element.sheet !== sentSheet.get(element)) dirtyOwners.add(element)
      for (const element of dirtyOwners) {
        dirtyOwners.delete(element)
        flushOwner(element)
        if (isDue()) return false
      }
      flushAdopted()
      for (const sheet of dirtySheets) {
        dirtySheets.delete(sheet)
        const id = constructed.get(sheet)
        if (!id) continue
        sendDifference(sheet, id)
        flushState(sheet, id)
      }
      return true
    },
  }
}

function isImport(rule: CSSRule): boolean {
  return 'styleSheet' in rule && 'href' in rule
}

function readRules(sheet: CSSStyleSheet): CSSRule[] | null {
  try {
    return Array.from(sheet.cssRules)
  } catch {
    return null // Another origin's sheet: the agent's browser loads it by its address.
  }
}

/** Must the sheet travel as rules, because its text says something else, or because the stage drops imports? */
function needsRules(element: Element, sheet: CSSStyleSheet, isScripted: boolean): boolean {
  const text = element.textContent ?? ''
  return isScripted || text.includes('@import') || (text.trim() === '' && sheet.cssRules.length > 0)
}

/** CSS text of `rules`, with what they import in place of the import. */
function flatten(rules: readonly CSSRule[]): string {
  return rules
    .map((rule) => {
      if (!isImport(rule)) return rule.cssText
      const { styleSheet, media } = rule as CSSImportRule
      const inner = styleSheet ? readRules(styleSheet) : null
      if (!inner) return ''
      const text = flatten(inner)
      return media.mediaText === '' ? text : `@media ${media.mediaText} { ${text} }`
    })
    .join('\n')
}
