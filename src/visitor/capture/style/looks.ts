import type { Clock } from '../../../base/clock.ts'
import { type Stoppable, stopAll } from '../../../base/stoppable.ts'
import type { SectionWriter } from '../../../protocol/codec/section-writer.ts'
import type { Masked } from '../../privacy/masked.ts'
import type { Privacy } from '../../privacy/privacy.ts'
import { createDigests, type Digests } from '../digests.ts'
import { createRootListeners } from '../listeners.ts'
import type { Natives } from '../natives.ts'
import type { PageHooks } from '../page-hooks.ts'
import type { CaptureSink } from '../sink.ts'
import { createEarlyTop } from '../state/early-top.ts'
import { createImages } from '../state/images.ts'
import { createMedia } from '../state/media.ts'
import { trackPointer } from '../state/pointer.ts'
import { createDigest } from '../tree/digest.ts'
import { KIND } from '../tree/kinds.ts'
import type { Shadow } from '../tree/shadow.ts'
import type { Structure } from '../tree/structure.ts'
import type { Realm, Wrapping } from '../wrapping.ts'
import { createAddedRules } from './added-rules.ts'
import { createAdditions } from './additions.ts'
import { hookAnimations } from './animation-hooks.ts'
import { createAnimations } from './animations.ts'
import { createEarlyChanges } from './early-changes.ts'
import { createEnvironment } from './environment.ts'
import { createLinkedStates } from './linked-states.ts'
import { createMarks } from './marks.ts'

/** What is told of by events that stay inside a shadow tree. */
const RESOURCES = ['video', 'audio', 'img', 'link']
/** What may have been there before us. One name at a time is what a browser finds fast, on huge pages too. */
const SOUGHT = [...RESOURCES, 'style', 'dialog', '[popover]']
const SLICE_MS = 2

/** What the mirror of a document gives the part that tells of all that neither tree nor sheets say. */
export type LooksParts = {
  readonly writer: SectionWriter<Masked>
  readonly document: Document
  readonly natives: Natives
  readonly structure: Pick<Structure, 'ancestorOf' | 'shadowRootOf' | 'previousMirrored' | 'resend'>
  readonly shadow: Shadow
  readonly hooks: Pick<PageHooks, 'sheets' | 'state'>
  /** The stage cannot load what this element shows. */
  readonly pictured: (element: Element) => void
}

export interface Looks extends Stoppable {
  addRoot(root: Document | ShadowRoot): void
  removeRoot(root: ShadowRoot): void
  /** An element was sent. */
  added(element: Element): void
  /** Again when document.open() took all listeners off. */
  listen(): void
  flush(): void
  /** Writes the digest of some nodes; true when those were the last. */
  digest(isDue: () => boolean): boolean
}

/** Pseudo-classes, media queries, animations, what plays, fonts and properties that script adds: once for each capture. */
export interface AllLooks extends Stoppable {
  /** With them, because the first is due a while after the page is there. */
  readonly digests: Digests
  of(parts: LooksParts): Looks
}
export type StartLooks = (parts: {
  readonly window: Realm
  readonly privacy: Privacy
  readonly sink: CaptureSink
  readonly clock: Clock
  readonly isPointerSent: boolean
  readonly wrapping: Wrapping
  readonly schedule: () => void
}) => AllLooks

export const startLooks: StartLooks = ({
  window,
  privacy,
  sink,
  clock,
  isPointerSent,
  wrapping,
  schedule,
}) => {
  /** Of each document that is mirrored: told of every animation, as nobody knows whose it is. */
  const listeners = new Set<(animation: Animation) => void>()
  const additions = createAdditions(wrapping, schedule)
  const pointer = isPointerSent ? trackPointer(window, sink, clock, privacy) : null

  const { performance } = window
  const digests = createDigests({ clock, now: () => performance.now(), schedule })

  function install(realm: Realm): void {
    const undo = wrapping.enter(realm)
    if (!undo) return
    additions.install(realm, undo)
    // The address, and with it what `:target` is.
    wrapping.afterMethod(realm.History.prototype, 'pushState replaceState', schedule)
    hookAnimations(wrapping, realm, (animation) => {
      for (const note of listeners) note(animation)
      schedule()
    })
  }

  return {
    digests,
    of(parts) {
      const page = new AbortController()
      const { signal } = page
      const { document, natives, structure, shadow, hooks } = parts
      const own = {
        ...parts,
        privacy,
        isPointerSent,
        schedule,
        signal,
        /** The element, or the next one above that the stage has: a hidden box for all that is in it. */
        shownId: structure.ancestorOf,
        /** Of an element that the stage has and that is not masked; 0 for others. */
        openId(element: Element): number {
          const id = shadow.idOf(element)
          return shadow.kindOf(id) === KIND.masked ? 0 : id
        },
        verdictOf: shadow.verdictOf,
        shadowRootOf: structure.shadowRootOf,
        scripted: hooks.sheets.scripted,
      }
      const realm = document.defaultView as Realm | null
      if (realm) install(realm)
      const linkedStates = createLinkedStates(own)
      const marks = createMarks({ ...own, marked: linkedStates.start })
      const environment = createEnvironment(parts.writer, realm, signal, schedule)
      const animations = createAnimations(own)
      const media = createMedia(own)
      const images = createImages(own)
      const earlyChanges = createEarlyChanges(own)
      const earlyTop = createEarlyTop(hooks.state)
      const addedRules = createAddedRules({ ...own, additions })
      const pointers = createRootListeners(marks.listeners)
      const resourceLooks = [media, images, linkedStates]
      const resources = createRootListeners(resourceLooks.flatMap((one) => one.listeners))
      const unsought: (readonly [root: Document | ShadowRoot, selector: string])[] = []
      function note(element: Element): void {
        const root = element.getRootNode() as Document | ShadowRoot
        for (const one of resourceLooks) one.note(element)
        // Most of many shadow trees have none.
        if (root !== document) resources.add(root)
      }
      function seek(): void {
        const until = performance.now() + SLICE_MS
        for (let next = unsought.pop(); next; next = unsought.pop()) {
          const [root, selector] = next
          const take =
            { style: earlyChanges.add, dialog: earlyTop.add, '[popover]': earlyTop.add }[selector] ?? note
          for (const element of root.querySelectorAll<HTMLStyleElement>(selector)) take(element)
          if (unsought.length > 0 && performance.now() >= until) return schedule()
        }
        earlyTop.flush()
      }
      listeners.add(animations.note)
      return {
        digest: createDigest({ ...parts, privacy, previousMirrored: structure.previousMirrored }),
        addRoot(root) {
          // These come to the document out of open shadow trees, too.
          if (root === document || (root as ShadowRoot).mode === 'closed') pointers.add(root)
          animations.addRoot(root)
          if (root === document) resources.add(root)
          earlyTop.add(root.fullscreenElement, true)
          for (const selector of SOUGHT) unsought.push([root, selector])
        },
        removeRoot(root) {
          pointers.remove(root)
          resources.remove(root)
        },
        added(element) {
          if (RESOURCES.includes(natives.localName(element))) note(element)
        },
        listen() {
          pointers.add(document)
          resources.add(document)
          pointer?.listen()
        },
        flush() {
          environment()
          seek()
          marks.flush()
          linkedStates.flush()
          addedRules()
          animations.flush()
          media.flush()
          images.flush()
        },
        stop() {
          page.abort()
          stopAll([pointers, resources])
          listeners.delete(animations.note)
        },
      }
    },
    stop: () => stopAll([wrapping, digests, ...(pointer ? [pointer] : [])]),
  }
}
