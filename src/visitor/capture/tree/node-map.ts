/** A browser's map doubles in one go, which for more than this takes longer than a slice may. */
const MAX_PIECE = 65_535

/** Ids by node, in pieces; the newest ones are found first. */
export interface NodeMap {
  /** 0 if it has none. */
  get(node: Node): number
  /** Of a node that has none yet. */
  set(node: Node, id: number): void
  delete(node: Node): void
}

export function createNodeMap(): NodeMap {
  const pieces: Map<Node, number>[] = []

  function roomy(): Map<Node, number> {
    const piece = pieces.find(({ size }) => size < MAX_PIECE)
    if (piece) return piece
    pieces.unshift(new Map())
    return roomy()
  }

  return {
    get(node) {
      for (const piece of pieces) {
        const id = piece.get(node)
        if (id) return id
      }
      return 0
    },
    set(node, id) {
      roomy().set(node, id)
    },
    delete(node) {
      for (const piece of pieces) if (piece.delete(node)) return
    },
  }
}
