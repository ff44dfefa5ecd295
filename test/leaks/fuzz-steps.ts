import type { Random } from '../fuzz/random.ts'
import { FLOOR, type FuzzPage, LATER } from './fuzz-page.ts'

export type Step = {
  readonly name: string
  readonly weight: number
  run(page: FuzzPage, random: Random): void
}

const MARKS: readonly (readonly [name: string, value: string])[] = [
  ['class', 'm-sel'],
  ['class', 'sidelong-mask'],
  ['class', 'glance_masked'],
  ['class', 'm-in'],
  ['class', 'm-out'],
  ['class', 'm-has'],
  ['class', 'm-flag'],
  ['class', 'm-on'],
  ['class', 'm-sib'],
  ['class', 'm-dep'],
  ['class', 'm-hook'],
  ['class', 'm-role'],
  ['class', 'm-late'],
  ['class', 'm-has2'],
  ['data-m-sel', ''],
  ['data-sidelong-mask', ''],
  ['glance_masked', ''],
]
const TAGS = ['div', 'p', 'section', 'span', 'b', 'label', 'x-plain', 'slot', 'option', 'svg']
const NAMES = ['title', 'data-words', 'aria-label', 'alt', 'placeholder', 'value', 'href', 'style']
const MAX_NODES = 150

function nodesOf(page: FuzzPage): Node[] {
  const out: Node[] = []
  const visit = (root: Node): void => {
    for (let at = root.firstChild; at; at = at.nextSibling) {
      out.push(at)
      visit(at)
      const { shadowRoot, contentDocument } = at as Partial<HTMLIFrameElement & Element>
      if (shadowRoot) visit(shadowRoot)
      if (contentDocument?.body) {
        out.push(contentDocument.body)
        visit(contentDocument.body)
      }
    }
  }
  const root = rootOf(page)
  if (!root.firstChild) root.append(root.ownerDocument.createElement('p'))
  visit(root)
  for (const root of page.closedRoots) if (root.isConnected) visit(root)
  return out
}

function rootOf(page: FuzzPage): Element {
  return page.window.document.getElementById('root') as Element
}

const isElement = (node: Node): node is HTMLElement => node.nodeType === 1
const isText = (node: Node): node is Text => node.nodeType === 3
const isRoomy = (node: Node): boolean => isElement(node) && !/^(input|iframe|textarea)$/.test(node.localName)

function anyElement(page: FuzzPage, random: Random): HTMLElement {
  return random.pick([rootOf(page) as HTMLElement, ...nodesOf(page).filter(isElement)])
}

function anyParent(page: FuzzPage, random: Random): HTMLElement {
  return random.pick([rootOf(page), ...nodesOf(page).filter(isRoomy)]) as HTMLElement
}

function anyText(page: FuzzPage, random: Random): Text | undefined {
  return random.pick(nodesOf(page).filter(isText))
}

function covered(page: FuzzPage, random: Random, test: (node: Node) => boolean): HTMLElement | undefined {
  const all = nodesOf(page).filter((node) => test(node) && page.isCovered(node))
  return random.pick(all) as HTMLElement | undefined
}

function put(page: FuzzPage, random: Random, node: Node): void {
  const parent = anyParent(page, random)
  const before = random.chance(0.5) ? null : random.pick([null, ...parent.childNodes])
  parent.insertBefore(node, before)
}

function pooled(page: FuzzPage, random: Random): Node | undefined {
  return page.detached.splice(random.int(page.detached.length), 1)[0]
}

/** Words, attributes and fields, all of them secret. */
function fill(page: FuzzPage, random: Random, element: Element): void {
  const document = element.ownerDocument
  const inner = document.createElement(random.pick(TAGS))
  inner.append(page.secret(), document.createElement('b'), page.secret())
  inner.setAttribute(random.pick(NAMES), page.secret())
  const field = document.createElement(random.pick(['input', 'textarea', 'select'])) as HTMLInputElement
  if (field.localName === 'select') field.append(document.createElement('option'))
  if (field.firstElementChild) field.firstElementChild.textContent = page.secret()
  else field.value = page.secret()
  element.append(inner, field)
}

export const STEPS: readonly Step[] = [
  // --- Secrets are written --------------------------------------------------------------------------------------
  {
    name: 'text',
    weight: 4,
    run: (page, random) => covered(page, random, isRoomy)?.append(page.secret()),
  },
  {
    name: 'data',
    weight: 3,
    run(page, random) {
      const node = covered(page, random, isText)
      if (node) (node as unknown as Text).data = page.secret()
    },
  },
  {
    name: 'attribute',
    weight: 3,
    run: (page, random) => covered(page, random, isElement)?.setAttribute(random.pick(NAMES), page.secret()),
  },
  {
    name: 'fill',
    weight: 3,
    run(page, random) {
      const element = covered(page, random, isRoomy)
      if (element) fill(page, random, element)
    },
  },
  {
    name: 'html',
    weight: 1,
    run(page, random) {
      const element = covered(page, random, isRoomy)
      if (element) element.innerHTML = `<p>${page.secret()}</p><input value="${page.secret()}">`
    },
  },
  {
    name: 'value',
    weight: 2,
    run(page, random) {
      const field = covered(page, random, (node) => isElement(node) && node.localName === 'input')
      if (field) (field as HTMLInputElement).value = page.secret()
    },
  },
  {
    name: 'password',
    weight: 2,
    run(page, random) {
      const field = page.window.document.createElement('input')
      if (random.chance(0.5)) field.type = 'password'
      else field.setAttribute('autocomplete', random.pick(['cc-number', 'section-a one-time-code']))
      if (random.chance(0.5)) field.name = `n${random.int(1_000_000)}`
      if (random.chance(0.5)) field.setAttribute('value', page.secret())
      field.value = page.secret()
      put(page, random, field)
    },
  },
  // --- Masks come and go ----------------------------------------------------------------------------------------
  {
    name: 'mark',
    weight: 5,
    run(page, random) {
      const [name, value] = random.pick(MARKS)
      const element = anyElement(page, random)
      if (name === 'class') element.classList.add(value)
      else element.setAttribute(name, value)
    },
  },
  {
    name: 'unmark',
    weight: 5,
    run(page, random) {
      const marked = nodesOf(page).filter(
        (node): node is HTMLElement =>
          (isElement(node) && MARKS.some(([name]) => name !== 'class' && node.hasAttribute(name))) ||
          (isElement(node) && node.className !== ''),
      )
      const element = random.pick(marked) as HTMLElement | undefined
      for (const [name] of MARKS) element?.removeAttribute(name)
    },
  },
  {
    name: 'check',
    weight: 2,
    run(page, random) {
      const boxes = nodesOf(page).filter(
        (node) => isElement(node) && (node as unknown as HTMLInputElement).type === 'checkbox',
      ) as unknown as HTMLInputElement[]
      const box = random.pick(boxes) as HTMLInputElement | undefined
      if (box) box.checked = !box.checked
    },
  },
  {
    name: 'type',
    weight: 2,
    run(page, random) {
      const fields = nodesOf(page).filter((node) => isElement(node) && node.localName === 'input')
      const field = random.pick(fields) as HTMLInputElement | undefined
      if (!field || field.type === 'checkbox') return
      if (random.chance(0.5)) field.type = 'text'
      else field.removeAttribute('autocomplete')
    },
  },
  {
    name: 'replace field',
    weight: 1,
    run(page, random) {
      const fields = nodesOf(page).filter(
        (node) => isElement(node) && node.localName === 'input' && (node as HTMLInputElement).name !== '',
      ) as HTMLInputElement[]
      const field = random.pick(fields) as HTMLInputElement | undefined
      if (!field) return
      const other = field.ownerDocument.createElement('input')
      other.name = field.name
      other.value = field.value
      field.replaceWith(other)
    },
  },
  {
    name: 'rules',
    weight: 1,
    run(page, random) {
      const { rules } = page
      const added = random.pick(LATER)
      switch (random.int(4)) {
        case 0:
          // The floor never shrinks.
          return page.setRules({ ...rules, selectors: [...new Set([...rules.selectors, added])] })
        case 1:
          return page.setRules({ ...rules, hook: random.pick([[], ['.m-hook'], ['.m-hook', 'b']]) })
        case 2:
          return page.setRules({ ...rules, closed: random.pick([null, null, 'paused', 'hook-pending']) })
        case 3:
          return page.setRules({ ...rules, mode: random.pick(['listed', 'inputs', 'all']) })
      }
    },
  },
  // --- Nodes are moved about ------------------------------------------------------------------------------------
  {
    name: 'insert',
    weight: 4,
    run(page, random) {
      if (nodesOf(page).length > MAX_NODES) return
      const element = page.window.document.createElement(random.pick(TAGS))
      if (random.chance(0.3)) element.append('plain')
      if (random.chance(0.3))
        element.classList.add(random.pick(FLOOR).replace(/^\.([\w-]+).*|.*/, '$1') || 'm-sel')
      put(page, random, element)
    },
  },
  {
    name: 'move',
    weight: 10,
    run: (page, random) => put(page, random, random.pick(nodesOf(page))),
  },
  {
    name: 'move before',
    weight: 2,
    run(page, random) {
      const parent = anyParent(page, random) as HTMLElement & {
        moveBefore(node: Node, before: Node | null): void
      }
      parent.moveBefore(random.pick(nodesOf(page)), random.pick([null, ...parent.childNodes]))
    },
  },
  {
    name: 'out and in',
    weight: 3,
    run(page, random) {
      const node = random.pick(nodesOf(page))
      const [parent, after] = [node.parentNode, node.nextSibling]
      put(page, random, node)
      if (random.chance(0.6)) parent?.insertBefore(node, after)
    },
  },
  {
    name: 'remove',
    weight: 3,
    run(page, random) {
      const node = random.pick(nodesOf(page))
      node.parentNode?.removeChild(node)
      page.detached.push(node)
    },
  },
  {
    name: 'take apart',
    weight: 2,
    run(page, random) {
      // The innermost first, or last: each leaves its parent.
      const element = anyElement(page, random)
      const all = [...element.querySelectorAll('*')]
      if (random.chance(0.5)) all.reverse()
      for (const one of all) one.remove()
      page.detached.push(...all)
    },
  },
  {
    name: 'back',
    weight: 4,
    run(page, random) {
      const node = pooled(page, random)
      if (node) put(page, random, node)
    },
  },
  {
    name: 'apart outside',
    weight: 2,
    run(page, random) {
      const node = random.pick(page.detached) as Node | undefined
      const child = node && (random.pick([...node.childNodes]) as Node | undefined)
      if (child) put(page, random, child)
    },
  },
  {
    name: 'through a fragment',
    weight: 2,
    run(page, random) {
      const element = anyParent(page, random)
      const fragment = element.ownerDocument.createDocumentFragment()
      fragment.append(...element.childNodes)
      const first = fragment.firstChild
      if (first && isText(first) && first.data.length > 2 && random.chance(0.5)) first.splitText(2)
      put(page, random, random.chance(0.5) ? fragment : (fragment.lastChild ?? fragment))
    },
  },
  {
    name: 'unwrap',
    weight: 2,
    run(page, random) {
      const element = anyElement(page, random)
      if (element !== rootOf(page) && element.localName !== 'body') element.replaceWith(...element.childNodes)
    },
  },
  {
    name: 'wrap',
    weight: 2,
    run(page, random) {
      const node = random.pick(nodesOf(page))
      const wrapper = page.window.document.createElement(random.pick(TAGS))
      node.parentNode?.replaceChild(wrapper, node)
      wrapper.append(node)
    },
  },
  {
    name: 'clone',
    weight: 4,
    run(page, random) {
      if (nodesOf(page).length > MAX_NODES) return
      const node = random.pick([...nodesOf(page), ...page.detached])
      const copy = random.chance(0.7) ? node.cloneNode(true) : page.window.document.importNode(node, true)
      if (isElement(copy) && random.chance(0.5)) for (const [name] of MARKS) copy.removeAttribute(name)
      if (random.chance(0.3) && node.isConnected) node.parentNode?.replaceChild(copy, node)
      else if (random.chance(0.7)) put(page, random, copy)
      else page.detached.push(copy)
    },
  },
  {
    name: 'split',
    weight: 3,
    run(page, random) {
      const text = anyText(page, random)
      if (text && text.data.length > 1) text.splitText(1 + random.int(text.data.length - 1))
    },
  },
  { name: 'normalize', weight: 1, run: (page, random) => anyElement(page, random).normalize() },
  // --- Trees in trees -------------------------------------------------------------------------------------------
  {
    name: 'shadow',
    weight: 2,
    run(page, random) {
      const mode = random.pick(['open', 'closed'] as const)
      const host = anyElement(page, random)
      const root = host.attachShadow({ mode })
      if (mode === 'closed') page.closedRoots.push(root)
      root.innerHTML = `<div class="${random.pick(['', 'm-sel', 'm-has', 'm-late'])}"><slot></slot><slot name="a"></slot></div><i></i>`
    },
  },
  {
    name: 'slot',
    weight: 2,
    run(page, random) {
      const element = anyElement(page, random)
      if (random.chance(0.5)) element.slot = random.pick(['', 'a', 'b'])
      else if (element.localName === 'slot') (element as HTMLSlotElement).name = random.pick(['', 'a'])
    },
  },
  {
    name: 'frame',
    weight: 1,
    run(page, random) {
      const all = nodesOf(page)
      if (all.filter((node) => isElement(node) && node.localName === 'iframe').length > 2) return
      put(page, random, page.window.document.createElement('iframe'))
    },
  },
]

const total = STEPS.reduce((sum, { weight }) => sum + weight, 0)

export function pickStep(random: Random): Step {
  let left = random.int(total)
  for (const step of STEPS) {
    left -= step.weight
    if (left < 0) return step
  }
  return STEPS[0] as Step
}
