import type { Clock } from '../../base/clock.ts'
import { type Stoppable, stopAll } from '../../base/stoppable.ts'
import { encodePayload, type PayloadSection } from '../../protocol/codec/payload.ts'
import { FLAG } from '../../protocol/envelope.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { LoadPart } from '../parts/parts.ts'
import type { MaskMemory, Modes } from '../privacy/mask-memory.ts'
import { constant } from '../privacy/masked.ts'
import { createPrivacy, needsModes } from '../privacy/privacy.ts'
import type { MaskRules } from '../privacy/rules.ts'
import { createDocumentMirror, type DocumentMirror } from './document-mirror.ts'
import { createRootListeners, listenToRoots } from './listeners.ts'
import { pinNatives } from './natives.ts'
import { createPageHooks } from './page-hooks.ts'
import type { Pictures } from './pictures/pictures.ts'
import { createScheduler } from './scheduler.ts'
import type { Shared } from './shared.ts'
import type { Capture, CaptureSink, JoinedFrames } from './sink.ts'
import type { CreateSelection } from './state/selection.ts'
import type { AllLooks } from './style/looks.ts'
import type { CreateNested } from './tree/nested.ts'
import type { Realm } from './wrapping.ts'
import { createWrapping } from './wrapping.ts'

export type CaptureOptions = {
  readonly window: Window & typeof globalThis
  readonly rules: MaskRules
  /** Lives as long as the page, over several captures. */
  readonly memory: MaskMemory
  readonly sink: CaptureSink
  /** Read the pixels of canvases and of images from blobs (`capture.canvas`). */
  readonly canvas: boolean
  /** Send the visitor's pointer (`capture.pointer`). */
  readonly pointer: boolean
  readonly clock: Clock
  readonly loadPart: LoadPart
  /** `null`: frames of other origins are not shown. */
  readonly joined: JoinedFrames | null
  /** Number of the document: 1, or what the page around this frame says. */
  readonly number: number
  /** What the mode masks by cannot be had, or can again: to begin anew, with all hidden or not, and say so. */
  readonly hide: (isHidden: boolean) => void
  /** Our code failed: nothing more is captured. The message is free of content. */
  readonly onFault: (message: string) => void
}

/** What the modes mask by is long in coming: both sides are told why they see nothing (MK-18). */
const MODES_LATE_MS = 3_000
/** What may wait, so that a burst of it costs little. */
const LATER_MS = 150

/** Prepares the capture of a page; nothing is read before the first `checkpoint`. */
export function startCapture(options: CaptureOptions): Capture {
  const { window, sink, clock, joined, loadPart } = options
  const maxFrames = options.number === 1 ? LIMITS.maxFrames : LIMITS.maxDocumentsPerJoinedFrame - 1
  const natives = pinNatives(window)
  options.memory.rules = options.rules
  const privacy = createPrivacy(window, options.rules, options.memory, natives)
  const mirrors = new Map<number, DocumentMirror>()
  const hooks = createPageHooks(options.memory.closedRoots, {
    shadowRoot: (host) => tell((mirror) => mirror.noteShadowRoot(host)),
    value: (element) => tell((mirror) => mirror.noteValue(element)),
    copied(original, copy) {
      if (!privacy.hasKept) return
      // It may have left a masked place in this very task.
      for (const mirror of mirrors.values()) mirror.takeRecords()
      privacy.noteCopy(original, copy)
    },
    sheet: (sheet) => tell((mirror) => mirror.noteSheet(sheet)),
    adopted: (root) => tell((mirror) => mirror.noteAdopted(root)),
    other: () => scheduler.request(),
  })
  const { performance } = window
  const scheduler = createScheduler({ clock, now: () => performance.now(), slice })
  const page = createRootListeners(
    ['resize', 'popstate', 'hashchange'].map((type) => [type, scheduler.request]),
  )
  const always: Stoppable[] = [scheduler, hooks, page]
  let selection: Promise<CreateSelection | null> | undefined
  let isComplete = false
  let isWaiting = needsModes(options.rules) && !options.memory.modes
  let round = 0
  let isStopped = false
  let lastNumber = options.number - 1
  /** Flags of a checkpoint that was asked for and has not begun. */
  let wanted: number | null = null
  let looks: AllLooks | null = null
  let isLoading = false
  let pictures: Promise<Pictures | null> | undefined
  let painter: Pictures | undefined
  let createNested: CreateNested | null | undefined

  function tell(note: (mirror: DocumentMirror) => void): void {
    for (const mirror of mirrors.values()) note(mirror)
    scheduler.request()
  }

  const shared: Shared = {
    natives,
    privacy,
    hooks,
    pictured(element) {
      if (painter) return painter.add(element as HTMLCanvasElement)
      void loadPictures().then((all) =>
        all
          ? all.add(element as HTMLCanvasElement)
          : tell((mirror) => mirror.notePicture(element, constant(''))),
      )
    },
    // Asked for once: a page that forbids it is not asked with each click.
    loadSelection: () => (selection ??= loadPart('selection')),
    schedule: scheduler.request,
    later(fn) {
      clock.after(LATER_MS, () => {
        fn()
        scheduler.request()
      })
    },
    tighten() {
      wanted = (wanted ?? 0) | FLAG.supersede | FLAG.samePage
      scheduler.request()
    },
    joined: (frame) => joined?.look(frame) ?? null,
    opened: new WeakSet(),
    nested(parts) {
      if (createNested === undefined) {
        createNested = null
        void loadPart('frames').then((part) => {
          createNested = part?.createNested ?? null
          scheduler.request()
        })
      }
      return createNested?.(parts, shared) ?? null
    },
    openFrame(document) {
      if (mirrors.size > maxFrames) return 0
      const realm = document.defaultView as (Window & typeof globalThis) | null
      if (realm) hooks.install(realm)
      return open(document).number
    },
    closeFrame(number) {
      mirrors.get(number)?.stop()
      mirrors.delete(number)
      joined?.close(number)
    },
  }

  /** Once the page is there: nothing waits for it. */
  async function startLooks(): Promise<void> {
    if (looks || isLoading) return
    isLoading = true
    const start = await loadPart('looks')
    isLoading = false
    if (!start || isStopped) return
    const all = start({
      window,
      privacy,
      sink,
      clock,
      isPointerSent: options.pointer,
      wrapping: createWrapping(),
      schedule: scheduler.request,
    })
    looks = all
    always.push(all)
    all.digests.note()
    tell((mirror) => mirror.startLooks(all))
  }

  function loadPictures(): Promise<Pictures | null> {
    pictures ??= startPictures()
    return pictures
  }

  async function startPictures(): Promise<Pictures | null> {
    const create = options.canvas ? await loadPart('pictures') : null
    if (!create || isStopped) {
      // The next canvas, or the next picture in CSS, may have more luck.
      pictures = undefined
      privacy.blobs.clear()
      return null
    }
    const made = create({
      clock,
      privacy,
      send: (canvas, picture) => tell((mirror) => mirror.notePicture(canvas, picture)),
      schedule: scheduler.request,
    })
    always.push(made)
    painter = made
    scheduler.request()
    return made
  }

  function open(document: Document): DocumentMirror {
    const mirror = createDocumentMirror(document, ++lastNumber, shared, (owner) => {
      const listeners = listenToRoots(owner, scheduler.request)
      return {
        ...listeners,
        add(root) {
          listeners.add(root)
          // Again when document.open() took them off.
          if (root === document) page.add(window)
        },
      }
    })
    mirrors.set(mirror.number, mirror)
    if (looks) mirror.startLooks(looks)
    return mirror
  }

  function clear(): void {
    joined?.clear()
    for (const mirror of [...mirrors.values()]) mirror.stop()
    mirrors.clear()
    lastNumber = options.number - 1
  }

  /** Also in frames, before we come to their documents. */
  function installIn(realm: Realm): void {
    hooks.install(realm)
    for (let i = 0; i < realm.length; i++) {
      const inner = realm[i] as Realm
      try {
        // Throws for another origin.
        if (inner.document) installIn(inner)
      } catch {}
    }
  }

  function begin(flags: number): void {
    clear()
    isComplete = false
    hooks.install(window)
    open(window.document)
    sink.begin(flags)
  }

  /** True when nothing is left. */
  function flush(isDue: () => boolean): boolean {
    let isDone = true
    // Documents of frames are opened while we go. The reader keeps what comes before the frame that shows it.
    for (const mirror of mirrors.values()) {
      if (!mirror.flush(isDue, round)) isDone = false
      if (isDue()) {
        // The others come first next time: a document that changes without end must not starve them.
        mirrors.delete(mirror.number)
        mirrors.set(mirror.number, mirror)
        return isDone && all((one) => !one.isDirty)
      }
    }
    return isDone
  }

  function all(test: (mirror: DocumentMirror) => boolean): boolean {
    return [...mirrors.values()].every(test)
  }

  /** Hands over what was written, that of all documents, as later ones build on earlier ones. */
  function send(): void {
    const sections: PayloadSection[] = []
    for (const { number, take } of mirrors.values()) {
      const bytes = take()
      if (bytes) sections.push({ document: number, bytes })
    }
    if (sections.length > 0) sink.send(encodePayload(sections))
  }

  function work(isDue: () => boolean): boolean {
    if (!sink.isReady()) return all((mirror) => mirror.look(isDue))
    if (wanted !== null) {
      begin(wanted)
      wanted = null
    }
    // What is superseded is gone by now; nothing is read.
    if (isWaiting || mirrors.size === 0) return true
    const isDone = flush(isDue)
    if (isDone) round++
    // A flush that met a new mask wrote nothing of the changed parts; what it wrote before is void with the old checkpoint.
    if (wanted !== null) return false
    if (privacy.blobs.size > 0) void loadPictures()
    const isSent = all((mirror) => mirror.isSent) && !painter?.paint(mirrors.values())
    let size = 0
    for (const mirror of mirrors.values()) size += mirror.size
    if (isComplete || isSent || size >= LIMITS.checkpointPartBytes) send()
    if (!isComplete && isSent) {
      isComplete = true
      sink.complete()
      void startLooks()
    }
    if (isComplete && size > 0) looks?.digests.note()
    if (isComplete && isDone && looks?.digests.write(mirrors)) send()
    return isDone
  }

  function slice(isDue: () => boolean): boolean {
    if (isStopped) return true
    try {
      return work(isDue)
    } catch (error) {
      stop()
      options.onFault(error instanceof Error ? error.name : 'unknown')
      return true
    }
  }

  function stop(): void {
    if (isStopped) return
    isStopped = true
    options.memory.rules = null
    clear()
    stopAll(always)
  }

  /** `null`: it cannot be had, or not yet. */
  function takeModes(modes: Modes | null): void {
    options.memory.modes = modes
    isWaiting = false
    if (options.rules.mode !== 'listed') options.hide(!modes)
    scheduler.request()
  }

  // Nothing is looked at before; without it, everything is masked.
  if (isWaiting) {
    always.push(
      clock.after(MODES_LATE_MS, () => {
        if (isWaiting) takeModes(null)
      }),
    )
    void loadPart('modes').then(takeModes)
  }

  return {
    checkpoint(flags) {
      // At once: copies of what was masked before are not to be missed.
      installIn(window)
      wanted = (wanted ?? 0) | flags
      scheduler.request()
    },
    noteFrame(frame) {
      tell((mirror) => mirror.noteFrame(frame))
    },
    wake() {
      scheduler.request()
      joined?.wake()
    },
    node: (id) => mirrors.get(options.number)?.parts.shadow.node(id),
    closed: privacy.closed,
    get isIdle() {
      return scheduler.isIdle
    },
    stop,
  }
}
