/**
 * Operations of a section (docs/protocol.md). All arguments are unsigned varints unless said otherwise; `str` is an
 * interned string's number, `text` the next entry of the text column, `value` is 0 for the text column or else a `str`.
 *
 * Ids are never sent for new nodes: `document`, `element`, `text`, `shadowRoot` and `sheet` each take the next id,
 * counted from 1 on both sides. The first argument of operations named in {@link RELATIVE} is an id, sent as the
 * difference (zigzag) from the last such id in the section, 0 at its start. The cursor says where the next node goes: into `parent`, after `after` (0 = first).
 */
export const OP = {
  /** parent, after (0, or zigzag difference from parent): moves the cursor. */
  at: 1,
  /** Cursor leaves its parent: after = parent, parent = parent's parent. */
  up: 2,
  /** flags, [width, height if masked], tag str, attribute count, (name str, value)*; then after = new, or parent = new if `descend`. */
  element: 3,
  /** text; after = new. */
  text: 4,
  /** host, flags; cursor into the new root. */
  shadowRoot: 5,
  /** mode; the first operation of a document, takes id 1; cursor into it. */
  document: 6,
  /** id, count: forgets the node and everything under it, and so the siblings that follow it, `count` in all. */
  remove: 7,
  /** id: takes the node out of its parent, to be attached again. */
  detach: 8,
  /** id: puts a detached node at the cursor; after = id. */
  attach: 9,
  /** id, name str, value */
  attribute: 10,
  /** id, name str */
  attributeRemove: 11,
  /** id, text: new data of a text node. */
  characters: 12,
  /** id, text: value of a form control. */
  value: 13,
  /** id, bits of STATE. */
  state: 14,
  /** id, x, y (zigzag varints, CSS pixels): scroll offset of an element, or of the viewport for the document. */
  scroll: 15,
  /** text: a constructed style sheet; takes the next id. */
  sheet: 16,
  /** id, text: the sheet of this id (a constructed one, or that of a style or link element) has these rules now. */
  sheetText: 17,
  /** id, index, count, count texts: one rule each, in order from `index` on. */
  ruleInsert: 18,
  /** id, index, count */
  ruleDelete: 19,
  /** id, disabled 0|1, media text */
  sheetState: 20,
  /** root id, count, sheet ids */
  adopt: 21,
  /** element id, number of the document shown in it, its mode. */
  frame: 22,
  /** width, height (CSS pixels): layout viewport. */
  viewport: 23,
  /** address text, title text */
  page: 24,
  /** kind of MARK, id (0 for none): the element that pseudo-classes are about. */
  mark: 25,
  /** bits of ENVIRONMENT: what media queries of the document say of the visitor. */
  environment: 26,
  /** first id, count, sum: the digest of these ids as the visitor's page is now (decision 0010). */
  digest: 56,
  /** id of a canvas or image, text: its pixels as a data address, or empty for pixels that nobody may read. */
  picture: 42,
  /** element id, reason: a frame whose content is not sent, one of UNSENT; until a `frame` says otherwise. */
  unsent: 50,
  /** id, count, ids: the chosen options of a select, or the nodes assigned by hand to a slot. */
  nodes: 34,
  /** id, offset, id, offset: where the visitor's selection begins and ends (SPOT); twice the same id and its offsets for a text control. */
  selection: 35,
  /** id, count, strs: custom states of a custom element. */
  states: 36,
  /**
   * number, id (0: it ended); for others count, texts of timing, name, pseudo-element and easing, count texts: an animation
   * that script runs, each keyframe as declarations; or, with a name and no keyframes, where a CSS animation stands.
   */
  animation: 57,
  /** id, text: what a video or audio element plays: is playing 0|1, seconds, rate. */
  media: 58,
  /** number, text: a rule that belongs to no sheet (a font that script added, a registered property); empty: no more. */
  extra: 59,
  /** str: elements of this name are defined. */
  defined: 60,
  /** id of an image, srcset text with the one candidate that it shows, sizes text. */
  source: 61,
} as const
export type Op = (typeof OP)[keyof typeof OP]

/** Bits by operation: changes of one kind come in rows, whose ids differ by little or by the same. */
export const RELATIVE =
  (1 << OP.at) |
  (1 << OP.remove) |
  (1 << OP.detach) |
  (1 << OP.attach) |
  (1 << OP.attribute) |
  (1 << OP.attributeRemove) |
  (1 << OP.characters) |
  (1 << OP.value) |
  (1 << OP.state) |
  (1 << OP.scroll)

export function isRelative(code: number): boolean {
  return code < 32 && ((RELATIVE >> code) & 1) === 1
}

export const ELEMENT = {
  /** Nodes that follow are its children, up to the matching `up`. */
  descend: 1,
  svg: 2,
  mathml: 4,
  /** Hidden from the agent: width and height follow, no children ever. */
  masked: 8,
} as const

export const SHADOW = { closed: 1, manualSlots: 2 } as const

/** Why the content of a frame is not sent. */
export const UNSENT = {
  /** A page of another site that takes no part. */
  foreign: 1,
  /** A page that its sandbox closes. */
  sandboxed: 2,
  /** More frames, or deeper ones, than are shown. */
  tooMany: 3,
  /** A file that is no document, or one of another site, in an `object` or `embed`. */
  embedded: 4,
} as const

/** Document modes; limited quirks differs from standards in the height of lines with nothing but pictures. */
export const MODE = { standards: 0, quirks: 1, limited: 2 } as const

export const STATE = {
  checked: 1,
  indeterminate: 2,
  /** A dialog shown with `showModal`. */
  modal: 8,
  /** A popover that is showing. */
  popover: 16,
  /** Shown full screen. */
  fullscreen: 32,
} as const

/** Which element is in this state. The stage marks what is above it, too, where the pseudo-class matches there. */
export const MARK = { hover: 0, active: 1, focus: 2, focusVisible: 3, target: 4 } as const

export const ENVIRONMENT = {
  dark: 1,
  reducedMotion: 2,
  forcedColors: 4,
  moreContrast: 8,
  noHover: 16,
  coarsePointer: 32,
  noPointer: 64,
} as const

/** Words of an animation's timing, sent by their index. */
export const ANIMATION = {
  directions: ['normal', 'reverse', 'alternate', 'alternate-reverse'],
  fills: ['none', 'forwards', 'backwards', 'both'],
  composites: ['replace', 'add', 'accumulate'],
  states: ['running', 'paused', 'finished'],
} as const

/** Ends of a selection beside or in an element; in a text node the offset counts UTF-16 units. */
export const SPOT = { before: 0, after: 1, inside: 2 } as const

/** First byte of an ephemeral payload. */
export const EPHEMERAL = {
  /** x, y (zigzag varints, CSS pixels of the visitor's viewport): where the visitor's pointer is. */
  pointer: 1,
} as const
