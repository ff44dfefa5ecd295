import { type Privacy, VERDICT, type Verdict } from '../privacy/privacy.ts'

/** What a walk over a page meets: each element that agents may see, and the topmost ones that they may not. */
export type Seen = { readonly element: Element; readonly verdict: Verdict }

/**
 * All elements of a document with its open shadow roots and same-origin frames, in document order and without recursion;
 * nothing below a masked element.
 */
export function* walk(document: Document, privacy: Privacy): Generator<Seen, void, void> {
  const root = document.documentElement
  const waiting: Seen[] = root ? [{ element: root, verdict: privacy.judgeAfresh(root) }] : []
  for (let seen = waiting.pop(); seen; seen = waiting.pop()) {
    yield seen
    if (seen.verdict === VERDICT.masked) continue
    const inner = innerDocument(seen.element)?.documentElement
    const below = [inner, ...childrenOf(seen.element.shadowRoot), ...childrenOf(seen.element)]
    for (const element of below.reverse()) {
      if (element) waiting.push({ element, verdict: privacy.judge(element, seen.verdict) })
    }
  }
}

function innerDocument(element: Element): Document | null {
  try {
    return (element as HTMLIFrameElement).contentDocument ?? null
  } catch {
    return null
  }
}

function childrenOf(parent: ParentNode | null): Element[] {
  return parent ? Array.from(parent.children) : []
}
