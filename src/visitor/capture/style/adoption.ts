import { OP } from '../../../protocol/codec/ops.ts'
import type { SectionWriter } from '../../../protocol/codec/section-writer.ts'
import { constant, type Masked } from '../../privacy/masked.ts'
import { readRules } from './rule-text.ts'

type Root = Document | ShadowRoot

/** Which roots adopt which constructed sheets. Sheets of the same rules are one at the stage until one of them changes. */
export interface Adoption {
  flush(root: Root, id: number): void
  forget(root: Root): void
  /** `sheet` changed: if the stage has it as one with others it gets one of its own, and true is returned. */
  isParted(sheet: CSSStyleSheet): boolean
}

/** A sheet of the stage, and those of the page that it stands for, each with the roots that adopt it. */
type Twin = { readonly id: number; readonly key: string; readonly sheets: Map<CSSStyleSheet, Set<Root>> }

/** Larger sheets are sent rule by rule and not compared with others. */
const MAX_COMPARED_RULES = 200

export function createAdoption(parts: {
  writer: SectionWriter<Masked>
  takeId: () => number
  textOf: (rule: CSSRule, sheet: CSSStyleSheet) => Masked
  /** `root` has to be looked at again. */
  note: (root: Root) => void
  /** A sheet is known as `id` from now on, and the stage has these of its rules: all of them, or none yet. */
  start: (sheet: CSSStyleSheet, id: number, rules: CSSRule[], isWhole: boolean) => void
  /** `sheet` is known under no id any more. */
  gone: (sheet: CSSStyleSheet) => void
}): Adoption {
  const { writer } = parts
  const adopted = new Map<Root, { readonly sheets: readonly CSSStyleSheet[]; readonly ids: string }>()
  const twins = new Map<CSSStyleSheet, Twin>()
  const byKey = new Map<string, Twin>()
  /** Changed before they were sent again: looks no more like another. */
  const single = new WeakSet<CSSStyleSheet>()

  function twinOf(sheet: CSSStyleSheet): Twin {
    const known = twins.get(sheet)
    if (known) return known
    const rules = readRules(sheet) ?? []
    const isWhole = rules.length <= MAX_COMPARED_RULES
    const texts = isWhole ? rules.map((rule) => parts.textOf(rule, sheet)) : []
    const state = `${sheet.disabled}${sheet.media.mediaText}`
    const key = isWhole && !single.has(sheet) ? [state, ...texts].join('\n') : ''
    const like = key ? byKey.get(key) : undefined
    const twin: Twin = like ?? { id: parts.takeId(), key, sheets: new Map() }
    twin.sheets.set(sheet, new Set())
    twins.set(sheet, twin)
    if (!like) {
      writer.op(OP.sheet)
      writer.text(constant(''))
      if (texts.length > 0) writer.op(OP.ruleInsert, twin.id, 0, texts.length)
      for (const text of texts) writer.text(text)
      if (key) byKey.set(key, twin)
    }
    parts.start(sheet, twin.id, isWhole ? rules : [], isWhole)
    return twin
  }

  function drop(sheet: CSSStyleSheet, root: Root): void {
    const twin = twins.get(sheet)
    const roots = twin?.sheets.get(sheet)
    roots?.delete(root)
    if (twin && roots?.size === 0) leave(sheet, twin)
  }

  function leave(sheet: CSSStyleSheet, twin: Twin): void {
    twins.delete(sheet)
    twin.sheets.delete(sheet)
    parts.gone(sheet)
    if (twin.sheets.size > 0) return
    byKey.delete(twin.key)
    writer.op(OP.remove, twin.id, 1)
  }

  return {
    flush(root, id) {
      if (!id) return
      const sheets = [...(root.adoptedStyleSheets ?? [])]
      const before = adopted.get(root)
      const ids = sheets.map((sheet) => {
        const twin = twinOf(sheet)
        twin.sheets.get(sheet)?.add(root)
        return twin.id
      })
      adopted.set(root, { sheets, ids: `${ids}` })
      if (`${ids}` !== (before?.ids ?? '')) writer.op(OP.adopt, id, ids.length, ...ids)
      for (const sheet of before?.sheets ?? []) if (!sheets.includes(sheet)) drop(sheet, root)
    },
    forget(root) {
      const before = adopted.get(root)
      adopted.delete(root)
      for (const sheet of before?.sheets ?? []) drop(sheet, root)
    },
    isParted(sheet) {
      const twin = twins.get(sheet)
      if (!twin) return false
      if (twin.sheets.size === 1) {
        // It will not look as it did when it was sent.
        byKey.delete(twin.key)
        return false
      }
      const roots = twin.sheets.get(sheet) ?? []
      single.add(sheet)
      leave(sheet, twin)
      for (const root of roots) parts.note(root)
      return true
    },
  }
}
