import type { Frame, Page } from 'playwright-core'

/** A page whose `#probe` is changed, and the frame in which a copy of it changes a little later. */
export type Mirrored = {
  readonly source: Page
  readonly replica: Frame | Page
  readonly close: () => Promise<void>
}

declare global {
  interface Window {
    /** When the copy's text first read so, by text. */
    seenAt: Record<string, number>
  }
}

const WARM_UP = 5
const TIMEOUT_MS = 60_000

/**
 * Milliseconds from a change of the page's text until the copy shows it, for each of `count` changes, on average
 * `pauseMs` apart. A copy that goes
 * straight to a later text has shown the change by that: states may be skipped, not delayed.
 */
export async function latencies(
  { source, replica }: Mirrored,
  count: number,
  pauseMs: number,
): Promise<number[]> {
  await untilMirrored(source, replica)
  const madeAt = await source.evaluate(change, { count: count + WARM_UP, pauseMs })
  const last = textOf(pauseMs, madeAt.length - 1)
  await replica.waitForFunction((text) => text in window.seenAt, last, { timeout: TIMEOUT_MS })
  const seenAt = await replica.evaluate(() => window.seenAt)
  const delays: number[] = []
  let shownAt = Number.POSITIVE_INFINITY
  for (let i = madeAt.length - 1; i >= WARM_UP; i--) {
    shownAt = Math.min(shownAt, seenAt[textOf(pauseMs, i)] ?? Number.POSITIVE_INFINITY)
    delays.push(shownAt - (madeAt[i] ?? Number.NaN))
  }
  return delays
}

function textOf(pauseMs: number, index: number): string {
  return `change ${pauseMs} ${index}`
}

/** A large page arrives in many parts; measuring begins when the last one is there and changes come through. */
async function untilMirrored(source: Page, replica: Frame | Page): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS
  for (let attempt = 0; Date.now() < deadline; attempt++) {
    const text = `try ${attempt} ${Math.random()}`
    await source.evaluate((data) => {
      const probe = document.getElementById('probe') as HTMLElement
      probe.textContent = data
    }, text)
    const isThere = await replica
      .waitForFunction((data) => data in (window.seenAt ?? {}), text, { timeout: 1_000 })
      .then(
        () => true,
        () => false,
      )
    if (isThere) return untilDrawn(replica)
  }
  throw new Error('changes of the page do not reach its copy')
}

/** A browser takes a second to lay out a page of 130,000 nodes: what changes meanwhile waits for that, whoever copies it. */
async function untilDrawn(replica: Frame | Page): Promise<void> {
  await replica.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )
}

/** Runs in the page: changes the text again and again, at times that no timer of the other side shares. */
async function change({ count, pauseMs }: { count: number; pauseMs: number }): Promise<number[]> {
  const probe = document.getElementById('probe') as HTMLElement
  const madeAt: number[] = []
  for (let i = 0; i < count; i++) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + ((i * 7) % 13) / 13)))
    const text = `change ${pauseMs} ${i}`
    madeAt.push(performance.timeOrigin + performance.now())
    const node = probe.firstChild
    // A text's own change, as a framework makes it; the element's first content may not be there yet.
    if (node instanceof Text) node.data = text
    else probe.textContent = text
  }
  return madeAt
}

/** Runs in the copy: notes when `#probe` of `root` reads what. */
export function watchProbe(root: Document): void {
  const seenAt: Record<string, number> = {}
  window.seenAt = seenAt
  const look = () => {
    const text = root.getElementById('probe')?.textContent ?? ''
    seenAt[text] ??= performance.timeOrigin + performance.now()
  }
  new MutationObserver(look).observe(root, { subtree: true, childList: true, characterData: true })
}
