import { words } from './words.ts'

/*
 * Which attributes the stage sets (SECURITY 2.3). Names are compared in lower case. The lists are exported: what
 * compares a mirrored page with the visitor's skips what never arrives on purpose.
 */

/**
 * Never set on any element. Besides: every name that begins with `on`, and our own `data-sl-` names. What means
 * something to elements alone that the stage never creates (`object`, `template`) need not be here. With `@`: not
 * on this element.
 */
export const DROPPED_ATTRIBUTES = words(`
  accesskey action allow allowfullscreen allowpaymentrequest allowusermedia as attributionsrc autocomplete autofocus
  autoplay blocking browsingtopics command commandfor content contenteditable credentialless crossorigin csp
  disablepictureinpicture disableremoteplayback download elementtiming enctype fetchpriority focusgroup formaction
  formenctype formmethod formnovalidate formtarget http-equiv imagesizes imagesrcset integrity interestfor
  interesttarget invokeaction invoketarget is manifest method nonce novalidate ping popovertarget popovertargetaction
  privatetoken referrerpolicy sandbox scrolling sharedstoragewritable srcdoc target usemap virtualkeyboardpolicy
  webkitdirectory writingsuggestions xml:base
  name@iframe loading@iframe marginheight@iframe marginwidth@iframe frameborder@iframe sizes@link color@link`)

/** Attributes that load something, by element; the value must pass `resourceUrl`. Of inputs image buttons alone load it.
 * `background` is one on every HTML element: it is a picture or means nothing. */
export const RESOURCE_ATTRIBUTES = words(`
  src@img srcset@img src@input src@source srcset@source src@video poster@video src@audio src@track
  href@image xlink:href@image href@feimage xlink:href@feimage`)

/** Any other attribute of these names is dropped unless it is a reference into the same document (SVG). */
export const REFERENCE_ATTRIBUTES = words('href xlink:href src srcset background poster lowsrc dynsrc')

/**
 * Attributes that browsers reflect and that do nothing but describe or lay out. A name that is neither here nor above is
 * set unless the browser at hand reflects it (see `isKnownToBrowser`): what a later browser learns stays out.
 */
export const PLAIN_ATTRIBUTES = words(`
  abbr accept align alink alt autocapitalize autocorrect axis behavior bgcolor border cellpadding cellspacing charset
  checked cite clear closedby color cols colspan compact controls controlslist coords datetime decoding default
  defaultchecked defer dir direction dirname disabled draggable enterkeyhint face frame headers headingoffset
  headingreset height hidden high hreflang hspace id incremental inert inputmode ismap kind label lang link loading loop
  low max maxlength media min minlength multiple muted name noshade nowrap open optimum part pattern placeholder
  playsinline popover preload readonly rel required results rev reversed role rows rowspan rules scope scrollamount
  scrolldelay selected shape size sizes slot span spellcheck start step style summary tabindex text title translate
  truespeed type valign value valuetype version vlink vspace width wrap`)

/** Elements whose attributes have no say in SVG animation unless their target is allowed. */
export const ANIMATION_ELEMENTS = words('animate animatemotion animatetransform set')

/** Marks that the stage itself puts on mirrored elements; see `own-sheet.ts`. */
export const OWN_PREFIX = 'data-sl-'
/** Shown full screen to the visitor. */
export const FULL_MARK = 'data-sl-full'
export const MASK_MARK = 'data-sl-masked'
/** What can be edited at the visitor: never here, but text wraps differently there. */
export const EDITABLE_MARK = 'data-sl-editable'
/** On a frame whose content is not sent: why. */
export const UNSENT_MARK = 'data-sl-unsent'
/** On a frame that stands for an element of another name. */
export const EMBED_MARK = 'data-sl-embed'
/** An element that is the stage's own and stands for nothing on the visitor's page. */
export const OWN_MARK = 'data-sl-own'

const knownByType = new WeakMap<object, ReadonlySet<string>>()

/** Whether the browser reflects an attribute of this name on such elements: a settable property of the same name. */
export function isKnownToBrowser(element: Element, name: string): boolean {
  const prototype: object | null = Object.getPrototypeOf(element)
  return !prototype || settableProperties(prototype).has(name)
}

function settableProperties(prototype: object): ReadonlySet<string> {
  const known = knownByType.get(prototype)
  if (known) return known
  const parent: object | null = Object.getPrototypeOf(prototype)
  const names = new Set(parent ? settableProperties(parent) : [])
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (descriptor.get && descriptor.set) names.add(name.toLowerCase())
  }
  knownByType.set(prototype, names)
  return names
}
