/** What an applier builds: a real document in the stage, a plain tree in tests. `N` is its node type. */
export interface TreeTarget<N extends object> {
  document(mode: number): N
  element(description: ElementDescription): N
  text(data: string): N
  shadowRoot(host: N, flags: number): N
  /** A constructed style sheet. */
  sheet(text: string): N
  insert(parent: N, node: N, after: N | null): void
  detach(node: N): void
  /** The node will not be heard of again. */
  freed(id: number, node: N): void
  /** `null` removes the attribute. */
  attribute(node: N, name: string, value: string | null): void
  characters(node: N, data: string): void
  value(node: N, value: string): void
  state(node: N, bits: number): void
  scroll(node: N, x: number, y: number): void
  sheetText(node: N, text: string): void
  ruleInsert(node: N, index: number, text: string): void
  ruleDelete(node: N, index: number, count: number): void
  sheetState(node: N, disabled: boolean, media: string): void
  adopt(root: N, sheets: readonly N[]): void
  /** The pixels of a canvas. */
  picture(node: N, picture: string): void
  frame(node: N, document: number, mode: number): void
  /** A frame whose content is not sent, for one of UNSENT. */
  unsent(node: N, reason: number): void
  viewport(width: number, height: number): void
  page(address: string, title: string): void
  mark(kind: number, node: N | null): void
  environment(bits: number): void
  /** Chosen options of a select, or what a slot was given by hand. */
  nodes(node: N, list: readonly N[]): void
  /** Ends of the visitor's selection, `null` for none (offsets: see SPOT). */
  select(anchor: N | null, anchorOffset: number, focus: N | null, focusOffset: number): void
  states(node: N, states: readonly string[]): void
  /** Animation `number` of the document; `null`: it ended. */
  animation(number: number, description: AnimationDescription<N> | null): void
  media(node: N, state: string): void
  /** Which candidate of those in its `srcset`, or in those beside it, an image shows. */
  source(node: N, srcset: string, sizes: string): void
  /** A rule beside those of the page's sheets, empty for one that is gone. */
  extra(number: number, rule: string): void
  /** Custom elements of this name are defined from now on. */
  defined(name: string): void
  /** Hashes are asked for next. */
  willDigest(): void
  /** Hash of the content of a node, which should stand under `parent` after `previous`; `null`: it cannot say. */
  digest(node: N, parent: N | null, previous: N | null): number | null
  /** The page is not what the visitor says that it is. */
  drifted(): void
  /** What was applied last is not done yet, and must be before anything else is. */
  isWaiting(): boolean
}

/** See docs/protocol.md, "Animations". */
export type AnimationDescription<N> = {
  readonly node: N
  readonly timing: string
  /** Of a CSS animation, which the stage has by itself; empty for those that script made. */
  readonly name: string
  readonly pseudo: string
  readonly easing: string
  readonly keyframes: readonly string[]
}

export type ElementDescription = {
  readonly tag: string
  readonly namespace: 'html' | 'svg' | 'mathml'
  readonly attributes: readonly (readonly [name: string, value: string])[]
  /** Size of the box, in CSS pixels, of an element hidden from the agent; 0 × 0 for a control with a size of its own. */
  readonly masked: { readonly width: number; readonly height: number } | null
  readonly id: number
}
