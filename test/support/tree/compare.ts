import type { TreeDocument, TreeNode, TreeRoot } from './normalize.ts'

type Element = Exclude<TreeNode, string>

export type CompareOptions = {
  /** Pixels by which scroll offsets may differ. */
  readonly scrollTolerance?: number
  readonly max?: number
  /** The stage may hide what is open on the page now: what was masked once stays masked (MK-15). Never the reverse. */
  readonly isStickyMaskAllowed?: boolean
  /** Hosts of closed shadow roots that the page made before the visitor script was there: nobody can see into those. */
  readonly earlyClosedRoots?: RegExp
}

export type TreeKind = 'nodes' | 'properties' | 'rules'

export type TreeDifference = {
  readonly kind: TreeKind
  /** From the document to the element, a step for each level. */
  readonly path: string
  readonly what: string
  readonly expected: string
  readonly got: string
}

export type TreeComparison = {
  readonly differences: readonly TreeDifference[]
  /** How much was looked at: nodes, attributes and state, style rules. */
  readonly compared: Readonly<Record<TreeKind, number>>
}

/** Differences between the visitor's page and what the stage shows, one readable line each; empty when equal. */
export function compareTrees(
  expected: TreeDocument,
  shown: TreeDocument,
  options: CompareOptions = {},
): string[] {
  return diffTrees(expected, shown, options).differences.map(lineOf)
}

export function lineOf({ path, what, expected, got }: Omit<TreeDifference, 'kind'>): string {
  return `${path}: ${what}: expected ${expected}, stage has ${got}`
}

/** The same as data, with how much was compared. */
export function diffTrees(
  expected: TreeDocument,
  shown: TreeDocument,
  options: CompareOptions = {},
): TreeComparison {
  const { max = 20, scrollTolerance = 1, isStickyMaskAllowed = false } = options
  const out: TreeDifference[] = []
  const compared = { nodes: 0, properties: 0, rules: 0 }

  function report(kind: TreeKind, path: string, what: string, wanted: unknown, got: unknown): void {
    if (out.length < max) out.push({ kind, path, what, expected: clip(wanted), got: clip(got) })
  }

  function compareDocument(path: string, a: TreeDocument, b: TreeDocument): void {
    compared.properties += 2
    if (a.mode !== b.mode) report('properties', path, 'mode', a.mode, b.mode)
    if (!isNear(a.scroll, b.scroll, scrollTolerance)) report('properties', path, 'scroll', a.scroll, b.scroll)
    compareRoot(path, a, b)
  }

  function compareRoot(path: string, a: TreeRoot, b: TreeRoot): void {
    compareLists(`${path} adoptedStyleSheets`, a.adopted.map(joined), b.adopted.map(joined))
    compareChildren(path, a.children, b.children)
  }

  function compareLists(path: string, a: readonly string[], b: readonly string[]): void {
    compared.rules += a.length
    if (a.length !== b.length) report('rules', path, 'length', a.length, b.length)
    const at = a.findIndex((item, i) => item !== b[i] && !isImported(item, b[i]))
    if (at >= 0) report('rules', `${path}[${at}]`, 'differs', a[at], b[at])
    else if (b.length > a.length) report('rules', `${path}[${a.length}]`, 'extra', undefined, b[a.length])
  }

  function compareChildren(path: string, a: readonly TreeNode[], b: readonly TreeNode[]): void {
    if (out.length >= max) return
    compared.nodes += a.length
    const names = a.map(nameOf)
    const others = b.map(nameOf)
    let start = 0
    const isSame = (i: number, j: number): boolean =>
      names[i] === others[j] || (isStickyMaskAllowed && `${names[i]} (masked)` === others[j])
    while (start < a.length && start < b.length && isSame(start, start)) start++
    let tail = 0
    while (tail < Math.min(a.length, b.length) - start && isSame(a.length - 1 - tail, b.length - 1 - tail))
      tail++
    for (let i = 0; i < start; i++) compareNode(`${path} > ${step(a, i)}`, a[i], b[i])
    if (a.length !== b.length || start + tail < a.length) {
      const end = { a: a.length - tail, b: b.length - tail }
      report(
        'nodes',
        `${path} children ${start}…`,
        'differ',
        sketch(a.slice(start, end.a)),
        sketch(b.slice(start, end.b)),
      )
    }
    for (let i = tail; i > 0; i--)
      compareNode(`${path} > ${step(a, a.length - i)}`, a[a.length - i], b[b.length - i])
  }

  function compareNode(path: string, a: TreeNode | undefined, b: TreeNode | undefined): void {
    if (a === undefined || b === undefined || out.length >= max) return
    if (typeof a === 'string' || typeof b === 'string') {
      if (a !== b) report('nodes', path, 'text', a, b)
      return
    }
    if (a.tag !== b.tag) return // hidden in the stage only
    const isRewritten = b.linkRules !== null
    if (isRewritten) compareLists(`${path} (rules of the link)`, a.linkRules ?? [], b.linkRules ?? [])
    // The stage has only the candidate that the visitor sees; which one that is, is compared as state.
    const isChosen = a.state.currentSrc !== undefined || a.tag === 'source'
    const except = isRewritten ? ['href'] : isChosen ? ['src', 'srcset', 'sizes'] : []
    compareRecords(path, '@', a.attributes, b.attributes, except)
    compareState(path, a, b)
    if (a.rules || b.rules) compareLists(`${path} rules`, a.rules ?? [], b.rules ?? [])
    if (a.shadow && b.shadow) compareRoot(`${path} > #shadow`, a.shadow, b.shadow)
    else if (a.shadow !== b.shadow && !(a.shadow && options.earlyClosedRoots?.test(path)))
      report('nodes', path, 'shadow root', a.shadow !== null, b.shadow !== null)
    if (a.frame && b.frame) compareDocument(`${path} > #document`, a.frame, b.frame)
    else if (a.frame || b.frame) report('nodes', path, 'frame document', a.frame !== null, b.frame !== null)
    compareChildren(path, a.children, b.children)
  }

  function compareState(path: string, a: Element, b: Element): void {
    const point = (state: Element['state']) =>
      String(state.scroll ?? '0,0')
        .split(',')
        .map(Number)
    if (!isNear(point(a.state), point(b.state), scrollTolerance))
      report('properties', path, 'scroll', a.state.scroll, b.state.scroll)
    compareRecords(path, '.', a.state, b.state, ['scroll'])
  }

  function compareRecords(
    path: string,
    mark: string,
    a: Readonly<Record<string, unknown>>,
    b: Readonly<Record<string, unknown>>,
    except: readonly string[],
  ): void {
    for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
      compared.properties++
      if (a[name] !== b[name] && !except.includes(name))
        report('properties', path, `${mark}${name}`, a[name], b[name])
    }
  }

  compareDocument('#document', expected, shown)
  return { differences: out, compared }
}

/** What a sheet imports travels as a group of rules in the import's place; looks tell whether they are the right ones. */
function isImported(rule: string, shown: string | undefined): boolean {
  return rule.startsWith('@import') && shown?.startsWith('@media') === true
}

function isNear(a: readonly number[], b: readonly number[], tolerance: number): boolean {
  return a.every((value, i) => Math.abs(value - (b[i] ?? 0)) <= tolerance)
}

const joined = (rules: readonly string[]): string => rules.join('\n')

function nameOf(node: TreeNode): string {
  return typeof node === 'string' ? '#text' : node.tag
}

/** `li#third.item[2]`: enough to find the element. */
function step(siblings: readonly TreeNode[], at: number): string {
  const node = siblings[at]
  if (node === undefined || typeof node === 'string') return `#text[${at}]`
  const { id, class: classes } = node.attributes
  const name = `${node.tag}${id ? `#${id}` : ''}${classes ? `.${classes.trim().split(/\s+/)[0]}` : ''}`
  const same = siblings.filter((other) => typeof other !== 'string' && other.tag === node.tag)
  return same.length > 1 ? `${name}[${same.indexOf(node)}]` : name
}

function sketch(nodes: readonly TreeNode[]): string {
  const names = nodes.map((node, i) => (typeof node === 'string' ? clip(node, 24) : step(nodes, i)))
  return `[${names.slice(0, 8).join(', ')}${names.length > 8 ? `, … ${names.length} in all` : ''}]`
}

function clip(value: unknown, max = 160): string {
  const text =
    typeof value === 'string' ? JSON.stringify(value) : value === undefined ? 'nothing' : String(value)
  return text.length > max ? `${text.slice(0, max)}…` : text
}
