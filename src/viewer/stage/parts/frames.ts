import { DecodeError } from '../../../protocol/codec/bytes-reader.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import { VIEWER_LIMITS } from '../../limits.ts'
import { type NestedDown, type NestedUp, nestedUp, type StageMode } from '../../stage-messages.ts'
import * as native from '../natives.ts'

/** Nested documents: each in a stage of its own inside this one, found by its number. */
export interface Frames {
  /** `element` shows this document from now on. */
  host(element: Element, document: number, mode: StageMode): void
  removed(element: Element): void
  /** Passes a section on to the stage that holds its document; keeps it until there is one. */
  deliver(document: number, bytes: Uint8Array): void
  clear(): void
}

export interface FramesHooks {
  readonly depth: number
  /** Which documents can be reached through this stage, and what was not shown. */
  report(message: Extract<NestedUp, { type: 'hosts' | 'gone' | 'resource' }>): void
  /** What a nested stage holds is lost or wrong: only a new checkpoint helps. */
  lost(): void
}

type Child = {
  readonly element: Element
  readonly documents: Set<number>
  port: MessagePort | null
  isReady: boolean
  waiting: NestedDown[]
}

const NESTED: Readonly<Record<StageMode, string>> = {
  standards: '/nested',
  quirks: '/nested-quirks',
  limited: '/nested-limited',
}

/** Nested stages have the policy of this one, which is part of the address (session-server/http/stages.ts). */
function nestedUrl(mode: StageMode): string {
  const base = /^\/stage\/[\w-]{22}/.exec(location.pathname)?.[0] ?? '/stage'
  return new URL(base + NESTED[mode], location.href).href
}

export { layOut } from '../tree/framesets.ts'

export function createFrames(hooks: FramesHooks): Frames {
  const children = new Map<Element, Child>()
  const routes = new Map<number, Child>()
  /** Sections of documents that nobody holds yet. */
  const early = new Map<number, Uint8Array[]>()
  let earlyBytes = 0

  function route(document: number, child: Child): void {
    if (routes.size >= LIMITS.maxDocuments) throw new DecodeError('too many documents')
    routes.set(document, child)
    child.documents.add(document)
    hooks.report({ type: 'hosts', document })
    const sections = early.get(document) ?? []
    early.delete(document)
    for (const bytes of sections) {
      earlyBytes -= bytes.length
      send(child, document, bytes)
    }
  }

  function send(child: Child, document: number, bytes: Uint8Array): void {
    const copy = bytes.slice().buffer
    const message: NestedDown = { type: 'section', document, bytes: copy }
    if (child.port && child.isReady) child.port.postMessage(message, [copy])
    else child.waiting.push(message)
  }

  function forget(child: Child): void {
    child.port?.close()
    child.port = null
    children.delete(child.element)
    for (const document of child.documents) {
      if (routes.get(document) !== child) continue
      routes.delete(document)
      hooks.report({ type: 'gone', document })
    }
  }

  function receive(child: Child, data: unknown): void {
    if (children.get(child.element) !== child) return
    let message: ReturnType<typeof nestedUp>
    try {
      message = nestedUp(data)
      if (message.type === 'hosts' && !routes.has(message.document)) route(message.document, child)
    } catch {
      return hooks.lost()
    }
    switch (message.type) {
      case 'ready':
        return flush(child)
      case 'hosts':
        return
      case 'gone':
        if (routes.get(message.document) !== child) return
        routes.delete(message.document)
        child.documents.delete(message.document)
        return hooks.report(message)
      case 'resource':
        return hooks.report(message)
      case 'trouble':
        return hooks.lost()
    }
  }

  function flush(child: Child): void {
    child.isReady = true
    for (const message of child.waiting) child.port?.postMessage(message, [message.bytes])
    child.waiting = []
  }

  function connect(child: Child, document: number): void {
    const target = native.contentWindow(child.element)
    if (!target) return
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = (event) => receive(child, event.data)
    child.port?.close()
    child.port = port1
    // The nested stage's origin is opaque: no origin but `*` names it. The port goes to a document of ours by CSP.
    target.postMessage({ type: 'sidelong-port', role: 'nested', document, depth: hooks.depth + 1 }, '*', [
      port2,
    ])
  }

  /**
   * Before the stage has answered, a load may have been that of the empty document before it. Once it has, another
   * load means that the frame was moved, and what it showed is gone.
   */
  function loaded(child: Child, document: number): void {
    if (children.get(child.element) !== child) return
    if (!child.isReady) return connect(child, document)
    setTimeout(() => {
      if (children.get(child.element) === child) hooks.lost()
    }, VIEWER_LIMITS.frameReloadGraceMs)
  }

  return {
    host(element, document, mode) {
      const old = children.get(element)
      if (old?.documents.has(document)) return
      if (old) forget(old)
      if (document < 2 || routes.has(document)) throw new DecodeError('document shown twice')
      if (hooks.depth >= VIEWER_LIMITS.maxNestedDepth) return
      const child: Child = { element, documents: new Set(), port: null, isReady: false, waiting: [] }
      children.set(element, child)
      route(document, child)
      native.addEventListener(element, 'load', () => loaded(child, document))
      native.setAttribute(element, 'sandbox', 'allow-scripts')
      native.setFrameSource(element, nestedUrl(mode))
    },

    removed(element) {
      const child = children.get(element)
      if (!child) return
      forget(child)
      // It may stay in the page, and must not go on showing what it showed.
      native.setFrameSource(element, 'about:blank')
    },

    deliver(document, bytes) {
      const child = routes.get(document)
      if (child) return send(child, document, bytes)
      earlyBytes += bytes.length
      if (earlyBytes > VIEWER_LIMITS.maxQueuedSectionBytes || early.size >= LIMITS.maxDocuments) {
        throw new DecodeError('sections of unknown documents')
      }
      const waiting = early.get(document) ?? []
      waiting.push(bytes.slice())
      early.set(document, waiting)
    },

    clear() {
      for (const child of [...children.values()]) forget(child)
      early.clear()
      earlyBytes = 0
    },
  }
}
