/**
 * Structure of a mirrored document by node id, in typed arrays (16 bytes a node). The visitor's shadow and the
 * stage's bookkeeping are the same thing, so that both free the same ids. 0 stands for none.
 */
export interface IdTree {
  parent(id: number): number
  previous(id: number): number
  next(id: number): number
  /** Is it attached, a root, or detached but known? */
  has(id: number): boolean
  /** Makes `id` known, without a place. */
  add(id: number): void
  /** Puts a known, detached id under `parent` after `after` (0 = first). */
  insert(id: number, parent: number, after: number): void
  detach(id: number): void
  /** `root` is the shadow root of `host`; it goes when the host goes. */
  setShadow(host: number, root: number): void
  shadowOf(host: number): number
  /** The host of a shadow root, 0 for anything else. */
  hostOf(root: number): number
  /** Detaches and forgets `id` and everything under it; calls `onFree` for each. Iterative: depth does not matter. */
  free(id: number, onFree: (id: number) => void): void
  /** Forgets `id` alone; what was under it stays known, detached. Returns those ids. */
  freeOne(id: number): number[]
  /** How many ids are known. */
  readonly size: number
}

const KNOWN = -1

export function createIdTree(): IdTree {
  let parents = new Int32Array(1_024)
  let firsts = new Int32Array(1_024)
  let previouses = new Int32Array(1_024)
  let nexts = new Int32Array(1_024)
  const shadows = new Map<number, number>()
  const hosts = new Map<number, number>()
  let size = 0

  function grow(id: number): void {
    if (id < parents.length) return
    const length = Math.max(parents.length * 2, id + 1)
    const copy = (from: Int32Array<ArrayBuffer>) => {
      const to = new Int32Array(length)
      to.set(from)
      return to
    }
    parents = copy(parents)
    firsts = copy(firsts)
    previouses = copy(previouses)
    nexts = copy(nexts)
  }

  function detach(id: number): void {
    const parent = parents[id] ?? 0
    if (parent <= 0) return
    const previous = previouses[id] ?? 0
    const next = nexts[id] ?? 0
    if (previous) nexts[previous] = next
    else firsts[parent] = next
    if (next) previouses[next] = previous
    parents[id] = KNOWN
    previouses[id] = 0
    nexts[id] = 0
  }

  function freeOne(id: number): number[] {
    detach(id)
    const below: number[] = []
    for (let child = firsts[id] ?? 0; child; child = nexts[child] ?? 0) below.push(child)
    for (const child of below) {
      parents[child] = KNOWN
      previouses[child] = 0
      nexts[child] = 0
    }
    const shadow = shadows.get(id)
    if (shadow) {
      below.push(shadow)
      shadows.delete(id)
      hosts.delete(shadow)
    }
    parents[id] = 0
    firsts[id] = 0
    size--
    return below
  }

  return {
    parent: (id) => Math.max(0, parents[id] ?? 0),
    previous: (id) => previouses[id] ?? 0,
    next: (id) => nexts[id] ?? 0,
    has: (id) => (parents[id] ?? 0) !== 0,
    add(id) {
      grow(id)
      parents[id] = KNOWN
      size++
    },
    insert(id, parent, after) {
      const next = (after ? nexts[after] : firsts[parent]) ?? 0
      parents[id] = parent
      previouses[id] = after
      nexts[id] = next
      if (after) nexts[after] = id
      else firsts[parent] = id
      if (next) previouses[next] = id
    },
    detach,
    setShadow(host, root) {
      shadows.set(host, root)
      hosts.set(root, host)
    },
    shadowOf: (host) => shadows.get(host) ?? 0,
    hostOf: (root) => hosts.get(root) ?? 0,
    free(id, onFree) {
      const stack = [id]
      for (let current = stack.pop(); current !== undefined; current = stack.pop()) {
        for (const child of freeOne(current)) stack.push(child)
        onFree(current)
      }
    },
    freeOne,
    get size() {
      return size
    },
  }
}
