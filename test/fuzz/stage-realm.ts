// Runs inside a frame: one stage document, built by the real target, without port or sandbox so that tests can look.
import { type Applier, createApplier } from '../../src/protocol/codec/applier.ts'
import { createDomTarget, type DomTarget, type StageNode } from '../../src/viewer/stage/dom-target.ts'
import { createDefinitions } from '../../src/viewer/stage/tree/definitions.ts'
import { loadedParts } from '../../src/viewer/testing/loaded-parts.ts'

export type StageHooks = {
  frame(element: Element, document: number, isQuirks: boolean): void
  frameRemoved(element: Element): void
  /** The stage found that it is not what the digest says. */
  drifted(): void
  /** Told of each operation, to understand a failure. */
  trace: ((line: string) => void) | null
}

export type StageRealm = {
  /** Begins a document anew. */
  begin(hooks: StageHooks): { readonly target: DomTarget; readonly applier: Applier<StageNode> }
}

const definitions = createDefinitions()
/** Programs apply sections at a stroke: all parts are there before. */
const parts = await loadedParts()

const realm: StageRealm = {
  begin(hooks) {
    const target = createDomTarget(document, {
      scrolled: () => {},
      frame: (element, number, mode) => hooks.frame(element, number, mode === 'quirks'),
      frameRemoved: hooks.frameRemoved,
      viewport() {},
      page() {},
      drifted: hooks.drifted,
      define: definitions.define,
      parts,
      now: () => performance.now(),
      matchMedia: (query) => matchMedia(query).matches,
    })
    return { target, applier: createApplier<StageNode>(hooks.trace ? traced(target, hooks.trace) : target) }
  },
}

function traced(target: DomTarget, trace: (line: string) => void): DomTarget {
  const name = (value: unknown): string =>
    value instanceof Node
      ? `${value.nodeName}(${(value.textContent ?? '').slice(0, 12)})`
      : String(JSON.stringify(value)).slice(0, 60)
  return new Proxy(target, {
    get:
      (of, key: keyof DomTarget) =>
      (...args: unknown[]) => {
        trace(`${key} ${args.map(name).join(' ')}`)
        return Reflect.apply(of[key] as (...args: unknown[]) => unknown, of, args)
      },
  })
}

;(globalThis as unknown as { realmReady: (realm: StageRealm) => void }).realmReady(realm)
