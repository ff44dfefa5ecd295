import type { Stoppable } from '../../base/stoppable.ts'
import { createStateHooks, type StateHooks } from './state/state-hooks.ts'
import { createSheetHooks, type SheetHookEvents, type SheetHooks } from './style/sheet-hooks.ts'
import { createWrapping, type Realm } from './wrapping.ts'

/** Changes that no observer reports: natives of the page's realm are wrapped so that they tell us. */
export interface PageHooks extends Stoppable {
  /** Wraps the natives of one realm (the page's, or that of a same-origin frame). */
  install(realm: Realm): void
  /** The shadow root of `host` if it was attached, closed, while we were here. */
  closedShadowRoot(host: Element): ShadowRoot | null
  readonly sheets: SheetHooks
  readonly state: StateHooks
}

export type HookEvents = SheetHookEvents & {
  shadowRoot(host: Element): void
  value(element: Element): void
  /** `copy` was made of `original`. */
  copied(original: Node, copy: Node): void
}

/** `closedRoots`: those that are known already; what is found is added. */
export function createPageHooks(closedRoots: WeakMap<Element, ShadowRoot>, events: HookEvents): PageHooks {
  const wrapping = createWrapping()
  const { afterMethod, afterGetter } = wrapping
  const sheets = createSheetHooks(wrapping, events)

  const state = createStateHooks(wrapping, events.value, noteRoot)

  function noteRoot(host: Element, root: ShadowRoot | null): void {
    if (!root) return
    if (root.mode === 'closed') closedRoots.set(host, root)
    events.shadowRoot(host)
  }

  function install(realm: Realm): void {
    if (!wrapping.enter(realm)) return
    const { prototype } = realm.Node
    afterMethod<Element>(realm.Element.prototype, 'attachShadow', (host, root) =>
      noteRoot(host, root as ShadowRoot),
    )
    state.install(realm)
    afterMethod<Node>(prototype, 'cloneNode', (node, copy) => events.copied(node, copy as Node))
    afterMethod<Document>(realm.Document.prototype, 'importNode', (_, copy, node) =>
      events.copied(node as Node, copy as Node),
    )
    afterMethod<Text>(realm.Text.prototype, 'splitText', (text, rest) => events.copied(text, rest as Text))
    sheets.install(realm)
    // Of a new frame, before its page or this one copies in its realm what we have not looked at yet.
    afterGetter<Element, Window & Document>(
      realm.HTMLIFrameElement.prototype,
      'contentWindow contentDocument',
      (_, inner) => void install((inner.defaultView ?? inner) as Realm),
    )
  }

  return {
    install,
    closedShadowRoot: (host) => closedRoots.get(host) ?? null,
    sheets,
    state,
    stop: wrapping.stop,
  }
}
