import type { TreeDocument, TreeNode, TreeRoot } from '../support/tree/normalize.ts'

/** Stands in masked places only. */
export const CANARY = 'CNRY7f3a'

/** Rules that the browser did not take: the stage keeps their places, and they do nothing. */
export function withoutPlaceholders(tree: TreeDocument): TreeDocument {
  return JSON.parse(JSON.stringify(tree), (_key, value: unknown) =>
    Array.isArray(value) ? value.filter((item) => item !== '@media not all {\n}') : value,
  ) as TreeDocument
}

/** A text that left a mask stays hidden, and a reader of the page cannot tell that: what is secret is left out. */
export function withoutSecrets(tree: TreeDocument): TreeDocument {
  return JSON.parse(JSON.stringify(tree), (_key, value: unknown) => {
    if (!Array.isArray(value)) return value
    const open = value.map((item) => (typeof item === 'string' ? item.replaceAll(CANARY, '') : item))
    return open.filter((item, i) => item !== '' || value[i] === '')
  }) as TreeDocument
}

/** Lone surrogates travel as U+FFFD (docs/protocol.md, section 3). */
export function wellFormed<T>(raw: T): T {
  return JSON.parse(JSON.stringify(raw), (_key, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed() : value,
  ) as T
}

/**
 * What overflows a hidden element is not there at the agent (docs/limits.md): what is scrolled at the visitor can
 * stand nearer to its begin, if there is a hidden element in it. Nothing else may.
 */
export function withReach(expected: TreeDocument, shown: TreeDocument): TreeDocument {
  const isCut = (
    root: TreeRoot | TreeNode,
    wanted: readonly number[],
    got: readonly number[] | undefined,
  ): boolean => got !== undefined && hasMasked(root) && wanted.every((offset, i) => (got[i] ?? 0) <= offset)

  function ofDocument(a: TreeDocument, b: TreeDocument | null | undefined): TreeDocument {
    const scroll = b && isCut(a, a.scroll, b.scroll) ? b.scroll : a.scroll
    return { ...a, children: ofChildren(a.children, b?.children), scroll }
  }

  function ofChildren(a: readonly TreeNode[], b: readonly TreeNode[] | undefined): TreeNode[] {
    return a.map((node, i) => ofNode(node, b?.[i]))
  }

  function ofNode(a: TreeNode, b: TreeNode | undefined): TreeNode {
    if (typeof a === 'string' || typeof b === 'string') return a
    const got = b ? pointOf(b.state.scroll) : undefined
    const { scroll, ...state } = a.state
    const isWithin = scroll === undefined || !isCut(a, pointOf(scroll), got)
    return {
      ...a,
      state: isWithin
        ? a.state
        : b?.state.scroll === undefined
          ? state
          : { ...state, scroll: b.state.scroll },
      shadow: a.shadow && { ...a.shadow, children: ofChildren(a.shadow.children, b?.shadow?.children) },
      frame: a.frame && ofDocument(a.frame, b?.frame),
      children: ofChildren(a.children, b?.children),
    }
  }

  return ofDocument(expected, shown)
}

function pointOf(scroll: string | number | boolean | undefined): number[] {
  return String(scroll ?? '0,0')
    .split(',')
    .map(Number)
}

function hasMasked(root: TreeRoot | TreeNode): boolean {
  if (typeof root === 'string') return false
  if ('tag' in root && root.tag.endsWith(' (masked)')) return true
  return root.children.some(hasMasked) || ('shadow' in root && root.shadow !== null && hasMasked(root.shadow))
}
