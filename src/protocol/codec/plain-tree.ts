import type { AnimationDescription, ElementDescription, TreeTarget } from './tree-target.ts'

/** A mirrored node as plain data; for tests and tools that read a stream without a browser. */
export type PlainNode = {
  readonly kind: 'document' | 'element' | 'text' | 'shadow' | 'sheet'
  readonly tag: string
  readonly namespace: string
  readonly attributes: Map<string, string>
  readonly masked: ElementDescription['masked']
  readonly children: PlainNode[]
  data: string
  parent: PlainNode | null
  shadow: PlainNode | null
  value: string | null
  bits: number
  scroll: readonly [x: number, y: number]
  rules: string[]
  adopted: readonly PlainNode[]
  frame: number
  picture: string | null
  nodes: readonly PlainNode[]
}

export type PlainDocument = {
  root: PlainNode | null
  viewport: readonly [width: number, height: number]
  address: string
  title: string
  selection: readonly [PlainNode | null, number, PlainNode | null, number]
  readonly animations: Map<number, AnimationDescription<PlainNode>>
  readonly media: Map<PlainNode, string>
  readonly sources: Map<PlainNode, string>
  readonly extras: Map<number, string>
  readonly defined: Set<string>
}

function node(kind: PlainNode['kind'], more: Partial<PlainNode> = {}): PlainNode {
  return {
    kind,
    tag: '',
    namespace: '',
    attributes: new Map(),
    masked: null,
    children: [],
    data: '',
    parent: null,
    shadow: null,
    value: null,
    bits: 0,
    scroll: [0, 0],
    rules: [],
    adopted: [],
    frame: 0,
    picture: null,
    nodes: [],
    ...more,
  }
}

export function createPlainTarget(): { target: TreeTarget<PlainNode>; document: PlainDocument } {
  const document: PlainDocument = {
    root: null,
    viewport: [0, 0],
    address: '',
    title: '',
    selection: [null, 0, null, 0],
    animations: new Map(),
    media: new Map(),
    sources: new Map(),
    extras: new Map(),
    defined: new Set(),
  }
  const target: TreeTarget<PlainNode> = {
    document() {
      document.root = node('document')
      return document.root
    },
    element: ({ tag, namespace, attributes, masked }) =>
      node('element', { tag, namespace, attributes: new Map(attributes), masked }),
    text: (data) => node('text', { data }),
    shadowRoot(host) {
      host.shadow = node('shadow')
      return host.shadow
    },
    sheet: (text) => node('sheet', { rules: [text] }),
    insert(parent, child, after) {
      child.parent = parent
      // lastIndexOf: most nodes come at the end.
      parent.children.splice(after ? parent.children.lastIndexOf(after) + 1 : 0, 0, child)
    },
    detach(child) {
      const siblings = child.parent?.children
      siblings?.splice(siblings.indexOf(child), 1)
      child.parent = null
    },
    freed() {},
    attribute(at, name, value) {
      if (value === null) at.attributes.delete(name)
      else at.attributes.set(name, value)
    },
    characters(at, data) {
      at.data = data
    },
    value(at, value) {
      at.value = value
    },
    state(at, bits) {
      at.bits = bits
    },
    scroll(at, x, y) {
      at.scroll = [x, y]
    },
    sheetText(at, text) {
      at.rules = text === '' ? [] : [text]
    },
    ruleInsert(at, index, text) {
      at.rules.splice(index, 0, text)
    },
    ruleDelete(at, index, count) {
      at.rules.splice(index, count)
    },
    sheetState() {},
    adopt(root, sheets) {
      root.adopted = sheets
    },
    picture(at, picture) {
      at.picture = picture
    },
    frame(at, number) {
      at.frame = number
    },
    unsent(at) {
      at.frame = 0
    },
    viewport(width, height) {
      document.viewport = [width, height]
    },
    page(address, title) {
      document.address = address
      document.title = title
    },
    mark() {},
    environment() {},
    nodes(at, list) {
      at.nodes = list
    },
    select(...ends) {
      document.selection = ends
    },
    states() {},
    animation(number, description) {
      if (description) document.animations.set(number, description)
      else document.animations.delete(number)
    },
    media(at, state) {
      document.media.set(at, state)
    },
    source(at, srcset) {
      document.sources.set(at, srcset)
    },
    extra(number, rule) {
      if (rule) document.extras.set(number, rule)
      else document.extras.delete(number)
    },
    defined(name) {
      document.defined.add(name)
    },
    digest: () => null,
    willDigest() {},
    drifted() {},
    isWaiting: () => false,
  }
  return { target, document }
}
