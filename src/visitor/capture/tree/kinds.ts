/** What a mirrored node may have under it. */
export const KIND = {
  /** Children are mirrored. */
  normal: 0,
  /** Hidden: a box, nothing under it is ever read. */
  masked: 1,
  /** Content that is never shown or is no tree: script, template, frames. */
  leaf: 2,
  /** A style element: its rules travel as a sheet. */
  style: 3,
} as const
export type Kind = (typeof KIND)[keyof typeof KIND]

const LEAF = /^(script|noscript|template|title|i?frame|object|embed|applet|canvas|desc|metadata)$/

export function kindOf(tag: string): Kind {
  if (tag === 'style') return KIND.style
  return LEAF.test(tag) ? KIND.leaf : KIND.normal
}
