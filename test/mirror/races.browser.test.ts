import { afterEach, describe, expect, test } from 'vitest'
import { createPair, type Pair } from './pair.ts'
import { readProperties } from './properties.ts'

/* What the fuzzer found, with nothing around it. */

let pair: Pair
afterEach(() => pair.stop())

async function open(html: string): Promise<void> {
  pair = await createPair(html)
  await expectEqual()
}

async function expectEqual(): Promise<void> {
  await pair.quiet()
  expect(readProperties(pair.stage)).toEqual(readProperties(pair.document))
}

const get = (id: string): HTMLElement => pair.document.getElementById(id) as HTMLElement

describe('MIRROR 2: changes where nobody looks yet', () => {
  test('a node goes into a shadow root that was just made, and changes there', async () => {
    await open('<p id=host></p><div id=moved>known<b id=inner>inner</b></div>')
    const [moved, inner] = [get('moved'), get('inner')]
    const root = get('host').attachShadow({ mode: 'open' })
    root.append(moved)
    // The observer's records are taken; the root is looked at with the next slice.
    await null
    moved.append('changed')
    root.append(inner)
    await null
    inner.append('changed, too')
    await expectEqual()
    expect(pair.stage.getElementById('host')?.shadowRoot?.textContent).toBe('knownchangedinnerchanged, too')
  })

  test('the same deep in new content', async () => {
    await open('<div id=moved>known</div>')
    const moved = get('moved')
    const section = pair.document.createElement('section')
    const box = pair.document.createElement('div')
    section.attachShadow({ mode: 'open' }).append(box)
    pair.document.body.append(section)
    box.append(moved)
    await null
    moved.append('changed')
    await expectEqual()
  })
})

test('MIRROR 2: names of pictures and forms stand in front of what the document can do', async () => {
  await open(
    `<img name=querySelectorAll><img name=querySelector><form name=title><input name=childNodes></form><p id=p>words</p>`,
  )
  get('p').append(' and more')
  await expectEqual()
  expect(pair.stage.getElementById('p')?.textContent).toBe('words and more')
})

describe('MIRROR 2: state of what stands still while something else moves', () => {
  test('a popover that closes', async () => {
    await open('<div id=pop popover=manual>popover</div><ul><li id=a>a<li id=b>b</ul>')
    get('pop').showPopover()
    await expectEqual()
    get('a').before(get('b'))
    get('pop').hidePopover()
    await expectEqual()
    expect(pair.stage.getElementById('pop')?.matches(':popover-open')).toBe(false)
  })

  test('a box that is scrolled back', async () => {
    await open(
      '<div id=box style="height:50px;overflow:auto"><p style="height:500px"></div><ul><li id=a>a<li id=b>b</ul>',
    )
    get('box').scrollTop = 100
    await expectEqual()
    get('a').before(get('b'))
    get('box').scrollTop = 0
    await expectEqual()
    expect(pair.stage.getElementById('box')?.scrollTop).toBe(0)
  })

  test('what is taken out and put back where it was: a modal dialog, a popover, a scrolled box', async () => {
    await open(
      '<dialog id=dialog>d</dialog><div id=pop popover=manual>p</div><div id=box style="height:50px;overflow:auto"><p style="height:500px"></div>',
    )
    const [dialog, pop, box] = ['dialog', 'pop', 'box'].map(get) as [
      HTMLDialogElement,
      HTMLElement,
      HTMLElement,
    ]
    pop.showPopover()
    box.scrollTop = 100
    dialog.showModal()
    await expectEqual()
    for (const element of [dialog, pop, box]) element.replaceWith(element)
    expect([dialog.matches(':modal'), pop.matches(':popover-open'), box.scrollTop]).toEqual([false, false, 0])
    await expectEqual()
  })
})

test('VW-3: pointer and focus are told after document.open(), which takes all listeners off', async () => {
  pair = await createPair('<p>old</p>', {}, { hasLooks: true, pointer: true })
  const { document, window } = pair
  document.open()
  document.write('<!doctype html><style>input:focus { color: red }</style><p>new</p><input id=field>')
  document.close()
  await expectEqual()
  window.dispatchEvent(new window.PointerEvent('pointermove', { clientX: 12, clientY: 34 }))
  window.focus()
  get('field').focus()
  await pair.quiet()
  expect(pair.told.find(({ type }) => type === 'pointer')).toEqual({ type: 'pointer', x: 12, y: 34 })
  expect(pair.stage.getElementById('field')?.getAttributeNames()).toContain('data-sl-focus')
})

test('MIRROR 6 MK-22: what is masked costs nothing while it changes', async () => {
  pair = await createPair('<div class=sidelong-mask id=m><p id=a>a</p></div><p id=b>b</p>')
  await pair.quiet()
  const before = pair.sentBytes()
  const [mask, inner] = ['m', 'a'].map((id) => pair.document.getElementById(id) as HTMLElement)
  for (let i = 0; i < 500; i++) {
    inner?.setAttribute('data-n', `${i}`)
    inner?.append(`${i}`, pair.document.createElement('b'))
    if (i % 3 === 0) mask?.append(pair.document.createElement('input'))
    if (i % 5 === 0) mask?.lastElementChild?.remove()
  }
  await pair.quiet()
  expect(pair.sentBytes()).toBe(before)
})

test('MK-6: what a script takes out of a hidden box that is not mirrored stays hidden', async () => {
  pair = await createPair('<main id=main></main><template id=inert></template>', { selectors: ['.secret'] })
  const box = pair.document.createElement('p')
  box.className = 'secret'
  box.append('taken-out')
  // Children of the element itself, which no page shows.
  get('inert').append(box)
  await pair.quiet()
  get('main').append(box.firstChild as Node, 'shown')
  await pair.quiet()
  expect(pair.sentText()).toContain('shown')
  expect(pair.sentText()).not.toContain('taken-out')
})

test('a link that was taken out has a `host` of its own, which is nothing above it', async () => {
  pair = await createPair('<p class=secret>hidden</p><main id=main></main>', { selectors: ['.secret'] })
  pair.document.querySelector('.secret')?.firstChild?.remove()
  await pair.quiet()
  const link = pair.document.createElement('a')
  link.href = 'https://shop.example/'
  link.append('one', 'two')
  get('main').append(link)
  link.lastChild?.remove()
  link.remove()
  await pair.quiet()
  get('main').append('shown')
  await pair.quiet()
  expect(pair.stage.getElementById('main')?.textContent).toBe('shown')
})
