import { createIdTree, type IdTree } from '../../../protocol/codec/id-tree.ts'
import { VERDICT, type Verdict } from '../../privacy/privacy.ts'
import { KIND, type Kind } from './kinds.ts'
import { createNodeMap } from './node-map.ts'

/** What the stage has of one document: structure and verdicts by id, no content. */
export interface Shadow {
  readonly tree: IdTree
  /** The id under which the stage knows `node`, 0 if it does not. */
  idOf(node: Node): number
  node(id: number): Node | undefined
  /** The id that the next node gets. */
  readonly end: number
  kindOf(id: number): Kind
  verdictOf(id: number): Verdict
  depthOf(id: number): number
  /** Gives the next id; the matching operation must be the next one written that creates something. */
  add(node: Node, parentId: number): number
  /** `node` stands where `id` stood and is known by that number from now on. */
  rebind(id: number, node: Node): void
  /** The next id for something that is no node: a constructed sheet. */
  takeId(): number
  judge(id: number, kind: Kind, verdict: Verdict): void
  /** The stage was told to forget `id` and all under it. They are unknown from now on; the work is done bit by bit. */
  drop(id: number): void
  /** Nothing is left of the work of `drop`. */
  readonly isTidy: boolean
  /** Does some of that work; true when none is left. */
  tidy(isDue: () => boolean): boolean
}

export function createShadow(onForget: (id: number, node: Node) => void): Shadow {
  const tree = createIdTree()
  const ids = createNodeMap()
  const nodes: (Node | undefined)[] = [undefined]
  /** By id: kind (2 bits), verdict (2 bits), depth (12 bits). Arrays of numbers would take six times as much. */
  let facts = new Uint16Array(1_024)
  /** Roots of subtrees that the stage has forgotten and that are still in `ids`. */
  const dropped = new Set<number>()

  function forget(id: number): void {
    dropped.delete(id)
    const node = nodes[id]
    nodes[id] = undefined
    if (!node) return
    ids.delete(node)
    onForget(id, node)
  }

  function fact(id: number): number {
    return facts[id] ?? KIND.leaf | (VERDICT.masked << 2)
  }

  function isDropped(id: number): boolean {
    for (let at = id; at; at = tree.parent(at) || tree.hostOf(at)) if (dropped.has(at)) return true
    return false
  }

  return {
    tree,
    idOf(node) {
      const id = ids.get(node)
      if (id === 0 || dropped.size === 0 || !isDropped(id)) return id
      // It came back before its turn: what is known of it, and of what was under it, is void.
      tree.free(id, forget)
      return 0
    },
    node: (id) => nodes[id],
    get end() {
      return nodes.length
    },
    kindOf: (id) => (fact(id) & 3) as Kind,
    verdictOf: (id) => ((fact(id) >> 2) & 3) as Verdict,
    depthOf: (id) => fact(id) >> 4,
    add(node, parentId) {
      const id = nodes.push(node) - 1
      ids.set(node, id)
      tree.add(id)
      if (id >= facts.length) {
        const grown = new Uint16Array(id * 2)
        grown.set(facts)
        facts = grown
      }
      facts[id] = ((fact(parentId) & ~3) + 16) | KIND.leaf
      return id
    },
    rebind(id, node) {
      ids.delete(nodes[id] as Node)
      nodes[id] = node
      ids.set(node, id)
    },
    takeId: () => nodes.push(undefined) - 1,
    judge(id, kind, verdict) {
      facts[id] = (fact(id) & ~15) | kind | (verdict << 2)
    },
    drop(id) {
      tree.detach(id)
      dropped.add(id)
    },
    get isTidy() {
      return dropped.size === 0
    },
    tidy(isDue) {
      let count = 0
      for (const id of dropped) {
        // Newly dropped ids join the end of the set, so this loop takes them in, too.
        for (const child of tree.freeOne(id)) dropped.add(child)
        forget(id)
        if (++count % 32 === 0 && isDue()) return dropped.size === 0
      }
      return true
    },
  }
}
