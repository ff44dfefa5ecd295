import type { Frame, Page } from 'playwright-core'
import { expectedTree, shownTree, type TreeDocument } from './normalize.ts'
import { FRAMES_KEY, type RawDocument, type RawNode, ROOTS_KEY, readRawTree } from './raw-tree.ts'

/** The visitor's page as the stage should show it; what matches `masks` compares by its hidden form. */
export async function readVisitorTree(page: Page, masks: readonly string[]): Promise<TreeDocument> {
  return expectedTree(await readRaw(page.mainFrame(), masks))
}

/** What the stage shows, with the stages nested in it. */
export async function readStageTree(stage: Frame): Promise<TreeDocument> {
  return shownTree(await readRawStage(stage))
}

/** Stage and nested stages as they are, marks of the stage's own included. */
export async function readRawStage(stage: Frame): Promise<RawDocument> {
  const raw = await readRaw(stage, [])
  const inner = new Map<number, RawDocument>()
  for (const child of stage.childFrames()) {
    if (!/\/stage\/([\w-]{22}\/)?nested/.test(child.url())) continue
    const element = await child.frameElement()
    const index = await element.evaluate(
      (node, key) => (globalThis as unknown as Record<string, unknown[]>)[key]?.indexOf(node) ?? -1,
      FRAMES_KEY,
    )
    inner.set(index, await readRawStage(child))
  }
  return inner.size === 0 ? raw : withFrames(raw, inner)
}

function readRaw(frame: Frame, masks: readonly string[]): Promise<RawDocument> {
  return frame.evaluate(readRawTree, { masks: [...masks], rootsKey: ROOTS_KEY, framesKey: FRAMES_KEY })
}

/** Puts documents into frames, counted in the order in which `readRawTree` meets them. */
export function withFrames(raw: RawDocument, inner: ReadonlyMap<number, RawDocument>): RawDocument {
  let count = 0
  function visit(node: RawNode): RawNode {
    if (node.kind === 'text') return node
    const frame = /^(i?frame|object|embed)$/.test(node.tag) ? inner.get(count++) : undefined
    const children = node.children.map(visit)
    const shadow = node.shadow && { ...node.shadow, children: node.shadow.children.map(visit) }
    return { ...node, children, ...(shadow ? { shadow } : {}), ...(frame ? { frame } : {}) }
  }
  return { ...raw, children: raw.children.map(visit) }
}
