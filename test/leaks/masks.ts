/** The ways in which something comes to be masked. */
export const MASKS = [
  'class-sidelong',
  'class-glance',
  'own-attribute',
  'own-glance-attribute',
  'selector',
  'own-selector',
  'ancestor',
  'has',
  'sibling',
  'slot',
  'hook',
  'id',
] as const
/** `self`: by what it is. `none`: not at all (positive control). */
export type Mask = (typeof MASKS)[number] | 'self' | 'none'

/** `masking.selectors` of the session; the hook adds `.m-hook`, the agent's role `.m-role`. */
export const SELECTORS = [
  '.m-sel',
  '[data-m-sel]',
  '.m-out .m-in',
  '.m-has:has(.m-flag)',
  '.m-on + .m-sib',
  '#m-place [id^="m-id-"]',
]

/** `html` (one element), masked in this way. */
export function wrap(mask: Mask, html: string, n: number): string {
  const own = (attribute: string) => html.replace(/^<([\w-]+)/, `<$1 ${attribute}`)
  switch (mask) {
    case 'self':
    case 'none':
      return `<div class="box">${html}</div>`
    case 'class-sidelong':
      return `<div class="box sidelong-mask">${html}</div>`
    case 'class-glance':
      return `<div class="box x glance_masked">${html}</div>`
    case 'own-attribute':
      return `<div class="box">${own('data-sidelong-mask="no"')}</div>`
    case 'own-glance-attribute':
      return `<div class="box">${own('glance_masked')}</div>`
    case 'selector':
      return `<div class="box m-sel">${html}</div>`
    case 'own-selector':
      return `<div class="box">${own('data-m-sel')}</div>`
    case 'ancestor':
      return `<div class="m-out"><section><div class="box m-in">${html}</div></section></div>`
    case 'has':
      return `<div class="box m-has"><i class="m-flag"></i>${html}</div>`
    case 'sibling':
      return `<div><b class="m-on"></b><div class="box m-sib">${html}</div></div>`
    case 'slot':
      return `<div class="box"><template shadowrootmode="open"><div class="m-sel"><slot></slot></div></template>${html}</div>`
    case 'hook':
      return `<div class="box m-hook">${html}</div>`
    case 'id':
      return `<div id="m-place"><div class="box" id="m-id-${n}">${html}</div></div>`
  }
}
