import type { Clock } from '../../../base/clock.ts'
import type { Stoppable } from '../../../base/stoppable.ts'
import { OP } from '../../../protocol/codec/ops.ts'
import { LIMITS } from '../../../protocol/limits.ts'
import { type Privacy, VERDICT } from '../../privacy/privacy.ts'
import { idle } from '../style/idle.ts'
import type { LooksParts } from '../style/looks.ts'
import { createFonts } from './fonts.ts'
import { pictureOf, snapshot } from './read-pixels.ts'

export type Painted = { readonly parts: LooksParts }

/**
 * Pictures that style sheets and inline style have from `blob:` addresses. In the CSS that is sent, a property of its
 * name stands for each of them; it gets the picture by a rule of its own, once for each document. Which elements a
 * sheet means is for the browser to say, so the elements are asked: only what one shows that is not hidden is read.
 */
export interface Paints extends Stoppable {
  /**
   * All else that is known of these documents is written, and something in them may have changed. True if a picture
   * was written that is known from a checkpoint before: they belong into the next one.
   */
  note(mirrors: Iterable<Painted>): boolean
}

/** What an element shows itself, and does not hand down to what may be hidden in it. */
const PROPERTIES = ['background-image', 'border-image-source', 'mask-image', 'content', 'shape-outside']
const PSEUDOS = [null, '::before', '::after']
/** Newest ones of the page. */
const MAX_PAINTS = 64
const MAX_KEPT_BYTES = 4_194_304
/** Their rules have numbers of their own beside those of fonts and properties. */
const FIRST_NUMBER = 1_000
const SLICE_MS = 2
/** A search takes at most this part of the time, and the next one is later if it found nothing. */
const REST_FACTOR = 20
const [FIRST_REST_MS, LONGEST_REST_MS] = [250, 8_000]

type Paint = {
  readonly url: string
  readonly number: number
  /** Not there until it was read, empty if that failed. */
  data: string | null
  /** That showed it last. */
  by: WeakRef<Element> | null
}
type Work = {
  readonly parts: LooksParts
  readonly sent: Set<string>
  readonly tried: Set<string>
  at: number
}

export function createPaints(
  clock: Clock,
  privacy: Pick<Privacy, 'picture' | 'added' | 'blobs'>,
  schedule: () => void,
  guarded: (fn: () => void) => void,
): Paints {
  const paints = new Map<string, Paint>()
  const works = new WeakMap<Painted, Work>()
  let current: readonly Work[] = []
  let last = 0
  let restMs = FIRST_REST_MS
  let costMs = 0
  let isSearching = false
  /** Something changed since the search began. */
  let isDue = false
  let isStopped = false
  const fonts = createFonts(privacy, schedule, (url) => paints.delete(nameOf(url)))

  function take(): void {
    if (privacy.blobs.size > 0) fonts.search(current)
    for (const [name, url] of privacy.blobs) {
      privacy.blobs.delete(name)
      if (paints.has(name)) continue
      paints.set(name, { url, number: FIRST_NUMBER + (last++ % MAX_PAINTS), data: null, by: null })
      makeRoom()
      restMs = FIRST_REST_MS
    }
  }

  function makeRoom(): void {
    let bytes = 0
    for (const { data } of paints.values()) bytes += data?.length ?? 0
    for (const [name, { data }] of paints) {
      if (paints.size <= MAX_PAINTS && bytes <= MAX_KEPT_BYTES) return
      bytes -= data?.length ?? 0
      paints.delete(name)
    }
  }

  function workOf(mirror: Painted): Work {
    const work = works.get(mirror) ?? { parts: mirror.parts, sent: new Set(), tried: new Set(), at: 1 }
    works.set(mirror, work)
    return work
  }

  function isMissing({ sent }: Work): boolean {
    for (const name of paints.keys()) if (!sent.has(name)) return true
    return false
  }

  function search(): void {
    if (isSearching || isStopped || !current.some(isMissing)) return
    isSearching = true
    isDue = false
    costMs = 0
    for (const work of current) work.at = 1
    step(null)
  }

  function step(found: readonly [Work, Element, string] | null): void {
    const next = (fn: () => void): void => idle(() => guarded(fn))
    if (isStopped) return
    if (found) return void send(...found).finally(() => guarded(() => next(() => step(null))))
    const start = performance.now()
    const until = start + SLICE_MS
    for (const work of current) {
      while (work.at < work.parts.shadow.end) {
        const one = isMissing(work) ? look(work, work.at++) : null
        const isOver = performance.now() >= until
        if (!one && !isOver) continue
        costMs += performance.now() - start
        return next(() => step(one))
      }
    }
    clock.after(Math.max(restMs, costMs * REST_FACTOR), () => {
      isSearching = false
      restMs = Math.min(restMs * 2, LONGEST_REST_MS)
      if (isDue) guarded(search)
    })
  }

  /** What the element with this id shows that was not sent. */
  function look(work: Work, id: number): readonly [Work, Element, string] | null {
    const { shadow, natives } = work.parts
    const node = shadow.node(id)
    if (!node || natives.nodeType(node) !== 1 || shadow.verdictOf(id) !== VERDICT.open) return null
    for (const name of shownBy(node as Element))
      if (paints.has(name) && !work.sent.has(name)) return [work, node as Element, name]
    return null
  }

  async function send(work: Work, element: Element, name: string): Promise<void> {
    const paint = paints.get(name)
    if (!paint || !mayShow(element, name)) return
    paint.data ??= (await read(paint.url)) ?? ''
    makeRoom()
    // It may have been masked meanwhile.
    if (isStopped || !mayShow(element, name) || work.sent.has(name)) return
    restMs = FIRST_REST_MS
    paint.by = new WeakRef(element)
    const bytes = write(work, name, paint)
    await new Promise((resolve) =>
      clock.after((bytes / LIMITS.pictureBytesPerSecond) * 1_000, () => resolve(null)),
    )
  }

  function write({ parts: { writer }, sent }: Work, name: string, { data, number }: Paint): number {
    sent.add(name)
    const rule = `@property --sidelong-${name}{syntax:"<image>";inherits:false;initial-value:url("${data}")}`
    const masked = data ? privacy.added(rule, '') : null
    if (masked === null) return 0
    writer.op(OP.extra, number)
    writer.text(masked)
    schedule()
    return rule.length
  }

  /** One at a time: together they could be larger than an envelope. */
  function writeKnown(work: Work): boolean {
    for (const [name, paint] of paints) {
      const element = paint.by?.deref()
      if (!element || work.sent.has(name) || work.tried.has(name) || !work.parts.shadow.idOf(element))
        continue
      work.tried.add(name)
      if (mayShow(element, name) && write(work, name, paint) > 0) return true
    }
    return false
  }

  /** Never a picture that can be seen in hidden elements alone. */
  function mayShow(element: Element, name: string): boolean {
    return element.isConnected && privacy.picture(element, '') !== null && shownBy(element).has(name)
  }

  return {
    note(mirrors) {
      if (isStopped) return false
      current = Array.from(mirrors, workOf)
      take()
      if (current.some(fonts.write) || current.some(writeKnown)) return true
      if (paints.size === 0) return false
      isDue = true
      search()
      return false
    },
    stop() {
      isStopped = true
      fonts.stop()
    },
  }
}

/** The name that `absoluteCss` gives it. */
function nameOf(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1)
}

/** Names of the blobs that an element shows; none of one that is not rendered. */
function shownBy(element: Element): Set<string> {
  const names = new Set<string>()
  const view = element.ownerDocument.defaultView
  if (!view || element.checkVisibility?.() === false) return names
  for (const pseudo of PSEUDOS) {
    const style = view.getComputedStyle(element, pseudo)
    const isItem = style.display === 'list-item'
    for (const property of isItem ? [...PROPERTIES, 'list-style-image'] : PROPERTIES)
      for (const [, name = ''] of style.getPropertyValue(property).matchAll(/blob:[^")]*\/([\w-]+)/g))
        names.add(name)
  }
  return names
}

/** As a still picture of a size that may be sent; `null` for what is none. */
async function read(url: string): Promise<string | null> {
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    return await pictureOf(await snapshot(image))
  } catch {
    return null
  }
}
