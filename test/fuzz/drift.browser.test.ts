import { expect, test } from 'vitest'
import { createMirror, type Mirror } from './mirror.ts'

/** A page with some content, all of it at the stage; then `tamper` there, and something else changes on the page. */
async function driftsAfter(tamper: (stage: Document) => void): Promise<number> {
  const mirror = await createMirror(false)
  try {
    const { document } = mirror.world.window
    const list = document.getElementById('root') as Element
    for (let i = 0; i < 20; i++)
      list.append(Object.assign(document.createElement('p'), { id: `p${i}`, textContent: `${i}` }))
    await mirror.quiet()
    expect(mirror.drifts()).toBe(0)
    expect(mirror.differences()).toEqual([])
    tamper(mirror.stageDocument() as Document)
    return await changeElsewhere(mirror)
  } finally {
    mirror.stop()
  }
}

async function changeElsewhere(mirror: Mirror): Promise<number> {
  mirror.world.window.document.body.setAttribute('data-changed', 'yes')
  await mirror.quiet()
  return mirror.drifts()
}

test.each<readonly [string, (stage: Document) => void]>([
  ['another text', (stage) => stage.querySelector('#p3')!.firstChild!.replaceWith('other')],
  ['an attribute changed', (stage) => stage.querySelector('#p3')!.setAttribute('class', 'other')],
  ['an attribute lost', (stage) => stage.querySelector('#p3')!.removeAttribute('id')],
  ['a node lost', (stage) => stage.querySelector('#p7')!.remove()],
  ['a node moved', (stage) => stage.querySelector('#root')!.append(stage.querySelector('#p7')!)],
  ['a node added', (stage) => stage.querySelector('#p7')!.before(stage.createElement('p'))],
])('the digest after the next change shows that the stage has %s', async (_name, tamper) => {
  expect(await driftsAfter(tamper)).toBeGreaterThan(0)
})

test('a stage that is as it should be shows no drift', async () => {
  expect(await driftsAfter(() => undefined)).toBe(0)
})

test('an idle page has no timer: one digest after a change, then nothing', async () => {
  const mirror = await createMirror(false)
  try {
    await mirror.quiet()
    await changeElsewhere(mirror)
    expect(mirror.time.fireNext()).toBe(false)
  } finally {
    mirror.stop()
  }
})
