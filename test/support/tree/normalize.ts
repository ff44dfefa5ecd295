import { MARKED, markOf } from '../../../src/viewer/stage/style/rewrite.ts'
import {
  ANIMATION_ELEMENTS,
  DROPPED_ATTRIBUTES,
  EDITABLE_MARK,
  EMBED_MARK,
  OWN_MARK,
  OWN_PREFIX,
  PLAIN_ATTRIBUTES,
  REFERENCE_ATTRIBUTES,
  RESOURCE_ATTRIBUTES,
} from '../../../src/viewer/stage/tree/allowed-attributes.ts'
import { safeName } from '../../../src/viewer/stage/tree/allowed-elements.ts'
import { isAnimatable } from '../../../src/viewer/stage/tree/animated-attributes.ts'
import { isFragment, resourceSet, resourceUrl } from '../../../src/viewer/stage/tree/resource-urls.ts'
import { absoluteCss, absoluteSrcset, absoluteUrl } from '../../../src/visitor/privacy/urls.ts'
import type { RawAttribute, RawDocument, RawNode, RawRoot } from './raw-tree.ts'

/** A node in the form in which visitor and stage can be compared. */
export type TreeNode =
  | string
  | {
      readonly tag: string
      readonly attributes: Readonly<Record<string, string>>
      readonly state: Readonly<Record<string, string | number | boolean>>
      readonly rules: readonly string[] | null
      /** Of a link whose sheet can be read: it travels as its address, or as rules if the page changed it. */
      readonly linkRules: readonly string[] | null
      readonly shadow: TreeRoot | null
      readonly frame: TreeDocument | null
      readonly children: readonly TreeNode[]
    }
export type TreeRoot = {
  readonly children: readonly TreeNode[]
  readonly adopted: readonly (readonly string[])[]
}
export type TreeDocument = TreeRoot & { readonly mode: string; readonly scroll: readonly [number, number] }

type RawElement = Extract<RawNode, { kind: 'element' }>

/** Elements of which only the name travels. */
const BARE = new Set(['script', 'meta', 'base', 'noscript', 'template', 'applet', 'title'])
/** What shows documents as frames do, in the size that the visitor sees. */
const EMBEDS = new Set(['frame', 'object', 'embed'])
/** Elements whose content does not travel. */
const LEAVES = new Set([...BARE, 'style', 'iframe', ...EMBEDS, 'canvas', 'desc', 'metadata'])
/** Attributes that capture leaves out and the stage would not. */
const CAPTURE_DROPS = new Set([
  'background',
  'cite',
  'ping',
  'manifest',
  'name@iframe',
  'name@x-object',
  'flashvars@embed',
])
const OWN_UI = 'sidelong-ui'

/** The visitor's page as the stage should show it. */
export function expectedTree(raw: RawDocument): TreeDocument {
  return documentOf(raw, (element, base) => visitorElement(element, base))
}

/** What the stage shows, without what is its own. */
export function shownTree(raw: RawDocument): TreeDocument {
  return documentOf(shownRoot(raw), (element) => stageElement(element))
}

type Convert = (element: RawElement, base: string) => TreeNode | null

function documentOf(raw: RawDocument, convert: Convert): TreeDocument {
  const mode = raw.mode === 'BackCompat' ? 'quirks' : 'standards'
  return { ...rootOf(raw, raw.base, convert), mode, scroll: raw.scroll }
}

function rootOf(raw: RawRoot, base: string, convert: Convert): TreeRoot {
  return {
    children: childrenOf(raw.children, base, convert),
    adopted: raw.adopted.map((rules) => rulesOf(rules, base)),
  }
}

function childrenOf(children: readonly RawNode[], base: string, convert: Convert): TreeNode[] {
  const out: TreeNode[] = []
  for (const child of children) {
    const node = child.kind === 'text' ? child.data : convert(child, base)
    const last = out.at(-1)
    if (node === null || node === '') continue
    // How text is cut into nodes shows nowhere.
    if (typeof node === 'string' && typeof last === 'string') out[out.length - 1] = last + node
    else out.push(node)
  }
  return out
}

const MASKED = {
  attributes: {},
  state: {},
  rules: null,
  linkRules: null,
  shadow: null,
  frame: null,
  children: [],
}

function visitorElement(element: RawElement, base: string): TreeNode | null {
  const { tag, namespace } = element
  if (tag === OWN_UI) return null
  const name = safeName(tag, namespace)
  if (element.isMasked) return { ...MASKED, tag: `${name} (masked)` }
  const isBare = namespace === 'html' && BARE.has(tag)
  const attributes = isBare ? {} : visitorAttributes(element, base)
  const rules = tag === 'style' ? rulesOf(element.rules ?? [], base) : null
  const linkRules = tag === 'link' && element.rules ? rulesOf(element.rules, sheetBase(element, base)) : null
  return {
    tag: name,
    attributes,
    state: isBare ? {} : element.state,
    rules,
    linkRules,
    shadow: element.shadow ? rootOf(element.shadow, base, visitorElement) : null,
    frame: element.frame ? documentOf(element.frame, visitorElement) : null,
    children: LEAVES.has(tag) ? [] : childrenOf(element.children, base, visitorElement),
  }
}

function stageElement(element: RawElement): TreeNode | null {
  if (isOwn(element)) return null
  const tag = safeName(element.tag, element.namespace)
  if (element.isMasked) return { ...MASKED, tag: `${tag} (masked)` }
  return {
    tag,
    attributes: stageAttributes(element),
    state: element.state,
    rules: tag === 'style' ? shownRules(element.rules ?? []) : null,
    linkRules: tag === 'link' && element.rules ? shownRules(element.rules) : null,
    shadow: element.shadow ? rootOf(shownRoot(adoptCompanions(element.shadow)), '', stageElement) : null,
    frame: element.frame ? documentOf(shownRoot(element.frame), stageElement) : null,
    children: childrenOf(adoptCompanions(element).children, '', stageElement),
  }
}

/** A link whose rules travelled is followed by a style element of the stage's own, which has them; no other link says its rules. */
function adoptCompanions<T extends { readonly children: readonly RawNode[] }>(parent: T): T {
  const children = parent.children.map((child, i): RawNode => {
    if (child.kind !== 'element' || child.tag !== 'link') return child
    const { rules: _, ...link } = child
    const next = parent.children[i + 1]
    // One beside its address has only some of them.
    const isReplaced = !child.attributes.some(({ name }) => name === 'href')
    return isReplaced && next?.kind === 'element' && isOwn(next) ? { ...link, rules: next.rules ?? [] } : link
  })
  return { ...parent, children }
}

function isOwn(element: RawElement): boolean {
  return element.attributes.some(({ name }) => name === OWN_MARK)
}

function sheetBase(element: RawElement, base: string): string {
  const href = element.attributes.find(({ name }) => name === 'href')?.value ?? ''
  return absoluteUrl(href, base) ?? base
}

function stageAttributes(element: RawElement): Record<string, string> {
  const out: Record<string, string> = {}
  const isEmbed = element.attributes.some(({ name }) => name === EMBED_MARK)
  for (const { name, value } of element.attributes) {
    if (name.startsWith(OWN_PREFIX) || name === 'style') continue
    else if (element.tag === 'iframe' && (name === 'src' || name === 'sandbox')) continue
    else if (isEmbed && /^(width|height)$/.test(name)) continue
    // Content that came in place of an address which is good in the visitor's tab only.
    else if (element.tag === 'img' && name === 'src' && value.startsWith('blob:')) continue
    else out[name] = value
  }
  if (element.style !== '' && element.tag !== 'x-frameset') out.style = element.style
  return sorted(out)
}

function visitorAttributes(element: RawElement, base: string): Record<string, string> {
  const out: Record<string, string> = {}
  for (const attribute of element.attributes) {
    const value = visitorAttribute(element, attribute, base)
    if (isLinkReference(element, attribute.name.toLowerCase())) out[attribute.name] = INERT_HREF
    else if (value !== null) out[attribute.name] = value
  }
  if (element.style !== '' && element.tag !== 'frameset')
    out.style = absoluteCss(element.style, base, new Map())
  if (element.tag === 'link') linkAttributes(element, base, out)
  return sorted(out)
}

/** Links look like links at the agent and lead nowhere. */
const INERT_HREF = '#'

function isLinkReference(element: RawElement, name: string): boolean {
  const isAddress = name === 'href' || (name === 'xlink:href' && element.namespace !== 'html')
  return isAddress && (element.tag === 'a' || element.tag === 'area' || element.namespace === 'mathml')
}

function visitorAttribute(element: RawElement, attribute: RawAttribute, base: string): string | null {
  const { value } = attribute
  const name = attribute.name.toLowerCase()
  const { tag } = element
  const isHtml = element.namespace === 'html'
  if (EMBEDS.has(tag) && /^(width|height|name)$/.test(name)) return null
  if (name === 'style' || name.startsWith('on') || name.startsWith(OWN_PREFIX) || !attribute.isSettable)
    return null
  if (DROPPED_ATTRIBUTES.has(name) || DROPPED_ATTRIBUTES.has(`${name}@${tag}`)) return null
  if (CAPTURE_DROPS.has(name) || CAPTURE_DROPS.has(`${name}@${tag}`)) return null
  if (tag === 'link' && (name === 'href' || name === 'rel')) return null
  if (REFERENCE_ATTRIBUTES.has(name)) {
    if (!isHtml && isFragment(value)) return ANIMATION_ELEMENTS.has(tag.toLowerCase()) ? null : value
    if (!RESOURCE_ATTRIBUTES.has(`${name}@${tag.toLowerCase()}`)) return null
    if (name === 'srcset') return resourceSet(absoluteSrcset(value, base))
    const url = absoluteUrl(value, base)
    return url === null ? null : resourceUrl(url)
  }
  if (name === 'attributename' && !isAnimatable(value)) return null
  if (name === 'popover') return 'manual'
  if (PLAIN_ATTRIBUTES.has(name) || name.startsWith('data-') || name.startsWith('aria-')) return value
  return attribute.isKnown ? null : value
}

function linkAttributes(element: RawElement, base: string, out: Record<string, string>): void {
  const get = (name: string): string =>
    element.attributes.find((attribute) => attribute.name === name)?.value ?? ''
  const rels = get('rel').toLowerCase().trim().split(/\s+/)
  const isSheet =
    rels.includes('stylesheet') && rels.every((rel) => rel === 'stylesheet' || rel === 'alternate')
  if (!isSheet) return
  out.rel = rels.join(' ')
  const href = absoluteUrl(get('href'), base)
  if (href !== null && resourceUrl(href) !== null) out.href = href
}

function rulesOf(rules: readonly string[], base: string): string[] {
  return rules
    .filter((rule) => !PLACEHOLDER.test(rule))
    .map((rule) => (base === '' ? rule : absoluteCss(rule, base, new Map())))
}

/** The rules as the visitor's page has them: the stage asks for marks in place of pseudo-classes. */
function shownRules(rules: readonly string[]): string[] {
  return rules.map((rule) =>
    MARKED.reduce(
      (text, name) => text.replaceAll(`[${markOf(name)}]`, `:${name}`),
      rule
        .replace(/:is\((:read-write), :where\(.*? \*\)\)/g, '$1')
        .replace(/:not\(:read-write, :where\(.*? \*\)\)/g, ':read-only')
        .replaceAll(`[${EDITABLE_MARK}`, '[contenteditable'),
    ),
  )
}

function shownRoot<T extends RawRoot>(root: T): T {
  return { ...root, adopted: root.adopted.map(shownRules) }
}

/** Where a browser did not take a rule, the stage keeps a place. */
const PLACEHOLDER = /^@media not all \{\s*\}$/

function sorted(attributes: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)))
}
