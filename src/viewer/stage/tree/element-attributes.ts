import { LIMITS } from '../../../protocol/limits.ts'
import * as native from '../natives.ts'
import {
  ANIMATION_ELEMENTS,
  DROPPED_ATTRIBUTES,
  EDITABLE_MARK,
  isKnownToBrowser,
  OWN_PREFIX,
  PLAIN_ATTRIBUTES,
  REFERENCE_ATTRIBUTES,
  RESOURCE_ATTRIBUTES,
} from './allowed-attributes.ts'
import { isFragment, resourceSet, resourceUrl } from './resource-urls.ts'

const XLINK = 'http://www.w3.org/1999/xlink'
const XML = 'http://www.w3.org/XML/1998/namespace'
/** Page CSS asks whether a link has an address (`:any-link`, `[href]`), hardly ever which (docs/decisions/0008). */
const INERT_HREF = '#'

/** What to do with an attribute: set this value under this name, or (`null`) leave it out. */
type Verdict = { readonly name: string; readonly value: string } | null

/** Decides over an attribute of an element as it was created here. Pure but for asking what the browser knows. */
export function judgeAttribute(element: Element, attribute: string, value: string): Verdict {
  const name = attribute.toLowerCase()
  const tag = native.localName(element).toLowerCase()
  if (name.startsWith('on') || name.startsWith(OWN_PREFIX)) return null
  if (DROPPED_ATTRIBUTES.has(name) || DROPPED_ATTRIBUTES.has(`${name}@${tag}`)) return null
  if (REFERENCE_ATTRIBUTES.has(name)) return judgeReference(element, tag, attribute, name, value)
  // What an animation moves is for its part to say (dom-target.ts).
  if (name === 'attributename') return null
  // A showing popover must not close another one: the visitor's page decides what is open.
  if (name === 'popover') return { name: attribute, value: 'manual' }
  if (PLAIN_ATTRIBUTES.has(name) || name.startsWith('data-') || name.startsWith('aria-'))
    return { name: attribute, value }
  return isKnownToBrowser(element, name) ? null : { name: attribute, value }
}

function judgeReference(
  element: Element,
  tag: string,
  attribute: string,
  name: string,
  value: string,
): Verdict {
  const namespace = native.namespaceURI(element)
  const isHtml = namespace === native.HTML_NAMESPACE
  const isLink = name === 'href' || name === 'xlink:href'
  // To Firefox, every MathML element with an address is a link.
  if (tag === 'a' || tag === 'area' || namespace === native.MATHML_NAMESPACE) {
    const isAddress = name === 'href' || (isLink && !isHtml)
    return isAddress ? { name: attribute, value: INERT_HREF } : null
  }
  if (RESOURCE_ATTRIBUTES.has(`${name}@${tag}`) || (isHtml && name === 'background')) {
    if (!isHtml && isFragment(value)) return { name: attribute, value }
    const safe = name === 'srcset' ? resourceSet(value) : resourceUrl(value)
    return safe === null ? null : { name: attribute, value: safe }
  }
  // What an animation element points at would be animated with whatever it names: only its parent may be.
  if (isHtml || ANIMATION_ELEMENTS.has(tag)) return null
  return isLink && isFragment(value) ? { name: attribute, value } : null
}

function namespaceOf(element: Element, name: string): string | null {
  if (native.namespaceURI(element) === native.HTML_NAMESPACE) return null
  if (name.startsWith('xlink:')) return XLINK
  return name.startsWith('xml:') ? XML : null
}

/** Sets, changes or (`null`) removes an attribute, if the lists allow it. `style` goes through CSSOM. */
export function applyAttribute(element: Element, attribute: string, value: string | null): void {
  if (attribute.toLowerCase() === 'style') return applyStyle(element, value)
  if (attribute.toLowerCase() === 'contenteditable') return markEditable(element, value)
  if (value === null) return removeAttribute(element, attribute)
  const verdict = judgeAttribute(element, attribute, value)
  if (!verdict) return removeAttribute(element, attribute)
  try {
    const namespace = namespaceOf(element, verdict.name)
    if (namespace) native.setAttributeNS(element, namespace, verdict.name, verdict.value)
    else native.setAttribute(element, verdict.name, verdict.value)
  } catch {
    // A name that this browser cannot set by script (`@click`): nobody styles by it, and it is inert anyway.
  }
}

/** The decoder bounds the attributes of a new element; with more of them later it must not get more. */
export function hasRoomFor(element: Element, attribute: string): boolean {
  return (
    native.hasAttribute(element, attribute) ||
    native.attributesLength(native.attributes(element)) < LIMITS.maxAttributesPerElement
  )
}

/** An old value must not stay when the new one is refused. */
function removeAttribute(element: Element, attribute: string): void {
  const name = attribute.toLowerCase()
  if (name.startsWith(OWN_PREFIX)) return
  const tag = native.localName(element)
  if (tag === 'iframe' && (name === 'src' || name === 'sandbox')) return
  const namespace = namespaceOf(element, attribute)
  if (namespace) native.removeAttributeNS(element, namespace, attribute.slice(attribute.indexOf(':') + 1))
  else native.removeAttribute(element, attribute)
}

/** What says that an element can be edited, or that it cannot, is kept for the selectors that ask for it. */
function markEditable(element: Element, value: string | null): void {
  if (value === null) native.removeAttribute(element, EDITABLE_MARK)
  else native.setAttribute(element, EDITABLE_MARK, value)
}

function applyStyle(element: Element, value: string | null): void {
  const style = native.styleOf(element)
  if (style) style.cssText = value ?? ''
  if (value === null) native.removeAttribute(element, 'style')
}
