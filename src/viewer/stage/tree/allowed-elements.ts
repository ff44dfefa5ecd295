import { words } from './words.ts'

/*
 * Which elements the stage creates under their own name (SECURITY 2.3). Anything else becomes an inert look-alike:
 * custom elements keep their name (nothing is defined in the stage), the rest becomes `x-unknown`.
 */

export const HTML_ELEMENTS = words(`
  a abbr acronym address area article aside audio b bdi bdo big blockquote body br button canvas caption center cite
  code col colgroup data datalist dd del details dfn dialog dir div dl dt em fieldset figcaption figure font footer form
  h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link listing main map mark
  marquee menu meter nav nobr ol optgroup option output p picture plaintext pre progress q rb rp rt rtc ruby s samp
  search section select selectedcontent slot small source span strike strong style sub summary sup table tbody td
  textarea tfoot th thead time title tr track tt u ul var video wbr xmp`)

export const SVG_ELEMENTS = words(`
  a animate animateMotion animateTransform circle clipPath defs desc ellipse feBlend feColorMatrix feComponentTransfer
  feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB
  feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting
  feSpotLight feTile feTurbulence filter foreignObject g image line linearGradient marker mask metadata mpath path
  pattern polygon polyline radialGradient rect set stop style svg switch symbol text textPath title tspan use view`)

export const MATHML_ELEMENTS = words(`
  annotation annotation-xml maction maligngroup malignmark math menclose merror mfenced mfrac mi mmultiscripts mn mo
  mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder
  munderover none semantics`)

/** Elements that hosts of shadow roots may be, besides custom ones (DOM, "attach a shadow root"). */
export const SHADOW_HOSTS = words(`
  article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section span`)

/** A name that only custom elements have. `annotation-xml`, `font-face` and the like are reserved, and SVG's or MathML's. */
const CUSTOM_NAME = /^[a-z][^\0-\x20/>=<"'A-Z]*-[^\0-\x20/>=<"'A-Z]*$/
const MAX_CUSTOM_NAME_LENGTH = 128

export function isCustomName(name: string): boolean {
  return name.length <= MAX_CUSTOM_NAME_LENGTH && CUSTOM_NAME.test(name)
}

/** The name under which the stage creates the element `tag` of a namespace. */
export function safeName(tag: string, namespace: 'html' | 'svg' | 'mathml'): string {
  switch (namespace) {
    case 'svg':
      return SVG_ELEMENTS.has(tag) ? tag : 'x-unknown'
    case 'mathml':
      return MATHML_ELEMENTS.has(tag) ? tag : 'x-unknown'
    case 'html':
      if (HTML_ELEMENTS.has(tag) || isCustomName(tag)) return tag
      if (EMBEDS.has(tag)) return 'iframe'
      return HTML_LOOKALIKES.has(tag) ? `x-${tag}` : 'x-unknown'
  }
}

/** Elements that show nothing where they come from, and must not be what they are here. */
const HTML_LOOKALIKES = words('noscript template script meta base noembed noframes param frameset')
/** Whatever they show, they show as frames do: by a stage of its own. */
const EMBEDS = words('frame object embed')
