import type { Frame } from 'playwright-core'
import { MASK_MARK, OWN_MARK } from '../../../src/viewer/stage/tree/allowed-attributes.ts'
import { FRAMES_KEY, ROOTS_KEY } from '../../support/tree/raw-tree.ts'
import { type MeasuredPage, type ReadOptions, readPage } from './read-page.ts'

/** A document measured, with those in its frames. */
export type Measurement = {
  readonly page: MeasuredPage
  readonly frames: ReadonlyMap<number, Measurement>
  /** Animations that will end, here and in frames. */
  readonly finiteAnimations: number
}

const MAX_STYLED = 2_500
/** Elements whose content does not travel. `head` shows nothing. */
const LEAVES = ['head', 'script', 'style', 'template', 'noscript', 'object', 'embed', 'iframe', 'frame']
const OWN_UI = 'sidelong-ui'

const isStage = (frame: Frame): boolean => /\/stage(\/|$)/.test(new URL(frame.url(), 'http://x').pathname)

/** Styles and boxes of a page, be it the visitor's or the stage. */
export async function measure(frame: Frame, masks: readonly string[]): Promise<Measurement> {
  const options: ReadOptions = {
    masks: [...masks],
    rootsKey: ROOTS_KEY,
    framesKey: FRAMES_KEY,
    ownMark: OWN_MARK,
    ownTag: OWN_UI,
    maskMark: MASK_MARK,
    leaves: LEAVES,
    maxStyled: MAX_STYLED,
  }
  const page = await frame.evaluate(readPage, options)
  const frames = new Map<number, Measurement>()
  let { finiteAnimations } = page
  for (const child of frame.childFrames()) {
    // The stage has frames that only stand for one: labelled placeholders.
    if (isStage(frame) && !isStage(child)) continue
    const element = await child.frameElement()
    const index = await element.evaluate(
      (node, key) => (globalThis as unknown as Record<string, unknown[]>)[key]?.indexOf(node) ?? -1,
      FRAMES_KEY,
    )
    if (index < 0) continue
    const inner = await measure(child, masks)
    finiteAnimations += inner.finiteAnimations
    frames.set(index, inner)
  }
  return { page, frames, finiteAnimations }
}
