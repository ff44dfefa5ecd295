import { afterEach, expect, test } from 'vitest'
import { createPair, type Pair } from './pair.ts'

let pair: Pair

afterEach(() => pair.stop())

const offsets = (document: Document): readonly number[] =>
  [document.scrollingElement, document.getElementById('box')].flatMap((element) => [
    element?.scrollLeft ?? -1,
    element?.scrollTop ?? -1,
  ])

for (const doctype of ['<!doctype html>', '']) {
  const mode = doctype ? 'standards' : 'quirks'
  test(`MIRROR 5: a page that was scrolled before the session began, and goes on (${mode} mode)`, async () => {
    const html =
      '<body style="height: 5000px; width: 3000px"><div id=box style="overflow: auto; height: 80px"><p style="height: 900px">p</p></div>' +
      '<script>scrollTo(70, 120); document.getElementById("box").scrollTop = 55</script>'
    pair = await createPair(html, {}, { doctype })
    await pair.quiet()
    await expect.poll(() => offsets(pair.stage)).toEqual([70, 120, 0, 55])
    // What is late (an image, a sheet) puts offsets in place once more, the right ones.
    await new Promise((resolve) => pair.stageWindow.requestAnimationFrame(() => setTimeout(resolve, 50)))
    expect(offsets(pair.stage)).toEqual([70, 120, 0, 55])
    // What was read of the root element is the offset of which events of the document tell.
    pair.window.scrollTo(0, 0)
    await expect.poll(() => offsets(pair.stage)).toEqual([0, 0, 0, 55])
    pair.window.scrollTo(0, 300)
    await expect.poll(() => offsets(pair.stage)).toEqual([0, 300, 0, 55])
    pair.window.scrollTo(0, 0)
    await expect.poll(() => offsets(pair.stage)).toEqual([0, 0, 0, 55])
  })
}
