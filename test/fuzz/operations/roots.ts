import type { Random } from '../random.ts'
import {
  anyElement,
  anyLoose,
  anyOf,
  anyParent,
  documentOf,
  isFullOfFrames,
  isUnderMask,
  MASK_CLASS,
  type Operation,
  place,
  startMarkup,
  type World,
} from './world.ts'

const HOSTS = 'div,p,section,span,article,x-card,x-other,h1'

function shadow(world: World, random: Random): void {
  const host = anyOf(world, random, HOSTS)
  if (!host || host.shadowRoot || host.id === 'root' || isUnderMask(world, host)) return
  // Closed roots made with a frame's natives are known to nobody here, so they could not be compared.
  const mayClose = host instanceof world.window.Element && documentOf(host) === world.window.document
  const mode = mayClose && random.chance(0.3) ? 'closed' : 'open'
  const slotAssignment = random.chance(0.15) ? 'manual' : 'named'
  try {
    const root = host.attachShadow({ mode, slotAssignment })
    root.append('shadow')
    root.append(documentOf(host).createElement('slot'))
    if (mode === 'closed') world.closedRoots.push(root)
  } catch {
    // It has a closed one already, or is a custom element that cannot.
  }
}

function slot(world: World, random: Random): void {
  const known = anyOf<HTMLSlotElement>(world, random, 'slot')
  const root = known?.getRootNode() as ShadowRoot | undefined
  if (!known || !root?.host) return
  const way = random.int(4)
  const child = [...root.host.children][random.int(root.host.children.length)]
  if (way === 0) known.name = random.pick(['', 'a'])
  else if (way === 1) child?.setAttribute('slot', random.pick(['', 'a']))
  else if (way === 2 && root.slotAssignment === 'manual' && child) known.assign(child)
  else place(root, documentOf(root).createElement('slot'), random)
}

/** Elements become what they are after they were sent. */
function define(world: World, random: Random): void {
  const name = random.pick(['x-card', 'x-other'])
  const { customElements, HTMLElement } = world.window
  if (customElements.get(name)) return
  customElements.define(
    name,
    class extends HTMLElement {
      connectedCallback(): void {
        this.dataset.connected = 'yes'
        if (name === 'x-card' && !this.shadowRoot) {
          try {
            this.attachShadow({ mode: 'open' }).append('card')
          } catch {
            // The program gave it a closed one.
          }
        }
      }
      disconnectedCallback(): void {
        delete this.dataset.connected
      }
    },
  )
}

function loaded(world: World, frame: HTMLIFrameElement): void {
  world.isFrameDue = true
  world.pending.push(
    new Promise<void>((resolve) => {
      frame.addEventListener('load', () => resolve(), { once: true })
      world.window.setTimeout(resolve, 300)
    }),
  )
}

function newFrame(world: World, random: Random): void {
  if (isFullOfFrames(world)) return
  const parent = anyParent(world, random)
  if (isUnderMask(world, parent)) return
  const frame = documentOf(parent).createElement('iframe')
  if (random.chance(0.7)) {
    const doctype = random.chance(0.8) ? '<!doctype html>' : ''
    frame.srcdoc = `${doctype}<body><p id="in">frame ${random.int(99)}</p></body>`
  }
  loaded(world, frame)
  place(parent, frame, random)
}

function changeFrame(world: World, random: Random): void {
  const frame = anyOf<HTMLIFrameElement>(world, random, 'iframe')
  if (!frame) return
  loaded(world, frame)
  const way = random.int(5)
  if (way === 0) frame.srcdoc = `<!doctype html><p>again ${random.int(99)}</p>`
  else if (way === 1 && frame.contentDocument) {
    frame.contentDocument.open()
    frame.contentDocument.write(`<!doctype html><body><p>written ${random.int(99)}</p></body>`)
    frame.contentDocument.close()
  } else if (way === 2) frame.remove()
  else if (way === 3) {
    // A written document has the address of who wrote it: to load that again would start the tests anew.
    if (frame.contentDocument?.URL.startsWith('about:')) frame.contentWindow?.location.reload()
  } else place(anyParent(world, random), frame, random)
}

/** New content for the whole page, by the oldest of all ways. */
function reopen(world: World, random: Random): void {
  const { document } = world.window
  document.open()
  document.write(startMarkup(world.isQuirks).replace('first', `opened ${random.int(99)}`))
  document.close()
}

/** Something secret, hidden from its first moment. */
function secret(world: World, random: Random): void {
  const parent = anyParent(world, random)
  if (parent.getRootNode().nodeType === 11) return
  const document = documentOf(parent)
  const box = document.createElement(random.pick(['div', 'span', 'p']))
  box.className = MASK_CLASS
  box.append(world.canary)
  box.title = world.canary
  if (random.chance(0.4)) {
    const input = document.createElement('input')
    input.value = world.canary
    box.append(input)
  }
  if (random.chance(0.2)) box.attachShadow({ mode: 'open' }).append(world.canary)
  place(parent, box, random)
}

function password(world: World, random: Random): void {
  const parent = anyParent(world, random)
  if (parent.getRootNode().nodeType === 11) return
  const input = documentOf(parent).createElement('input')
  input.type = 'password'
  input.name = `p${random.int(2)}`
  input.value = world.canary
  place(parent, input, random)
}

/** The mask comes over what was open, and then something secret is put in. */
function tighten(world: World, random: Random): void {
  const element = anyLoose(world, random)
  if (!element || element.localName === 'iframe' || element.querySelector('iframe,slot')) return
  if (element.getRootNode().nodeType === 11) return
  element.classList.add(MASK_CLASS)
  if (random.chance(0.7) && /^(div|p|span|li|td|section)$/.test(element.localName))
    element.append(world.canary)
}

/** What is hidden changes: nobody must notice. */
function changeSecret(world: World, random: Random): void {
  const box = anyOf(world, random, `.${MASK_CLASS}`)
  if (!box) return
  const way = random.int(4)
  if (way === 0) box.append(world.canary)
  else if (way === 1) box.setAttribute('data-secret', world.canary)
  else if (way === 2) {
    const inner = anyElement(world, random)
    if (box.contains(inner) && inner !== box) inner.setAttribute('title', world.canary)
  } else if (box.firstChild && world.seenMasks.has(box)) world.detached.push(box.removeChild(box.firstChild))
}

export const rootOperations: readonly Operation[] = [
  { name: 'shadow', weight: 4, run: shadow },
  { name: 'slot', weight: 2, run: slot },
  { name: 'define', weight: 0.5, run: define },
  { name: 'newFrame', weight: 0.6, run: newFrame },
  { name: 'changeFrame', weight: 1, run: changeFrame },
  { name: 'reopen', weight: 0.1, run: reopen },
  { name: 'secret', weight: 2, run: secret },
  { name: 'password', weight: 1, run: password },
  { name: 'tighten', weight: 0.7, run: tighten },
  { name: 'changeSecret', weight: 2, run: changeSecret },
]
