import { OP } from '../../../protocol/codec/ops.ts'
import type { SectionWriter } from '../../../protocol/codec/section-writer.ts'
import type { Masked } from '../../privacy/masked.ts'
import type { Privacy } from '../../privacy/privacy.ts'
import type { Listener } from '../listeners.ts'
import { idle } from './idle.ts'
import { readRules } from './rule-text.ts'
import type { SheetHooks } from './sheet-hooks.ts'

type Root = Document | ShadowRoot

const STATE = /:(hover|active|focus|target)\b/
/** What the browser writes of a shorthand with `var()` of which a part was set again: it cannot tell what was said. */
const UNTOLD = /: ;/
/** Lists that commas alone do not divide: parentheses in parentheses, and strings. */
const KNOTTY = /\([^)]*\(|"/
const COMMA = /(?<!\\),(?![^(]*\))/
const RULES_A_LOOK = 100

/**
 * Linked sheets are loaded by the agent's browser, which lets nobody read them: the stage cannot make their `:hover` and
 * `:focus` ask for the visitor's pointer and focus. So once there is one, the rules that ask for it travel, if they can
 * be read here, and stand behind the sheet. In idle time, as it is a look at every rule.
 */
export interface LinkedStates {
  readonly listeners: readonly Listener[]
  /** It was sent, or its sheet was loaded: either may come first. */
  note(target: EventTarget | null): void
  /** The visitor points at something, or focuses it. */
  start(): void
  flush(): void
}

type Found = {
  readonly id: number
  readonly sheet: CSSStyleSheet
  readonly media: string
  readonly texts: string[]
  /** All of its rules were looked at, and are to be sent. */
  isDue: boolean
  isSent: boolean
}

export function createLinkedStates(parts: {
  readonly writer: SectionWriter<Masked>
  readonly privacy: Privacy
  readonly hooks: { readonly sheets: Pick<SheetHooks, 'isScripted'> }
  readonly openId: (element: Element) => number
  readonly signal: AbortSignal
  readonly schedule: () => void
}): LinkedStates {
  const { writer, privacy, hooks, openId, signal, schedule } = parts
  const roots = new Set<Root>()
  const found = new Map<Element, Found>()
  let isStarted = false
  let isLooking = false

  /** One of those that were not looked at, as it is at the stage now. */
  function next(): Found | null {
    for (const root of roots) {
      if (!root.isConnected) roots.delete(root)
      for (const sheet of root.styleSheets) {
        const owner = sheet.ownerNode as Element | null
        const id = sheet.href && owner ? openId(owner) : 0
        if (!owner || !id || found.has(owner)) continue
        const one = { id, sheet, media: sheet.media.mediaText, texts: [], isDue: false, isSent: false }
        found.set(owner, one)
        return one
      }
    }
    return null
  }

  function look(one: Found, rules: CSSRule[]): void {
    if (signal.aborted) return
    for (const rule of rules.splice(0, RULES_A_LOOK)) {
      const text = statesOf(rule)
      if (text) one.texts.push(text)
    }
    if (rules.length > 0) return idle(() => look(one, rules))
    one.isDue = one.texts.length > 0
    schedule()
    search()
  }

  function search(): void {
    const one = next()
    isLooking = one !== null
    if (one) idle(() => look(one, readRules(one.sheet) ?? []))
  }

  function check(): void {
    if (isStarted && !isLooking) search()
  }

  function note(target: EventTarget | null): void {
    const link = target as Element
    if (link.localName !== 'link' || !link.isConnected) return
    roots.add(link.getRootNode() as Root)
    check()
  }

  return {
    listeners: [['load', ({ target }) => note(target)]],
    note,
    start() {
      isStarted = true
      check()
    },
    flush() {
      for (const [owner, one] of found) {
        const { sheet, texts, id, isSent, media } = one
        const isKnown = openId(owner) === id
        const isSame =
          isKnown && (owner as HTMLLinkElement).sheet === sheet && sheet.media.mediaText === media
        if (!isSame) {
          found.delete(owner)
          if (isKnown && isSent) writer.op(OP.ruleDelete, id, 0, texts.length)
          // Known by another number, perhaps, or another sheet.
          check()
        } else if (one.isDue && !hooks.sheets.isScripted(sheet)) {
          one.isDue = false
          one.isSent = true
          writer.op(OP.ruleInsert, id, 0, texts.length)
          for (const text of texts)
            writer.text(privacy.css(`@media ${media || 'all'}{${text}}`, sheet.href ?? ''))
        }
      }
    },
  }
}

/** What `rule` says of elements in such a state, empty if nothing. */
function statesOf(rule: CSSRule): string {
  const { cssText, selectorText, cssRules } = rule as CSSRule & Partial<CSSStyleRule>
  if (selectorText && STATE.test(selectorText)) {
    // The others have their place already, and might win here over rules that follow there.
    const all = KNOTTY.test(selectorText) ? [selectorText] : selectorText.split(COMMA)
    const asking = all.filter((one) => STATE.test(one))
    return UNTOLD.test(cssText) ? '' : asking + cssText.slice(selectorText.length)
  }
  let inner = ''
  for (const one of cssRules ?? []) inner += statesOf(one)
  return inner && `${cssText.split('{')[0]}{${inner}}`
}
