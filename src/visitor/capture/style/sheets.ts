import { OP } from '../../../protocol/codec/ops.ts'
import type { SectionWriter } from '../../../protocol/codec/section-writer.ts'
import { constant, type Masked } from '../../privacy/masked.ts'
import type { Privacy } from '../../privacy/privacy.ts'
import { createAdoption } from './adoption.ts'
import { readRules, ruleText } from './rule-text.ts'
import type { SheetHooks } from './sheet-hooks.ts'

type Root = Document | ShadowRoot

/** The style sheets of one document: inline ones, constructed ones, and linked ones that script changed. */
export interface Sheets {
  addRoot(root: Root): void
  roots(): Iterable<Root>
  /** A style or link element was sent or changed. */
  noteOwner(element: Element): void
  /** A style element was loaded with all that it imports, or a link element. */
  noteLoaded(element: Element): void
  /** Known elements got another place: a style element in one of them has a new sheet now, without a word. */
  noteMoves(): void
  /** Script changed the rules of `sheet`. */
  noteSheet(sheet: CSSStyleSheet): void
  /** Script may have changed which sheets `root` adopts. */
  noteAdopted(root: Root): void
  forget(node: Node): void
  readonly isDirty: boolean
  flush(isDue: () => boolean): boolean
}

/** What was sent of a sheet. */
type Sent = {
  readonly id: number
  /** `null` for a constructed one. */
  readonly owner: Element | null
  /** The rules that the stage has, in order; `null` if it has the text of the element or loads the sheet itself. */
  rules: CSSRule[] | null
  state: string
}

/** Rules in one operation: the stage applies it in one go. */
const RULES_AT_ONCE = 64

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
  const roots = new Set<Root>()
  const dirtyRoots = new Set<Root>()
  const dirtyOwners = new Set<Element>()
  /** All style elements that the stage has. */
  const owners = new Set<HTMLStyleElement>()
  let hasMoved = false
  const dirtySheets = new Set<CSSStyleSheet>()
  const current = new WeakMap<Element, CSSStyleSheet | null>()
  const sent = new WeakMap<CSSStyleSheet, Sent>()
  /** Links that the stage does not load itself, as their rules travelled. */
  const replaced = new WeakSet<Node>()
  const adoption = createAdoption({
    gone: leave,
    writer,
    takeId: parts.takeId,
    textOf: (rule, sheet) => ruleText(rule, base(sheet), privacy),
    note: (root) => dirtyRoots.add(root),
    start(sheet, id, rules, isWhole) {
      const of: Sent = { id, owner: null, rules, state: '0' }
      sent.set(sheet, of)
      if (!isWhole) dirtySheets.add(sheet)
      flushState(sheet, of)
    },
  })

  function base(sheet: CSSStyleSheet): string {
    return sheet.href ?? parts.document.baseURI
  }

  /** The stage has no rules of `sheet` from now on; all of them follow as a difference. */
  function startRules(sheet: CSSStyleSheet, of: Sent): void {
    if (!readRules(sheet)) return
    if (sheet.ownerNode) replaced.add(sheet.ownerNode)
    writer.op(OP.sheetText, of.id)
    writer.text(constant(''))
    of.rules = []
    dirtySheets.add(sheet)
  }

  /** Sends what differs between the rules of `sheet` and those that the stage has; false if it was interrupted. */
  function sendDifference(sheet: CSSStyleSheet, of: Sent, isDue: () => boolean): boolean {
    const now = readRules(sheet) ?? []
    const before = of.rules ?? []
    let start = 0
    while (start < before.length && before[start] === now[start]) start++
    let endBefore = before.length
    let endNow = now.length
    while (endBefore > start && endNow > start && before[endBefore - 1] === now[endNow - 1]) {
      endBefore--
      endNow--
    }
    if (endBefore > start) writer.op(OP.ruleDelete, of.id, start, endBefore - start)
    const tail = before.slice(endBefore)
    of.rules = before.slice(0, start)
    let isDone = true
    while (isDone && start < endNow) {
      const end = Math.min(endNow, start + RULES_AT_ONCE)
      send(now, start, end)
      for (; start < end; start++) of.rules.push(now[start] as CSSRule)
      isDone = start === endNow || !isDue()
    }
    for (const rule of tail) of.rules.push(rule)
    if (isDone) sendChanged(sheet, of)
    return isDone

    function send(rules: readonly CSSRule[], from: number, to: number): void {
      writer.op(OP.ruleInsert, of.id, from, to - from)
      for (let i = from; i < to; i++) writer.text(ruleText(rules[i] as CSSRule, base(sheet), privacy))
    }
  }

  function sendChanged(sheet: CSSStyleSheet, of: Sent): void {
    for (const rule of hooks.takeRules(sheet)) {
      const at = of.rules?.indexOf(rule) ?? -1
      if (at < 0) continue
      writer.op(OP.ruleDelete, of.id, at, 1)
      writer.op(OP.ruleInsert, of.id, at, 1)
      writer.text(ruleText(rule, base(sheet), privacy))
    }
  }

  function flushState(sheet: CSSStyleSheet, of: Sent): void {
    const media = sheet.media.mediaText
    const now = `${sheet.disabled ? 1 : 0}${media}`
    if (now === of.state) return
    of.state = now
    writer.op(OP.sheetState, of.id, sheet.disabled ? 1 : 0)
    writer.text(privacy.css(media, base(sheet)))
  }

  function flushOwner(element: Element): void {
    const id = idOf(element)
    const { sheet } = element as HTMLStyleElement
    const before = current.get(element)
    if (!id || (before === undefined && !sheet)) return
    if (sheet === before) {
      // Perhaps its media.
      if (sheet) dirtySheets.add(sheet)
      return
    }
    current.set(element, sheet)
    leave(before)
    const isInline = element.localName === 'style'
    const isReplaced = replaced.has(element)
    const text = isInline ? (element.textContent ?? '') : ''
    const isText = isInline
      ? !(sheet && needsRules(text, sheet, hooks.isScripted(sheet)))
      : isReplaced && !sheet
    if (isText) {
      writer.op(OP.sheetText, id)
      writer.text(privacy.css(sheet ? text : '', parts.document.baseURI))
    }
    if (!sheet) return
    // Said in any case: the stage remembers what it knew of the sheet before, and which of the titled sheets are on.
    const isKnown = before !== undefined || element.hasAttribute('title')
    const of: Sent = {
      id,
      owner: element,
      rules: null,
      state: isKnown ? '' : `0${element.getAttribute('media') ?? ''}`,
    }
    sent.set(sheet, of)
    if (isInline ? !isText : isReplaced || hooks.isScripted(sheet) || isOnlyHere(sheet)) startRules(sheet, of)
    flushState(sheet, of)
  }

  /** The stage does not have it any more: changes on their way would hit another one, or nothing. */
  function leave(sheet: CSSStyleSheet | null | undefined): void {
    if (!sheet) return
    sent.delete(sheet)
    dirtySheets.delete(sheet)
  }

  function flushSheet(sheet: CSSStyleSheet, isDue: () => boolean): boolean {
    const of = sent.get(sheet)
    // What was taken out is forgotten later.
    if (!of || (of.owner && idOf(of.owner) !== of.id) || adoption.isParted(sheet)) return true
    if (!of.rules && hooks.isScripted(sheet)) startRules(sheet, of)
    const isDone = !of.rules || sendDifference(sheet, of, isDue)
    flushState(sheet, of)
    return isDone
  }

  return {
    addRoot(root) {
      roots.add(root)
      dirtyRoots.add(root)
    },
    roots: () => roots,
    noteOwner(element) {
      dirtyOwners.add(element)
      if (element.localName === 'style') owners.add(element as HTMLStyleElement)
    },
    noteLoaded(element) {
      const { sheet } = element as HTMLStyleElement
      if (!sheet) return
      // A parser gives the sheet after the element, and says so in no other way.
      if (isOnlyHere(sheet) || sheet !== current.get(element)) dirtyOwners.add(element)
      const of = sent.get(sheet)
      // What is imported was not there when the rules were read.
      if (of?.rules && idOf(element)) startRules(sheet, of)
    },
    noteSheet(sheet) {
      const owner = sheet.ownerNode as Element | null
      if (owner ? !idOf(owner) : !sent.has(sheet)) return
      if (owner) dirtyOwners.add(owner)
      dirtySheets.add(sheet)
    },
    noteAdopted(root) {
      if (roots.has(root)) dirtyRoots.add(root)
    },
    noteMoves() {
      hasMoved = true
    },
    forget(node) {
      if (node.nodeType === 11) {
        roots.delete(node as ShadowRoot)
        dirtyRoots.delete(node as ShadowRoot)
        adoption.forget(node as ShadowRoot)
      } else {
        dirtyOwners.delete(node as Element)
        owners.delete(node as HTMLStyleElement)
        leave(current.get(node as Element))
        current.delete(node as Element)
        replaced.delete(node)
      }
    },
    get isDirty() {
      return hasMoved || dirtyOwners.size + dirtySheets.size + dirtyRoots.size > 0
    },
    flush(isDue) {
      hooks.compare()
      if (hasMoved)
        for (const element of owners)
          if (idOf(element) && element.sheet !== (current.get(element) ?? null)) dirtyOwners.add(element)
      hasMoved = false
      for (const element of dirtyOwners) {
        dirtyOwners.delete(element)
        flushOwner(element)
        if (isDue()) return false
      }
      // The page may hold the array from before we were there.
      if (roots.has(parts.document)) dirtyRoots.add(parts.document)
      for (const root of dirtyRoots) {
        dirtyRoots.delete(root)
        adoption.flush(root, idOf(root))
        // The document is looked at each time: that alone must not keep what comes after from its turn.
        if (dirtyRoots.size > 0 && isDue()) return false
      }
      for (const sheet of dirtySheets) {
        if (flushSheet(sheet, isDue)) dirtySheets.delete(sheet)
        if (isDue()) return false
      }
      return dirtyRoots.size === 0
    },
  }
}

/** A linked sheet that the agent's browser cannot load. */
function isOnlyHere({ href }: CSSStyleSheet): boolean {
  return /^(data|blob):/.test(href ?? '')
}

/** Must the sheet travel as rules, because its text says something else, or because the stage drops imports? */
function needsRules(text: string, sheet: CSSStyleSheet, isScripted: boolean): boolean {
  return isScripted || /@(import|\\)/i.test(text) || (text.trim() === '' && sheet.cssRules.length > 0)
}
