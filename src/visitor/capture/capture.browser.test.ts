import { afterEach, describe, expect, it } from 'vitest'
import {
  createMirrorHarness,
  describeLive,
  type MirrorHarness,
  replicaText,
} from '../testing/mirror-harness.ts'

let harness: MirrorHarness | null = null

async function open(html: string, rules = {}): Promise<MirrorHarness> {
  harness = await createMirrorHarness(html, rules)
  return harness
}

async function expectEqual(h: MirrorHarness): Promise<void> {
  await h.quiet()
  expect(replicaText(h)).toBe(describeLive(h.document))
}

afterEach(() => {
  harness?.stop()
  harness = null
})

describe('capture of a page', () => {
  it('sends the first state', async () => {
    const h = await open(
      '<!doctype html><p id="a">Hello <b class="x">you</b><!-- no --></p><ul><li>1<li>2</ul>',
    )
    await expectEqual(h)
  })

  it('follows append, prepend, insert, move, swap, remove and text changes', async () => {
    const h = await open(
      '<!doctype html><div id="list"><i data-n="1">1</i><i data-n="2">2</i><i data-n="3">3</i></div><div id="other"></div>',
    )
    const list = h.document.getElementById('list') as HTMLElement
    const other = h.document.getElementById('other') as HTMLElement
    const make = (n: number): HTMLElement => {
      const el = h.document.createElement('i')
      el.dataset['n'] = String(n)
      el.textContent = String(n)
      return el
    }
    list.prepend(make(4), make(5))
    list.append(make(6))
    list.insertBefore(make(7), list.children[2] ?? null)
    await expectEqual(h)
    list.append(list.firstElementChild as Element)
    other.append(list.children[1] as Element, make(8))
    list.children[0]?.remove()
    ;(list.children[0] as HTMLElement).textContent = 'new'
    await expectEqual(h)
    const [a, b] = [list.children[0] as Element, list.children[2] as Element]
    list.insertBefore(b, a)
    list.classList.add('moved')
    other.append(list)
    list.append(make(9))
    await expectEqual(h)
  })

  it('sends nothing for changes that cancel out', async () => {
    const h = await open('<!doctype html><div id="a"><b></b><i></i></div>')
    const before = h.sentText().length
    const a = h.document.getElementById('a') as HTMLElement
    const p = h.document.createElement('p')
    a.append(p)
    p.remove()
    const first = a.firstChild as ChildNode
    first.remove()
    a.prepend(first)
    await h.quiet()
    expect(h.sentText().length - before).toBeLessThan(12)
    await expectEqual(h)
  })

  it('moves a subtree without sending it again', async () => {
    const h = await open('<!doctype html><div id="a"></div><div id="b"></div>')
    const a = h.document.getElementById('a') as HTMLElement
    for (let i = 0; i < 500; i++)
      a.append(Object.assign(h.document.createElement('p'), { textContent: `row ${i}` }))
    await expectEqual(h)
    const before = h.sentText().length
    h.document.getElementById('b')?.append(a)
    await expectEqual(h)
    expect(h.sentText().length - before).toBeLessThan(20)
  })

  it('takes 3,000 siblings prepended in one task and a 2,000-deep chain', async () => {
    const h = await open('<!doctype html><div id="a"><b>end</b></div>')
    const a = h.document.getElementById('a') as HTMLElement
    for (let i = 0; i < 3000; i++) a.prepend(h.document.createElement('i'))
    let deep: Element = h.document.body
    for (let i = 0; i < 2_000; i++) deep = deep.appendChild(h.document.createElement('div'))
    await expectEqual(h)
  })

  it('mirrors open and closed shadow roots, early and late', async () => {
    const h = await open('<!doctype html><div id="a"><span>light</span></div><div id="b"></div>')
    const root = (h.document.getElementById('a') as HTMLElement).attachShadow({ mode: 'open' })
    root.innerHTML = '<p>shadow <slot></slot></p>'
    await expectEqual(h)
    root.querySelector('p')?.append('more')
    await expectEqual(h)
    const closed = (h.document.getElementById('b') as HTMLElement).attachShadow({ mode: 'closed' })
    closed.append('inside closed')
    await h.quiet()
    expect(replicaText(h)).toContain('"inside closed"')
  })

  it('mirrors same-origin frames as documents of their own', async () => {
    const h = await open('<!doctype html><iframe id="f" srcdoc="<p id=in>frame text</p>"></iframe>')
    await h.quiet()
    const number = [...h.replicas.keys()].find((key) => key !== 1) ?? 0
    expect(replicaText(h, number)).toContain('"frame text"')
    const frame = h.document.getElementById('f') as HTMLIFrameElement
    frame.contentDocument?.body.append('added later')
    await h.quiet()
    expect(replicaText(h, number)).toContain('"added later"')
  })

  it('follows form state set by script', async () => {
    const h = await open(
      '<!doctype html><input id="t" value="a"><input id="c" type="checkbox"><select id="s"><option>1<option>2</select><textarea id="x">k</textarea>',
    )
    const byId = <T extends Element>(id: string): T => h.document.getElementById(id) as unknown as T
    byId<HTMLInputElement>('t').value = 'typed'
    byId<HTMLInputElement>('c').checked = true
    byId<HTMLSelectElement>('s').selectedIndex = 1
    byId<HTMLTextAreaElement>('x').value = 'area'
    await h.quiet()
    const all: Record<string, { value: string | null; bits: number; nodes: readonly unknown[] }> = {}
    const visit = (node: NonNullable<ReturnType<typeof h.replicas.get>>['document']['root']): void => {
      if (!node) return
      all[node.attributes.get('id') ?? `${node.tag}${Object.keys(all).length}`] = {
        value: node.value,
        bits: node.bits,
        nodes: node.nodes,
      }
      for (const child of node.children) visit(child)
    }
    visit(h.replicas.get(1)?.document.root ?? null)
    expect(all['t']?.value).toBe('typed')
    expect(all['c']?.bits).toBe(1)
    expect(all['x']?.value).toBe('area')
    expect(all['s']?.nodes).toHaveLength(1)
    byId<HTMLInputElement>('t').value = ''
    await h.quiet()
    visit(h.replicas.get(1)?.document.root ?? null)
    expect(all['t']?.value).toBe('')
  })

  it('follows inserted and deleted rules by difference', async () => {
    const h = await open('<!doctype html><style id="s">a { color: red }</style>')
    const sheet = (h.document.getElementById('s') as HTMLStyleElement).sheet as CSSStyleSheet
    for (let i = 0; i < 50; i++) sheet.insertRule(`.r${i} { top: ${i}px }`, sheet.cssRules.length)
    sheet.deleteRule(0)
    await h.quiet()
    const style = h.document.getElementById('s')
    expect(style).not.toBeNull()
    expect(h.sentText()).toContain('.r49')
    const before = h.sentText().length
    sheet.insertRule('.late { left: 1px }', 3)
    await h.quiet()
    expect(h.sentText().length - before).toBeLessThan(80)
  })

  it('restores every wrapped native on stop', async () => {
    const h = await open('<!doctype html><p>x</p>')
    expect(String(h.window.Element.prototype.attachShadow)).not.toContain('native code')
    h.capture.stop()
    expect(String(h.window.Element.prototype.attachShadow)).toContain('native code')
    expect(
      String(Object.getOwnPropertyDescriptor(h.window.HTMLInputElement.prototype, 'value')?.set),
    ).toContain('native code')
  })
})
