import type { Applier } from '../../../protocol/codec/applier.ts'
import { VIEWER_LIMITS } from '../../limits.ts'
import { handDown, type StageDown, type StageUp } from '../../stage-messages.ts'
import type { StageNode } from '../dom-target.ts'
import * as native from '../natives.ts'

type Hit = Extract<StageUp, { type: 'hit' }>
type Field = NonNullable<Hit['field']>
const PICKED: readonly Field['kind'][] = ['date', 'month', 'week', 'time', 'datetime-local', 'color']

/** What the agent's hand asks for: it stays outside of the stage itself (MIRROR section 5). */
export interface Hand {
  receive(message: unknown): void
}

export interface HandHooks {
  applier(): Applier<StageNode> | undefined
  /** Of what is shown or being built. */
  generation(): number
  /** Whose choice is it where the page is scrolled to? */
  follow(isFollowing: boolean): void
  post(message: StageUp): void
}

export function createHand(document: Document, { applier, generation, follow, post }: HandHooks): Hand {
  let tracked: number[] = []
  let told = ''
  let isRunning = false

  function look(): void {
    isRunning = tracked.length > 0
    if (isRunning) requestAnimationFrame(look)
    const list = tracked.flatMap((node) => {
      const element = applier()?.node(node)
      return element instanceof Element && native.isConnected(element) ? [{ node, ...boxOf(element) }] : []
    })
    const now = JSON.stringify(list)
    if (now !== told) post({ type: 'boxes', list })
    told = now
  }

  function hit({ token, x, y }: Extract<StageDown, { type: 'hit' }>): void {
    let element: Element | null = native.elementAt(document, x, y)
    for (let root = element && native.shadowRoot(element); root; ) {
      const inner: Element | null = native.elementInShadowAt(root, x, y)
      if (!inner || inner === element) break
      element = inner
      root = native.shadowRoot(inner)
    }
    let node = 0
    // What is only here (our own sheets and boxes) stands for what is around it.
    for (let at: Node | null = element; at && node < 1; at = native.parentNode(at) ?? hostOf(at)) {
      node = applier()?.idOf(at) ?? 0
      if (at instanceof Element) element = at
    }
    const box = element && node > 0 ? boxOf(element) : { x: 0, y: 0, width: 0, height: 0 }
    post({
      type: 'hit',
      token,
      generation: generation(),
      node: Math.max(0, node),
      ...box,
      field: element && fieldOf(element),
    })
  }

  return {
    receive(data) {
      const message = handDown(data)
      switch (message.type) {
        case 'hit':
          return hit(message)
        case 'track':
          tracked = message.nodes
          told = ''
          return isRunning ? undefined : look()
        case 'follow':
          return follow(message.isFollowing)
        case 'scroll':
          return window.scrollBy({ left: message.dx, top: message.dy, behavior: 'instant' })
        case 'find':
          return post({
            type: 'found',
            isFound: native.find?.(message.words, false, message.isBack, true) ?? false,
          })
      }
    },
  }
}

function hostOf(node: Node): Element | null {
  return node instanceof ShadowRoot ? native.shadowHost(node) : null
}

function boxOf(element: Element) {
  const { x, y, width, height } = native.rect(element)
  const bounded = (value: number): number =>
    Math.round(Math.max(-VIEWER_LIMITS.maxPointerPixels, Math.min(VIEWER_LIMITS.maxPointerPixels, value)))
  return { x: bounded(x), y: bounded(y), width: bounded(width), height: bounded(height) }
}

/** What a browser would open a picker for: the agent gets one of the shell's. */
function fieldOf(element: Element): Hit['field'] {
  if (element instanceof HTMLSelectElement) {
    const options = [...native.options(element)].slice(0, VIEWER_LIMITS.maxOptions)
    return {
      kind: native.isMultiple(element) ? 'list' : 'select',
      value: '',
      options: options.map((one) => native.label(one).slice(0, VIEWER_LIMITS.maxOptionLength)),
      chosen: options.flatMap((one, i) => (native.isSelected(one) ? [i] : [])),
    }
  }
  if (!(element instanceof HTMLInputElement)) return null
  const type = native.inputType(element)
  const kind = PICKED.find((one) => one === type)
  return kind ? { kind, value: native.value(element).slice(0, 64), options: [], chosen: [] } : null
}
