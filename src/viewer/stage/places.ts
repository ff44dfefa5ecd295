import type { Applier } from '../../protocol/codec/applier.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import type { StageDown, StageUp } from '../stage-messages.ts'
import type { StageNode } from './dom-target.ts'
import * as native from './natives.ts'

type Hit = Extract<StageUp, { type: 'hit' }>
type Field = NonNullable<Hit['field']>
const PICKED: readonly Field['kind'][] = ['date', 'month', 'week', 'time', 'datetime-local', 'color']

/** Tells the shell what lies under a point, and where nodes are: the agent's hand stays outside of the stage (MIRROR section 5). */
export function createPlaces(
  document: Document,
  applier: () => Applier<StageNode> | undefined,
  post: (message: StageUp) => void,
): {
  hit(wish: Extract<StageDown, { type: 'hit' }>, generation: number): void
  track(nodes: number[]): void
} {
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

  return {
    hit({ token, x, y }, generation) {
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
        generation,
        node: Math.max(0, node),
        ...box,
        field: element && fieldOf(element),
      })
    },
    track(nodes) {
      tracked = nodes
      told = ''
      if (!isRunning) look()
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
