import { LIMITS } from '../limits.ts'
import { DecodeError } from './bytes-reader.ts'
import { mix } from './digest.ts'
import { createIdTree, type IdTree } from './id-tree.ts'
import { ELEMENT, MODE, OP } from './ops.ts'
import { createSectionReader, type OpenSection } from './section-reader.ts'
import type { ElementDescription, TreeTarget } from './tree-target.ts'

/** Applies the sections of one document to a target, checking every id and bound against a hostile sender. */
export interface Applier<N extends object> {
  /** Opens a section; the returned function applies operations until `isDue()` says to pause, or the target waits, and tells whether it is done. */
  start(section: Uint8Array): (isDue: () => boolean) => boolean
  /** Applies a whole section, to a target that does not wait. */
  apply(section: Uint8Array): void
  /** The node with this id, `null` if there is none. */
  node(id: number): N | null
  /** The id of this node, below 1 if it has none. */
  idOf(node: N): number
  readonly tree: IdTree
}

const OPS_BETWEEN_CHECKS = 32
const NEVER = (): boolean => false

/** A count of at most `max`, and so many of what `read` reads. */
function list<T>({ ops }: OpenSection, max: number, read: () => T): T[] {
  const count = ops.uint()
  if (count > max) throw new DecodeError('too many in a list')
  const out: T[] = []
  while (out.length < count) out.push(read())
  return out
}

export function createApplier<N extends object>(target: TreeTarget<N>): Applier<N> {
  const reader = createSectionReader()
  const tree = createIdTree()
  const nodes: (N | undefined)[] = [undefined]
  const depths: number[] = [0]
  /** Ids of constructed sheets: they are no part of the tree. */
  const sheets = new Set<number>()
  let cursorParent = 0
  let cursorAfter = 0
  /** Of an operation that takes many. */
  let steps: Generator<void, void, void> | null = null

  function known(id: number): N {
    const node = nodes[id]
    if (!node || id === 0) throw new DecodeError('unknown node')
    return node
  }

  function take(node: N): number {
    const id = nodes.length
    if (tree.size + sheets.size >= LIMITS.maxLiveNodes) throw new DecodeError('too many nodes')
    nodes.push(node)
    depths.push(0)
    return id
  }

  function isInside(id: number, ancestor: number): boolean {
    for (let at = id; at; at = tree.parent(at)) if (at === ancestor) return true
    return false
  }

  function place(id: number): void {
    if (!tree.has(cursorParent)) throw new DecodeError('no place for a node')
    if (cursorAfter && tree.parent(cursorAfter) !== cursorParent) throw new DecodeError('bad place')
    const depth = (depths[cursorParent] ?? 0) + 1
    if (depth > LIMITS.maxTreeDepth) throw new DecodeError('too deep')
    depths[id] = depth
    tree.insert(id, cursorParent, cursorAfter)
    target.insert(known(cursorParent), known(id), cursorAfter ? known(cursorAfter) : null)
    cursorAfter = id
  }

  function create(node: N): number {
    const id = take(node)
    tree.add(id)
    place(id)
    return id
  }

  function element(open: OpenSection): void {
    const { ops } = open
    const flags = ops.uint()
    const masked = flags & ELEMENT.masked ? { width: ops.uint(), height: ops.uint() } : null
    const tag = open.str()
    const attributes = list(open, LIMITS.maxAttributesPerElement, () => [open.str(), open.value()] as const)
    const namespace = flags & ELEMENT.svg ? 'svg' : flags & ELEMENT.mathml ? 'mathml' : 'html'
    const description: ElementDescription = { tag, namespace, attributes, masked, id: nodes.length }
    const id = create(target.element(description))
    if (flags & ELEMENT.descend) {
      cursorParent = id
      cursorAfter = 0
    }
  }

  function documentNode(mode: number): void {
    if (nodes.length !== 1) throw new DecodeError('second document')
    if (mode > MODE.limited) throw new DecodeError('unknown mode')
    const id = take(target.document(mode))
    tree.add(id)
    cursorParent = id
    cursorAfter = 0
  }

  function shadowRoot(host: number, flags: number): void {
    const hostNode = known(host)
    if (tree.shadowOf(host) || !tree.has(host)) throw new DecodeError('second shadow root')
    const id = take(target.shadowRoot(hostNode, flags))
    tree.add(id)
    tree.setShadow(host, id)
    depths[id] = (depths[host] ?? 0) + 1
    cursorParent = id
    cursorAfter = 0
  }

  function forget(id: number): void {
    const node = nodes[id]
    nodes[id] = undefined
    if (node) target.freed(id, node)
  }

  function remove(first: number, count: number): void {
    let id = first
    for (let left = count; left > 0; left--) {
      const node = known(id)
      const next = tree.next(id)
      if (sheets.delete(id)) forget(id)
      else if (id === 1) throw new DecodeError('document removed')
      else {
        if (tree.parent(id)) target.detach(node)
        tree.free(id, forget)
      }
      id = next
    }
  }

  function detach(id: number): void {
    const node = known(id)
    if (!tree.parent(id)) throw new DecodeError('node without a parent')
    target.detach(node)
    tree.detach(id)
  }

  function attach(id: number): void {
    known(id)
    if (tree.parent(id) || id === 1 || !tree.has(id) || isInside(cursorParent, id))
      throw new DecodeError('bad move')
    place(id)
  }

  function moveCursor(parent: number, distance: number): void {
    known(parent)
    const after = distance && parent + distance
    if (!tree.has(parent) || (after && tree.parent(after) !== parent)) throw new DecodeError('bad place')
    cursorParent = parent
    cursorAfter = after
  }

  function up(): void {
    const parent = tree.parent(cursorParent)
    if (!parent) throw new DecodeError('nothing above')
    cursorAfter = cursorParent
    cursorParent = parent
  }

  function sheet(text: string): void {
    sheets.add(take(target.sheet(text)))
  }

  function insertRules(open: OpenSection): void {
    const node = known(open.ops.uint())
    const index = open.ops.uint()
    const count = open.ops.uint()
    if (index + count > LIMITS.maxRulesPerSheet) throw new DecodeError('too many rules')
    for (let i = 0; i < count; i++) target.ruleInsert(node, index + i, open.text())
  }

  function adopt(open: OpenSection): void {
    const { ops } = open
    const root = known(ops.uint())
    const adopted = list(open, ops.left, () => {
      const id = ops.uint()
      if (!sheets.has(id)) throw new DecodeError('not a sheet')
      return known(id)
    })
    target.adopt(root, adopted)
  }

  function animation(open: OpenSection): void {
    const number = open.ops.uint()
    const id = open.ops.uint()
    if (id === 0) return target.animation(number, null)
    const node = known(id)
    const count = open.ops.uint()
    if (count > LIMITS.maxKeyframes) throw new DecodeError('too many keyframes')
    target.animation(number, {
      node,
      timing: open.text(),
      name: open.text(),
      pseudo: open.text(),
      easing: open.text(),
      keyframes: Array.from({ length: count }, open.text),
    })
  }

  /** One step for each node, so that a slice can end between them; the digest is compared with the last one. */
  function* digest(first: number, count: number, wanted: number): Generator<void, void, void> {
    if (count > LIMITS.maxDigestNodes || first + count > nodes.length) throw new DecodeError('bad digest')
    target.willDigest()
    yield
    let sum = 0
    for (let id = first; id < first + count; id++) {
      const node = nodes[id]
      if (!node || !tree.has(id)) continue
      const [parent, previous] = [tree.parent(id), tree.previous(id)]
      const content = target.digest(node, nodes[parent] ?? null, nodes[previous] ?? null)
      if (content === null) return
      sum = (sum + mix(mix(mix(content, id), parent), previous)) >>> 0
      yield
    }
    if (sum !== wanted) target.drifted()
  }

  function step(open: OpenSection): void {
    const { ops } = open
    const code = ops.uint()
    switch (code) {
      case OP.at:
        return moveCursor(open.id(), ops.int())
      case OP.up:
        return up()
      case OP.element:
        return element(open)
      case OP.text:
        create(target.text(open.text()))
        return
      case OP.shadowRoot:
        return shadowRoot(ops.uint(), ops.uint())
      case OP.document:
        return documentNode(ops.uint())
      case OP.remove:
        return remove(open.id(), ops.uint())
      case OP.detach:
        return detach(open.id())
      case OP.attach:
        return attach(open.id())
      case OP.attribute:
        return target.attribute(known(open.id()), open.str(), open.value())
      case OP.attributeRemove:
        return target.attribute(known(open.id()), open.str(), null)
      case OP.characters:
        return target.characters(known(open.id()), open.text())
      case OP.value:
        return target.value(known(open.id()), open.text())
      case OP.state:
        return target.state(known(open.id()), ops.uint())
      case OP.scroll:
        return target.scroll(known(open.id()), ops.int(), ops.int())
      case OP.sheet:
        return sheet(open.text())
      case OP.sheetText:
        return target.sheetText(known(ops.uint()), open.text())
      case OP.ruleInsert:
        return insertRules(open)
      case OP.ruleDelete:
        return target.ruleDelete(known(ops.uint()), ops.uint(), ops.uint())
      case OP.sheetState:
        return target.sheetState(known(ops.uint()), ops.uint() === 1, open.text())
      case OP.adopt:
        return adopt(open)
      case OP.picture:
        return target.picture(known(ops.uint()), open.text())
      case OP.frame:
        return target.frame(known(ops.uint()), ops.uint(), ops.uint())
      case OP.unsent:
        return target.unsent(known(ops.uint()), ops.uint())
      case OP.viewport:
        return target.viewport(ops.uint(), ops.uint())
      case OP.page:
        return target.page(open.text(), open.text())
      case OP.mark: {
        const kind = ops.uint()
        const id = ops.uint()
        return target.mark(kind, id ? known(id) : null)
      }
      case OP.environment:
        return target.environment(ops.uint())
      case OP.nodes:
        return target.nodes(
          known(ops.uint()),
          list(open, ops.left, () => known(ops.uint())),
        )
      case OP.selection: {
        const spot = (): readonly [N | null, number] => {
          const id = ops.uint()
          return [id ? known(id) : null, ops.uint()]
        }
        return target.select(...spot(), ...spot())
      }
      case OP.states:
        return target.states(known(ops.uint()), list(open, LIMITS.maxAttributesPerElement, open.str))
      case OP.animation:
        return animation(open)
      case OP.media:
        return target.media(known(ops.uint()), open.text())
      case OP.extra:
        return target.extra(ops.uint(), open.text())
      case OP.source:
        return target.source(known(ops.uint()), open.text(), open.text())
      case OP.defined:
        return target.defined(open.str())
      case OP.digest:
        steps = digest(ops.uint(), ops.uint(), ops.uint())
        return
      default:
        throw new DecodeError('unknown operation')
    }
  }

  function start(section: Uint8Array): (isDue: () => boolean) => boolean {
    const open = reader.open(section)
    steps = null
    return (isDue) => {
      for (let count = 1; steps || open.ops.left > 0; count++) {
        if (!steps) step(open)
        else if (steps.next().done) steps = null
        if (target.isWaiting() || (count % OPS_BETWEEN_CHECKS === 0 && isDue()))
          return !steps && open.ops.left === 0
      }
      return true
    }
  }

  return {
    start,
    apply(section) {
      start(section)(NEVER)
    },
    node: (id) => nodes[id] ?? null,
    idOf: (node) => nodes.indexOf(node),
    tree,
  }
}
