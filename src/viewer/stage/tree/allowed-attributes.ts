/*
 * Which attributes the stage sets (SECURITY 2.3). Names are compared in lower case. The lists are exported: what
 * compares a mirrored page with the visitor's skips what never arrives on purpose.
 */

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

/** Never set on any element. Besides: every name that begins with `on`, and our own `data-sl-` names. */
export const DROPPED_ATTRIBUTES = words(`
  accesskey action allow allowfullscreen allowpaymentrequest allowusermedia archive as attributionsrc autocomplete
  autofocus autoplay blocking browsingtopics classid codebase code codetype command commandfor content contenteditable
  credentialless crossorigin csp data declare disablepictureinpicture disableremoteplayback download elementtiming
  enctype externalresourcesrequired fetchpriority focusgroup formaction formenctype formmethod formnovalidate
  formtarget http-equiv imagesizes imagesrcset integrity interestfor interesttarget invokeaction invoketarget is
  longdesc manifest method nohref nonce novalidate object ping popovertarget popovertargetaction privatetoken profile
  referrerpolicy sandbox scrolling sharedstoragewritable shadowrootclonable shadowrootcustomelementregistry
  shadowrootdelegatesfocus shadowrootmode shadowrootserializable shadowrootslotassignment srcdoc standby target usemap
  virtualkeyboardpolicy webkitdirectory writingsuggestions xlink:actuate xlink:arcrole xlink:role xlink:show xml:base`)

/** Set on all elements except these. */
export const DROPPED_ON: Readonly<Record<string, ReadonlySet<string>>> = {
  iframe: words('name loading marginheight marginwidth frameborder'),
  link: words('sizes color'),
}

/** Attributes that load something, by element; the value must pass `resourceUrl`. */
export const RESOURCE_ATTRIBUTES: Readonly<Record<string, ReadonlySet<string>>> = {
  img: words('src srcset'),
  /** Of image buttons; others load nothing. */
  input: words('src'),
  source: words('src srcset'),
  video: words('src poster'),
  audio: words('src'),
  track: words('src'),
  image: words('href xlink:href'),
  feimage: words('href xlink:href'),
  body: words('background'),
  table: words('background'),
  tbody: words('background'),
  thead: words('background'),
  tfoot: words('background'),
  tr: words('background'),
  td: words('background'),
  th: words('background'),
}

/** Any other attribute of these names is dropped unless it is a reference into the same document (SVG). */
export const REFERENCE_ATTRIBUTES = words('href xlink:href src srcset background poster lowsrc dynsrc')

/**
 * Attributes that the platform knows and that do nothing but describe or lay out. A name that is neither here nor
 * above is set unless the browser at hand reflects it (see `isKnownToBrowser`): what a later browser learns stays out.
 */
export const PLAIN_ATTRIBUTES = words(`
  abbr about accept accept-charset align alink alt anchor autocapitalize autocorrect axis behavior bgcolor border
  bordercolor cellpadding cellspacing char charoff charset checked cite class clear closedby color cols colspan compact
  controls controlslist coords datafld datetime decoding default defaultchecked defer dir direction dirname disabled
  draggable enterkeyhint exportparts face for form frame headers headingoffset headingreset height hidden high
  hreflang hspace id incremental inert inputmode ismap itemid itemprop itemref
  itemscope itemtype kind label lang language leftmargin
  link list loading loop low max maxlength media min minlength multiple muted name noshade nowrap
  open optimum part pattern placeholder playsinline popover prefix preload property readonly rel resource required results rev
  reversed role rows rowspan rules scope scrollamount scrolldelay selected shape size sizes slot span spellcheck start
  step style summary tabindex text title topmargin translate truespeed type typeof valign value valuetype version vlink
  vocab vspace width wrap xmlns

  accent accentunder attributename attributetype begin by calcmode clip-path columnalign columnspacing cx cy d depth
  displaystyle dominant-baseline dur dx dy end fence fill filter fx fy from gradienttransform in in2 keypoints keysplines
  keytimes largeop lspace mask mathbackground mathcolor mathsize mathvariant maxsize minsize movablelimits notation
  offset opacity order orient path pathlength points r radius refx refy repeatcount repeatdur result rotate rspace rx ry
  scale scriptlevel separator stretchy stroke symmetric systemlanguage textlength to transform values viewbox x x1 x2 y
  y1 y2 z xml:lang xml:space xlink:title xlink:type`)

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
