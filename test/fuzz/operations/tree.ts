import type { Random } from '../random.ts'
import {
  anyElement,
  anyLoose,
  anyOf,
  anyParent,
  documentOf,
  elementsOf,
  isFullOfFrames,
  isMaskSeen,
  isUnderMask,
  mayContain,
  type Operation,
  place,
  rootOf,
  type World,
} from './world.ts'

const TAGS =
  `div div div p span b ul li table tbody tr td section label em a summary h1 article x-card x-other
  fieldset img br pre header blockquote`.split(/\s+/)
const FRAGILE =
  'dialog,[popover],iframe,select,input,option,form,fieldset,style,details,slot,x-card,x-other,textarea'
const SVG = 'http://www.w3.org/2000/svg'
const MATHML = 'http://www.w3.org/1998/Math/MathML'

function newElement(document: Document, random: Random): Element {
  if (random.chance(0.06))
    return document.createElementNS(SVG, random.pick(['svg', 'g', 'path', 'text', 'a']))
  if (random.chance(0.03)) return document.createElementNS(MATHML, random.pick(['math', 'mi', 'mrow']))
  const element = document.createElement(random.pick(TAGS))
  if (random.chance(0.7)) element.append(`t${random.int(1000)}`)
  if (random.chance(0.2)) element.append(document.createElement(random.pick(TAGS)))
  if (random.chance(0.1)) element.prepend(document.createComment('c'))
  return element
}

function insert(world: World, random: Random): void {
  const parent = anyParent(world, random)
  place(parent, newElement(documentOf(parent), random), random)
}

/** Any of the ways to put a node somewhere. */
function move(world: World, random: Random): void {
  const node = anyLoose(world, random)
  const parent = anyParent(world, random)
  if (node && mayContain(parent, node)) place(parent, node, random)
}

function moveBefore(world: World, random: Random): void {
  const node = anyLoose(world, random)
  const parent = anyParent(world, random) as Element & {
    moveBefore?: (node: Node, before: Node | null) => void
  }
  if (!node || !mayContain(parent, node)) return
  // Chromium 156 crashes when some of these are moved so: only what is simple, and stays in its tree.
  if (node.getRootNode() !== parent.getRootNode() || parent.nodeType !== 1) return
  if (node.matches(FRAGILE) || node.querySelector(FRAGILE)) return
  // What is moved so into a host without a slot for it goes on being laid out there.
  const isHost = (one: Element): boolean =>
    one.shadowRoot !== null || world.closedRoots.some(({ host }) => host === one)
  if ([node, ...node.querySelectorAll('*'), parent].some(isHost)) return
  // Scrolled and moved so within one frame, it tells of neither (docs/limits.md).
  if (world.isFrameDue && (node.matches('.scroller') || node.querySelector('.scroller'))) return
  try {
    parent.moveBefore?.(node, parent.childNodes[random.int(parent.childNodes.length + 1)] ?? null)
  } catch {
    // Refused across documents and for nodes that are nowhere.
  }
}

function fragment(world: World, random: Random): void {
  const parent = anyParent(world, random)
  const document = documentOf(parent)
  const list = document.createDocumentFragment()
  for (let i = random.int(6) + 1; i > 0; i--) {
    const known = random.chance(0.4) ? anyLoose(world, random) : null
    list.append(known && mayContain(parent, known) ? known : newElement(document, random))
  }
  if (!list.contains(parent)) place(parent, list, random)
  if (random.chance(0.3)) parent.append(list)
}

function remove(world: World, random: Random): void {
  const node = anyLoose(world, random)
  node?.remove()
  if (node && random.chance(0.5)) world.detached.push(node)
}

/** Comes back, changed while nobody looked. */
function again(world: World, random: Random): void {
  const node = world.detached.pop()
  const parent = anyParent(world, random)
  if (!node || !mayContain(parent, node)) return
  if (random.chance(0.5) && node.nodeType === 1) (node as Element).append(`back${random.int(100)}`)
  place(parent, node, random)
}

function text(world: World, random: Random): void {
  const parent = anyParent(world, random)
  const words = ['', ' ', '\n', `w${random.int(999)}`, 'ä€😀', '\ud800', 'x'.repeat(random.int(200))]
  place(parent, documentOf(parent).createTextNode(random.pick(words)), random)
}

function textOf(element: Element, random: Random): Text | null {
  const found = [...element.childNodes].filter((node): node is Text => node.nodeType === 3)
  return found.length === 0 ? null : random.pick(found)
}

function changeText(world: World, random: Random): void {
  const node = textOf(anyElement(world, random), random)
  if (!node) return
  const way = random.int(5)
  if (way === 0) node.data = `c${random.int(1000)}`
  else if (way === 1) node.appendData('+')
  else if (way === 2 && node.length > 1) node.splitText(1)
  else if (way === 3) node.parentNode?.normalize()
  else node.replaceData(0, 1, 'R')
}

function reorder(world: World, random: Random): void {
  const element = anyElement(world, random)
  const children = [...element.childNodes]
  if (element.localName === 'body' || children.length < 2) return
  if (random.chance(0.5)) element.replaceChildren(...children.reverse())
  else element.append(...children.filter((_, i) => i % 2 === 0))
}

function markup(world: World, random: Random): void {
  const element = anyElement(world, random)
  if (!/^(div|p|section|td|li)$/.test(element.localName) || element.id === 'root') return
  if (element.querySelector('[id]')) return
  element.innerHTML = random.pick([
    '',
    'plain',
    '<b>one<i>two</i></b>three',
    '<table><tr><td>cell',
    '<ul><li>1<li>2</ul><!-- c --><p>after',
    '<template><p>inert</p></template><noscript>no</noscript><script type="text/plain">s</script>',
    '<svg viewBox="0 0 9 9"><g><path d="M0 0h9"/></g><foreignObject><p>in</p></foreignObject></svg>',
    '<p data-x="a&amp;b" title="&quot;">quoted</p>',
  ])
}

function clone(world: World, random: Random): void {
  const node = anyLoose(world, random)
  const parent = anyParent(world, random)
  // What is masked was masked as that node: its clone may be shown, and here it would carry the canary.
  if (!node || isUnderMask(world, node) || node.outerHTML.includes(world.canary)) return
  if (node.outerHTML.length > 4_000) return
  if ((node.localName === 'iframe' || node.querySelector('iframe')) && isFullOfFrames(world)) return
  place(parent, documentOf(parent).importNode(node, true), random)
}

function attribute(world: World, random: Random): void {
  const element = anyElement(world, random)
  const value = `v${random.int(50)}`
  switch (random.int(12)) {
    case 0:
      return element.setAttribute('data-n', value)
    case 1:
      return void element.classList.toggle(`c${random.int(5)}`)
    case 2:
      return element.setAttribute('style', `color: rgb(${random.int(255)}, 1, 2); --x: ${value}`)
    case 3:
      return (element as HTMLElement).style?.setProperty('margin-left', `${random.int(9)}px`)
    case 4:
      return isMaskSeen(world, element)
        ? element.removeAttribute(random.pick(['data-n', 'style', 'title', 'class', 'hidden']))
        : undefined
    case 5:
      return element.setAttribute('title', random.pick(['', '"<&', 'ä€😀', 'x'.repeat(random.int(300))]))
    case 6:
      return void element.toggleAttribute('hidden')
    case 7:
      return element.setAttribute('aria-label', value)
    case 8:
      return element.setAttribute('onclick', 'void 0')
    case 9:
      return element.setAttributeNS('http://www.w3.org/1999/xlink', 'xlink:href', `#${value}`)
    case 10:
      return element.setAttribute('href', `/p/${value}?q=1#f`)
    default:
      return element.setAttribute('data-long', 'l'.repeat(random.int(2_000)))
  }
}

function deepen(world: World, random: Random): void {
  const parent = anyParent(world, random)
  const document = documentOf(parent)
  let at: Node = parent
  for (let i = random.int(40); i > 0; i--) at = at.appendChild(document.createElement('div'))
}

/** Ten thousand changes in one task, most of which cancel out. */
function flood(world: World, random: Random): void {
  const parent = anyParent(world, random)
  const document = documentOf(parent)
  const made: Element[] = []
  for (let i = 0; i < 10_000; i++) {
    const way = i % 10
    if (way < 3 || made.length === 0) {
      const element = document.createElement('i')
      if (way === 0) parent.prepend(element)
      else parent.append(element)
      made.push(element)
    } else if (way < 6) made[random.int(made.length)]?.setAttribute('data-n', String(i))
    else if (way < 8) made.pop()?.remove()
    else made[random.int(made.length)]?.append('x')
  }
  while (made.length > 20) made.pop()?.remove()
}

function replaceRoot(world: World): void {
  const { document } = world.window
  const before = document.documentElement
  const after = document.createElement('html')
  after.append(...before.childNodes)
  before.replaceWith(after)
}

function swap(world: World, random: Random): void {
  const [a, b] = [anyLoose(world, random), anyLoose(world, random)]
  if (!a || !b || a === b || a.contains(b) || b.contains(a) || !mayContain(a, b) || !mayContain(b, a)) return
  const hole = documentOf(a).createTextNode('')
  a.replaceWith(hole)
  b.replaceWith(a)
  hole.replaceWith(b)
}

function clear(world: World, random: Random): void {
  const element = anyOf(world, random, 'ul,section,td,article')
  if (element && !element.contains(rootOf(world))) element.textContent = random.pick(['', 'cleared'])
}

function prune(world: World): void {
  // Programs must not grow without end.
  const all = elementsOf(world)
  if (all.length < 250) return
  for (const child of [...rootOf(world).children].slice(1)) child.remove()
}

export const treeOperations: readonly Operation[] = [
  { name: 'insert', weight: 18, run: insert },
  { name: 'text', weight: 8, run: text },
  { name: 'changeText', weight: 10, run: changeText },
  { name: 'move', weight: 14, run: move },
  { name: 'moveBefore', weight: 4, run: moveBefore },
  { name: 'swap', weight: 4, run: swap },
  { name: 'fragment', weight: 4, run: fragment },
  { name: 'remove', weight: 9, run: remove },
  { name: 'again', weight: 7, run: again },
  { name: 'reorder', weight: 4, run: reorder },
  { name: 'markup', weight: 5, run: markup },
  { name: 'clone', weight: 3, run: clone },
  { name: 'attribute', weight: 14, run: attribute },
  { name: 'deepen', weight: 1, run: deepen },
  { name: 'clear', weight: 2, run: clear },
  { name: 'prune', weight: 2, run: prune },
  { name: 'flood', weight: 0.1, run: flood },
  { name: 'replaceRoot', weight: 0.5, run: replaceRoot },
]
