import { afterEach, describe, expect, test } from 'vitest'
import { createPair, type Pair } from './pair.ts'

let pair: Pair

afterEach(() => pair.stop())

async function open(html: string, rules = {}): Promise<void> {
  pair = await createPair(html, rules)
}

const get = <T extends Element>(id: string): T => pair.document.getElementById(id) as unknown as T
const selected = (document: Document): string => String(document.getSelection())

/** Longer than what bundles a burst of changes. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 300))
  await pair.quiet()
}

function select(from: Node, start: number, to: Node, end: number): void {
  pair.document.getSelection()?.setBaseAndExtent(from, start, to, end)
}

describe('MIRROR 2: what the visitor selects', () => {
  test('in a text, over elements, backwards, and nothing', async () => {
    await open('<p id=a>one <b id=b>two</b> three</p><!-- c --><p id=c>four</p><div id=empty></div>')
    const [a, b, c] = [get('a'), get('b'), get('c')]
    const cases: readonly (readonly [Node, number, Node, number])[] = [
      [a.firstChild as Node, 1, a.lastChild as Node, 3],
      [c.firstChild as Node, 2, b.firstChild as Node, 1],
      [pair.document.body, 0, pair.document.body, pair.document.body.childNodes.length],
      [a, 1, a, 2],
      [get('empty'), 0, get('empty'), 0],
    ]
    for (const one of cases) {
      select(...one)
      await settled()
      expect(selected(pair.stage)).toBe(selected(pair.document))
      expect(pair.stage.getSelection()?.isCollapsed).toBe(pair.document.getSelection()?.isCollapsed)
    }
    expect(pair.stage.getSelection()?.anchorNode).toBe(pair.stage.getElementById('empty'))
    pair.document.getSelection()?.removeAllRanges()
    await settled()
    expect(pair.stage.getSelection()?.rangeCount).toBe(0)
  })

  test('the caret in contenteditable and in design mode, with what is typed', async () => {
    await open('<div id=e contenteditable>edit</div><p id=p>page</p>')
    get<HTMLElement>('e').focus()
    select(get('e').firstChild as Node, 4, get('e').firstChild as Node, 4)
    pair.document.execCommand('insertText', false, ' me')
    await settled()
    expect(pair.stage.getElementById('e')?.textContent).toBe('edit me')
    expect(pair.stage.getSelection()?.anchorOffset).toBe(7)
    pair.document.designMode = 'on'
    select(get('p').firstChild as Node, 0, get('p').firstChild as Node, 4)
    pair.document.execCommand('bold')
    await settled()
    expect(pair.stage.getElementById('p')?.innerHTML).toBe(get('p').innerHTML)
    expect(selected(pair.stage)).toBe('page')
  })

  test('in text controls, without taking focus', async () => {
    await open(
      '<input id=i value="some words"><textarea id=t>more words</textarea><input id=n type=number value=12>',
    )
    for (const id of ['i', 't']) {
      get<HTMLInputElement>(id).focus()
      get<HTMLInputElement>(id).setSelectionRange(2, 5)
      await settled()
      const control = pair.stage.getElementById(id) as HTMLInputElement
      expect([control.selectionStart, control.selectionEnd]).toEqual([2, 5])
      expect(pair.stage.activeElement).toBe(pair.stage.body)
    }
    get<HTMLInputElement>('n').focus()
    await settled()
  })
})

describe('LEAKS F: nothing of a caret that is masked', () => {
  async function operations(act: () => void): Promise<number> {
    act()
    await settled()
    return pair.sentBytes()
  }

  test('in a masked control: the same bytes wherever it stands', async () => {
    await open('<input id=i class=secret value="some words"><p id=p>open</p>', { selectors: ['.secret'] })
    const control = get<HTMLInputElement>('i')
    select(get('p').firstChild as Node, 0, get('p').firstChild as Node, 2)
    await settled()
    expect(selected(pair.stage)).toBe('op')
    const first = await operations(() => control.focus())
    expect(pair.stage.getSelection()?.rangeCount).toBe(0)
    for (const [start, end] of [
      [0, 0],
      [3, 7],
      [10, 10],
    ] as const)
      expect(await operations(() => control.setSelectionRange(start, end))).toBe(first)
  })

  test('in masked text, or with one end in it', async () => {
    await open('<p id=p>open</p><div class=secret><p id=s>secret</p></div><div id=e class=secret>x</div>', {
      selectors: ['.secret'],
    })
    const [p, s] = [get('p').firstChild as Node, get('s').firstChild as Node]
    const before = await operations(() => undefined)
    expect(await operations(() => select(s, 1, s, 3))).toBe(before)
    expect(await operations(() => select(p, 1, s, 3))).toBe(before)
    expect(await operations(() => select(get('e'), 0, get('e'), 1))).toBe(before)
    expect(pair.stage.getSelection()?.rangeCount).toBe(0)
  })

  test('in text that is sent as filler', async () => {
    await open('<p id=p>some words</p>', { mode: 'all' })
    const before = await operations(() => undefined)
    expect(
      await operations(() => select(get('p').firstChild as Node, 1, get('p').firstChild as Node, 3)),
    ).toBe(before)
  })
})
