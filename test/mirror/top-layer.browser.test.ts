import { afterEach, describe, expect, test } from 'vitest'
import { createPair, type Pair } from './pair.ts'
import { readProperties } from './properties.ts'

let pair: Pair

afterEach(() => pair.stop())

async function open(html: string): Promise<void> {
  pair = await createPair(html)
  await expectEqual()
}

async function expectEqual(): Promise<void> {
  await pair.quiet()
  expect(readProperties(pair.stage)).toEqual(readProperties(pair.document))
  expect(stack(pair.stage)).toEqual(stack(pair.document))
}

const get = (id: string): HTMLElement => pair.document.getElementById(id) as HTMLElement
const dialog = (id: string): HTMLDialogElement => get(id) as HTMLDialogElement

/** What lies over the middle of the page, from the top. */
function stack(document: Document): string[] {
  // Elements that a modal dialog makes inert are not hit, so each layer is looked at by taking the one above out.
  return document.elementsFromPoint(400, 100).map((element) => element.id || element.localName)
}

const ONE_PLACE = 'style="position:fixed;inset:50px auto auto 300px;width:200px;height:100px;margin:0"'

describe('MIRROR 6: the top layer', () => {
  test('dialogs: show, showModal, the order of opening, raised ones', async () => {
    await open(
      `<dialog id=a ${ONE_PLACE}>a</dialog><dialog id=b ${ONE_PLACE}>b</dialog><dialog id=c>c</dialog>`,
    )
    dialog('c').show()
    await expectEqual()
    dialog('b').showModal()
    dialog('a').showModal()
    await expectEqual()
    expect(stack(pair.stage)[0]).toBe('a')
    dialog('b').close()
    dialog('b').showModal()
    await expectEqual()
    expect(stack(pair.stage)[0]).toBe('b')
    dialog('c').close()
    dialog('b').close()
    await expectEqual()
    expect(stack(pair.stage)[0]).toBe('a')
    dialog('a').close()
    dialog('a').show()
    await expectEqual()
  })

  test('what was open before the session lies as it did, and what was opened since above it', async () => {
    const html =
      `<dialog id=a ${ONE_PLACE}>a</dialog><dialog id=b ${ONE_PLACE}>b</dialog><dialog id=c ${ONE_PLACE}>c</dialog>` +
      `<div id=p popover=manual ${ONE_PLACE}>p</div><div id=q popover=manual ${ONE_PLACE}>q</div>`
    pair = await createPair(
      `${html}<script>for (const id of ['q', 'p']) document.getElementById(id).showPopover()</script>`,
      {},
      { hasLooks: true },
    )
    await expectEqual()
    await expect.poll(() => stack(pair.stage).slice(0, 2)).toEqual(['p', 'q'])
    pair.stop()
    pair = await createPair(
      `${html}<script>for (const id of ['c', 'a']) document.getElementById(id).showModal()</script>`,
      {},
      { hasLooks: true },
    )
    await expect.poll(() => stack(pair.stage)[0]).toBe('a')
    dialog('b').showModal()
    await expectEqual()
    dialog('b').close()
    await expectEqual()
    dialog('a').close()
    await expectEqual()
    expect(stack(pair.stage)[0]).toBe('c')
  })

  test('what comes into a dialog after it was opened is not scrolled to', async () => {
    await open(
      '<dialog id=a style="height:60px;overflow:auto">a<div id=box style="height:50px;overflow:auto"></div></dialog>',
    )
    dialog('a').showModal()
    get('box').innerHTML = '<p style="height:300px">long</p><button>far down</button>'
    get('a').insertAdjacentHTML('beforeend', '<dialog open>inner</dialog><p style="height:200px">more</p>')
    await expectEqual()
    expect(get('box').scrollTop).toBe(0)
    expect(pair.stage.getElementById('a')?.matches(':modal')).toBe(true)
  })

  test('popovers of each kind, over dialogs and under them', async () => {
    await open(
      `<button id=button popovertarget=auto>open</button><div id=auto popover ${ONE_PLACE}>auto</div>` +
        `<div id=manual popover=manual ${ONE_PLACE}>manual</div><div id=hint popover=hint ${ONE_PLACE}>hint</div>` +
        `<dialog id=d ${ONE_PLACE}>d</dialog>`,
    )
    get('button').click()
    get('manual').showPopover()
    await expectEqual()
    expect(stack(pair.stage)[0]).toBe('manual')
    get('hint').showPopover()
    await expectEqual()
    dialog('d').showModal()
    await expectEqual()
    get('manual').hidePopover()
    get('manual').showPopover()
    await expectEqual()
    dialog('d').close()
    await expectEqual()
    expect(stack(pair.stage)[0]).toBe('manual')
    get('auto').togglePopover()
    await expectEqual()
    get('auto').removeAttribute('popover')
    await expectEqual()
  })

  test('the order is that of opening for who joins later, too', async () => {
    await open(
      `<dialog id=a ${ONE_PLACE}>a</dialog><dialog id=b ${ONE_PLACE}>b</dialog>` +
        `<div id=p popover=manual ${ONE_PLACE}>p</div><div id=q popover=manual ${ONE_PLACE}>q</div>`,
    )
    get('q').showPopover()
    get('p').showPopover()
    dialog('b').showModal()
    dialog('a').showModal()
    await expectEqual()
    pair.capture.checkpoint(8)
    await expectEqual()
    expect(stack(pair.stage)[0]).toBe('a')
    dialog('a').close()
    await expectEqual()
    expect(stack(pair.stage)[0]).toBe('b')
    dialog('b').close()
    await expectEqual()
    expect(stack(pair.stage)[0]).toBe('p')
  })

  test('moved, removed and brought back', async () => {
    await open(`<div id=box></div><dialog id=a ${ONE_PLACE}>a</dialog><div id=p popover ${ONE_PLACE}>p</div>`)
    dialog('a').showModal()
    get('p').showPopover()
    await expectEqual()
    get('box').append(get('p'), get('a'))
    await expectEqual()
    dialog('a').close()
    dialog('a').showModal()
    get('p').showPopover()
    await expectEqual()
    const { body } = pair.document
    if ('moveBefore' in body) {
      ;(body as HTMLElement & { moveBefore(node: Node, before: Node | null): void }).moveBefore(
        get('a'),
        null,
      )
      await expectEqual()
    }
    const kept = dialog('a')
    kept.remove()
    await pair.quiet()
    body.append(kept)
    kept.close()
    kept.showModal()
    await expectEqual()
  })

  test('in shadow trees', async () => {
    await open('<div id=host></div>')
    const root = get('host').attachShadow({ mode: 'open' })
    root.innerHTML = `<dialog id=a ${ONE_PLACE}>a</dialog><div id=p popover ${ONE_PLACE}>p</div>`
    root.querySelector('dialog')?.showModal()
    root.querySelector<HTMLElement>('#p')?.showPopover()
    await expectEqual()
    root.querySelector('dialog')?.close()
    await expectEqual()
  })

  test('details: open, closed, and one of a group', async () => {
    await open(
      '<details name=g id=a open><summary>1</summary>x</details><details name=g id=b><summary>2</summary>y</details>' +
        '<details id=c><summary>3</summary>z</details>',
    )
    const details = (id: string): HTMLDetailsElement => get(id) as HTMLDetailsElement
    for (const id of ['b', 'a', 'c']) {
      details(id).open = true
      await expectEqual()
    }
    details('a').name = 'other'
    details('b').open = true
    await expectEqual()
    get('c').querySelector('summary')?.click()
    await expectEqual()
  })
})

describe('MIRROR 5: full screen', () => {
  test('what was so before the session', async () => {
    // A frame can only ask for it with a gesture; what the browser would say is said here.
    pair = await createPair(
      `<p>outside</p><section id=s>inside</section><script>
        const is = Element.prototype.matches
        Element.prototype.matches = function (selector) {
          return selector === ':fullscreen' ? this.id === 's' : is.call(this, selector)
        }
        Object.defineProperty(document, 'fullscreenElement', { get: () => document.getElementById('s') })
      </script>`,
      {},
      { hasLooks: true },
    )
    const covered = (): Element | null => pair.stage.elementFromPoint(790, 590)
    await expect.poll(() => covered()?.id).toBe('s')
    pair.capture.checkpoint(0)
    await pair.quiet()
    await expect.poll(() => covered()?.id).toBe('s')
  })

  test('the element covers the stage as it does the screen of the visitor', async () => {
    await open(
      '<style>#wrap { transform: scale(.5); width: 300px; padding: 20px } section { padding: 5px; margin: 9px }</style>' +
        '<div id=wrap><section id=s><p>inside</p></section></div><p>outside</p>',
    )
    const before = readProperties(pair.document)
    // A frame can only ask for it with a gesture; what the browser would tell is told here.
    const element = get('s')
    const { matches } = pair.window.Element.prototype
    let isFull = true
    pair.window.Element.prototype.matches = function (this: Element, selector: string): boolean {
      return selector === ':fullscreen' ? this === element && isFull : matches.call(this, selector)
    } as typeof matches
    element.dispatchEvent(new pair.window.Event('fullscreenchange', { bubbles: true, composed: true }))
    await pair.quiet()
    const full = pair.stage.getElementById('s') as HTMLElement
    const { x, y, width, height } = full.getBoundingClientRect()
    expect([x, y, width, height]).toEqual([0, 0, 800, 600])
    expect(pair.stageWindow.getComputedStyle(full).padding).toBe('5px')
    expect(pair.stage.elementFromPoint(790, 590)).toBe(full)
    isFull = false
    element.dispatchEvent(new pair.window.Event('fullscreenchange', { bubbles: true, composed: true }))
    await pair.quiet()
    expect(readProperties(pair.stage)).toEqual(before)
    expect(full.getAttributeNames()).toEqual(['id'])
  })
})
