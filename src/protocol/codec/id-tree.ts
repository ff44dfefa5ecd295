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
/** What is known of an id stands side by side, in pages of 1,024 ids: a table that doubles would take longer than a slice. */
const PARENT = 0
const FIRST = 1
const PREVIOUS = 2
const NEXT = 3
const PAGE_BITS = 10
const PAGE_MASK = 1_023
const PAGE_LENGTH = 4 << PAGE_BITS

export function createIdTree(): IdTree {
  const pages: Int32Array[] = []
  const shadows = new Map<number, number>()
  const hosts = new Map<number, number>()
  let size = 0

  function placeOf(id: number, field: number): number {
    return ((id & PAGE_MASK) << 2) | field
  }

  function get(id: number, field: number): number {
    return pages[id >> PAGE_BITS]?.[placeOf(id, field)] ?? 0
  }

  function set(id: number, field: number, value: number): void {
    const page = pages[id >> PAGE_BITS]
    if (page) page[placeOf(id, field)] = value
  }

  function unplace(id: number): void {
    set(id, PARENT, KNOWN)
    set(id, PREVIOUS, 0)
    set(id, NEXT, 0)
  }

  function detach(id: number): void {
    const parent = get(id, PARENT)
    if (parent <= 0) return
    const previous = get(id, PREVIOUS)
    const next = get(id, NEXT)
    if (previous) set(previous, NEXT, next)
    else set(parent, FIRST, next)
    if (next) set(next, PREVIOUS, previous)
    unplace(id)
  }

  function freeOne(id: number): number[] {
    detach(id)
    const below: number[] = []
    for (let child = get(id, FIRST); child; child = get(child, NEXT)) below.push(child)
    below.forEach(unplace)
    const shadow = shadows.get(id)
    if (shadow) {
      below.push(shadow)
      shadows.delete(id)
      hosts.delete(shadow)
    }
    set(id, PARENT, 0)
    set(id, FIRST, 0)
    size--
    return below
  }

  return {
    parent: (id) => Math.max(0, get(id, PARENT)),
    previous: (id) => get(id, PREVIOUS),
    next: (id) => get(id, NEXT),
    has: (id) => get(id, PARENT) !== 0,
    add(id) {
      pages[id >> PAGE_BITS] ??= new Int32Array(PAGE_LENGTH)
      set(id, PARENT, KNOWN)
      size++
    },
    insert(id, parent, after) {
      const next = after ? get(after, NEXT) : get(parent, FIRST)
      set(id, PARENT, parent)
      set(id, PREVIOUS, after)
      set(id, NEXT, next)
      if (after) set(after, NEXT, id)
      else set(parent, FIRST, id)
      if (next) set(next, PREVIOUS, id)
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
