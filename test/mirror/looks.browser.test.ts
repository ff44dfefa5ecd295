import { afterEach, describe, expect, test } from 'vitest'
import type { MaskRules } from '../../src/visitor/privacy/rules.ts'
import { createPair, type Pair } from './pair.ts'

/* What the part `looks` tells of beside pseudo-classes and media queries: nothing of it stands in tree or sheets. */

/** Shipped by a package of the corpus. */
const FONT = new URL(
  '../../node_modules/startbootstrap-sb-admin-2/vendor/fontawesome-free/webfonts/fa-regular-400.woff2',
  import.meta.url,
).href

let pair: Pair

afterEach(() => pair.stop())

async function open(html: string, rules: Partial<MaskRules> = {}): Promise<void> {
  pair = await createPair(html, rules, { hasLooks: true })
}

const get = <T extends Element = HTMLElement>(id: string): T =>
  pair.document.getElementById(id) as unknown as T
const shown = <T extends Element = HTMLElement>(id: string): T =>
  pair.stage.getElementById(id) as unknown as T

type Standing = {
  readonly name: string
  readonly state: string
  readonly timing: unknown
  readonly frames: unknown
}

/** What runs on an element and its pseudo-elements; where each stands is left to {@link apartMs}. */
function animationsOf(element: Element): Standing[] {
  return element.getAnimations({ subtree: true }).map((animation) => {
    const effect = animation.effect as KeyframeEffect
    const { localTime: _, progress: __, currentIteration: ___, ...timing } = effect.getComputedTiming()
    const name = `${(animation as CSSAnimation).animationName ?? ''}${effect.pseudoElement ?? ''}`
    const frames = effect.getKeyframes().map((frame) => ({ ...frame, offset: frame.computedOffset }))
    return { name, state: animation.playState, timing: { ...timing, rate: animation.playbackRate }, frames }
  })
}

function apartMs(id: string): number {
  const times = [get(id), shown(id)].map((element) =>
    Number(element.getAnimations({ subtree: true })[0]?.currentTime),
  )
  return Math.abs((times[0] ?? 0) - (times[1] ?? 0))
}

async function expectSame(id: string): Promise<void> {
  await pair.quiet()
  await expect.poll(() => animationsOf(shown(id))).toEqual(animationsOf(get(id)))
}

describe('MIRROR 5: animations that script runs', () => {
  test('keyframes, timing, pause, play, seek, rate, cancel, finish', async () => {
    await open('<p id=a>a</p><style>#a::before { content: "x" }</style>')
    const animation = get('a').animate(
      [
        { opacity: 0, transform: 'none', easing: 'ease-in', marginTop: '2px', '--own': 'x' },
        { opacity: 0.2, offset: 0.3, composite: 'add' },
        { opacity: 1, transform: 'translateX(40px)', marginLeft: '9px', WebkitTextFillColor: 'red' },
      ],
      {
        duration: 40_000,
        delay: -100,
        endDelay: 7,
        iterations: 3.5,
        direction: 'alternate',
        fill: 'both',
        easing: 'steps(4)',
      },
    )
    await expectSame('a')
    expect(animationsOf(shown('a'))).toHaveLength(1)
    expect(apartMs('a')).toBeLessThan(1_000)
    animation.pause()
    animation.currentTime = 30_000
    await expectSame('a')
    expect(apartMs('a')).toBe(0)
    animation.play()
    animation.playbackRate = -0.5
    await expectSame('a')
    expect(apartMs('a')).toBeLessThan(1_000)
    ;(animation.effect as KeyframeEffect).setKeyframes({ width: ['10px', '20px'] })
    animation.effect?.updateTiming({ duration: 90_000, easing: 'linear' })
    await expectSame('a')
    animation.finish()
    await expectSame('a')
    expect(getComputedStyle(shown('a')).width).toBe(getComputedStyle(get('a')).width)
    animation.cancel()
    await expectSame('a')
    expect(animationsOf(shown('a'))).toHaveLength(0)
    const other = get('a').animate({ width: ['1px', '2px'] }, 1e6)
    await expectSame('a')
    expect(animationsOf(shown('a'))).toHaveLength(1)
    other.effect = null
    await expectSame('a')
    expect(animationsOf(shown('a'))).toHaveLength(0)
    get('a')
      .animate({ color: ['red', 'blue'] }, { duration: 1e6, iterations: Infinity, pseudoElement: '::before' })
      .pause()
    await expectSame('a')
  })

  test('those of shadow trees, made without animate(), and begun before the session did', async () => {
    pair = await createPair(
      `<div id=host></div><p id=early></p><script>
         document.getElementById('early').animate({ left: ['0px', '5px'] }, 1e6).currentTime = 4e5
         document.getElementById('host').attachShadow({ mode: 'open' }).innerHTML = '<i></i>'
       </script>`,
      {},
      { hasLooks: true },
    )
    await expectSame('early')
    expect(apartMs('early')).toBeLessThan(1_000)
    const inner = get('host').shadowRoot?.querySelector('i') as Element
    const effect = new pair.window.KeyframeEffect(inner, { opacity: [0, 1] }, 1e6)
    new pair.window.Animation(effect).play()
    const late = pair.document.createElement('b')
    late.id = 'late'
    late.animate({ width: ['0px', '9px'] }, 1e6)
    await pair.quiet()
    pair.document.body.append(late)
    await expectSame('late')
    expect(animationsOf(shown('late'))).toHaveLength(1)
    await pair.quiet()
    await expect
      .poll(() => animationsOf(shown('host').shadowRoot?.querySelector('i') as Element))
      .toEqual(animationsOf(inner))
  })

  test('CSS animations in step, steered by script, of pseudo-elements', async () => {
    const html =
      '<style>@keyframes k { to { opacity: 0.5 } } p, #b::after { animation: k 1000s linear infinite } #b::after { content: "x" }</style>' +
      '<p id=a>a</p><b id=b>b</b><script>for (const one of document.getAnimations()) one.currentTime = 5e5</script>'
    await open(html)
    await expectSame('a')
    await expect.poll(() => apartMs('a')).toBeLessThan(1_000)
    await expect.poll(() => apartMs('b')).toBeLessThan(1_000)
    const [animation] = get('a').getAnimations()
    animation?.pause()
    await expectSame('a')
    expect(apartMs('a')).toBeLessThan(1)
  })

  test('MK-7 nothing of those on masked elements and in them', async () => {
    await open(
      '<div class=sidelong-mask><p id=a>a</p></div><p id=b>b</p><p id=c class=sidelong-mask>c</p><script>document.getElementById("a").animate({ "--secret": ["s3cret", "x"] }, 1e6)</script>',
    )
    get('a').animate({ '--secret': ['s3cret', 'x'], backgroundImage: ['url(/s3cret)', 'none'] }, 1e6)
    get('c').animate({ '--secret': ['s3cret', 'x'], left: ['4321px', '0px'] }, 4321)
    get('b').animate({ '--open': ['vis1ble', 'x'] }, 1e6)
    await expectSame('b')
    expect(pair.sentText()).toContain('vis1ble')
    for (const secret of ['s3cret', '4321']) expect(pair.sentText()).not.toContain(secret)
  })
})

describe('MIRROR 2: video and audio', () => {
  test('position, playing, rate; silent at the agent', async () => {
    await open('<video id=a loop></video><audio id=b></audio>')
    const video = get<HTMLVideoElement>('a')
    video.src = silence(10)
    get<HTMLAudioElement>('b').src = silence(10)
    await new Promise((resolve) => video.addEventListener('loadeddata', resolve, { once: true }))
    video.currentTime = 4
    video.playbackRate = 1.5
    const copy = shown<HTMLVideoElement>('a')
    await expect.poll(() => copy.currentTime).toBe(4)
    expect([copy.paused, copy.playbackRate]).toEqual([true, 1.5])
    video.muted = true
    await video.play()
    await expect.poll(() => copy.paused).toBe(false)
    expect(copy.muted).toBe(true)
    await expect.poll(() => copy.currentTime).toBeGreaterThan(4)
    video.pause()
    await expect.poll(() => copy.paused).toBe(true)
    await expect.poll(() => copy.currentTime).toBeCloseTo(video.currentTime, 4)
    expect(shown<HTMLAudioElement>('b').paused).toBe(true)
  })

  test('MK-7 nothing of masked ones', async () => {
    await open(
      '<div class=sidelong-mask><video id=a></video></div><video id=b class=sidelong-mask></video><video id=c></video>',
    )
    const before = pair.sentBytes()
    for (const id of ['a', 'b']) {
      const video = get<HTMLVideoElement>(id)
      video.src = silence(10)
      await new Promise((resolve) => video.addEventListener('loadeddata', resolve, { once: true }))
      video.currentTime = 5
      await new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }))
    }
    await pair.quiet()
    expect(pair.sentBytes()).toBe(before)
  })
})

describe('MIRROR 2: what script adds beside sheets', () => {
  test('registered properties', async () => {
    await open('<style>p { --side: 10px; width: var(--side); transition: --side 1s }</style><p id=a>a</p>')
    pair.window.CSS.registerProperty({
      name: '--side',
      syntax: '<length>',
      inherits: false,
      initialValue: '3px',
    })
    pair.window.CSS.registerProperty({
      name: '--other',
      syntax: '<color>',
      inherits: true,
      initialValue: 'red',
    })
    await pair.quiet()
    const value = (element: Element, name: string): string =>
      element.ownerDocument.defaultView?.getComputedStyle(element).getPropertyValue(name) ?? ''
    expect(value(shown('a').parentElement as Element, '--side')).toBe('3px')
    expect(value(shown('a'), '--other')).toBe(value(get('a'), '--other'))
    expect(value(shown('a'), '--other')).not.toBe('')
  })

  test('fonts of bytes and of addresses, taken away again', async () => {
    await open('<p id=a style="font: 40px Own, monospace">&#xf004;&#xf005;&#xf007;</p>')
    const { FontFace, document } = pair.window as unknown as {
      FontFace: typeof globalThis.FontFace
      document: Document
    }
    const bytes = await (await fetch(FONT)).arrayBuffer()
    const face = new FontFace('Own', bytes, { weight: '400' })
    expect(face).toBeInstanceOf(FontFace)
    document.fonts.add(face)
    const width = (document: Document): number => {
      const range = document.createRange()
      range.selectNodeContents(document.getElementById('a') as Element)
      return Math.round(range.getBoundingClientRect().width)
    }
    const plain = width(pair.stage)
    await face.load()
    await pair.quiet()
    await expect.poll(() => width(pair.stage)).not.toBe(plain)
    expect(width(pair.stage)).toBe(width(document))
    document.fonts.delete(face)
    await pair.quiet()
    await expect.poll(() => width(pair.stage)).toBe(plain)
    document.fonts.add(new FontFace('Own', `url(${FONT})`))
    await pair.quiet()
    await expect.poll(() => width(pair.stage)).not.toBe(plain)
  })

  test('MK-8 nothing of them where words are hidden', async () => {
    await open('<p id=a>a</p>', { mode: 'all' })
    pair.document.fonts.add(
      new (pair.window as unknown as typeof globalThis).FontFace('s3cret', 'url(/s3cret.woff2)'),
    )
    await pair.quiet()
    expect(pair.sentText()).not.toContain('s3cret')
  })
})

describe('MIRROR 6: :defined', () => {
  test('custom elements count as defined when the page has defined them, not before', async () => {
    await open(
      '<x-early id=a></x-early><x-late id=b></x-late><script>customElements.define("x-early", class extends HTMLElement {})</script>',
    )
    expect(shown('a').matches(':defined')).toBe(true)
    expect(shown('b').matches(':defined')).toBe(false)
    pair.window.customElements.define(
      'x-late',
      class extends (pair.window as unknown as typeof globalThis).HTMLElement {},
    )
    await pair.quiet()
    expect(shown('b').matches(':defined')).toBe(true)
  })
})

/** A WAV file of so many seconds without any sound. */
function silence(seconds: number): string {
  const rate = 3_000
  const view = new DataView(new ArrayBuffer(44 + seconds * rate))
  const text = (at: number, word: string): void => {
    for (let i = 0; i < word.length; i++) view.setUint8(at + i, word.charCodeAt(i))
  }
  text(0, 'RIFF')
  view.setUint32(4, 36 + seconds * rate, true)
  text(8, 'WAVEfmt ')
  for (const [at, value] of [
    [16, 16],
    [24, rate],
    [28, rate],
    [40, seconds * rate],
  ] as const)
    view.setUint32(at, value, true)
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 1],
    [34, 8],
  ] as const)
    view.setUint16(at, value, true)
  text(36, 'data')
  new Uint8Array(view.buffer, 44).fill(128)
  let binary = ''
  for (const byte of new Uint8Array(view.buffer)) binary += String.fromCharCode(byte)
  return `data:audio/wav;base64,${btoa(binary)}`
}

describe('MIRROR 6: pseudo-classes of linked sheets whose rules can be read', () => {
  const SHEET = new URL('./linked-states.css', import.meta.url).href
  const look = (id: string): string[] => {
    const style = (element: Element, window: Window): string => {
      const { color, backgroundImage, letterSpacing } = window.getComputedStyle(element)
      return `${color} ${backgroundImage} ${letterSpacing}`
    }
    return [style(get(id), pair.window), style(shown(id), pair.stageWindow)]
  }
  const expectAlike = (id: string, color: string): Promise<void> =>
    expect
      .poll(() => {
        const [page, stage] = look(id)
        return page === stage && page?.startsWith(color) ? color : `${page} | ${stage}`
      })
      .toBe(color)

  test('they travel once something is in focus, behind their sheet, which stays a link', async () => {
    await open(
      `<link rel=stylesheet href="${SHEET}" id=link><div class=box><p id=a tabindex=0>a</p></div><p><b id=b tabindex=0>b</b></p>`,
    )
    await pair.quiet()
    expect(pair.sentText()).not.toContain('rgb(1, 2, 3)')
    get('a').focus()
    await expectAlike('a', 'rgb(1, 2, 3)')
    expect(look('a')[1]).toContain('/pictures/dot.png')
    expect(look('a')[1]).toContain('3px')
    expect(shown('link').getAttribute('href')).toBe(SHEET)
    get('b').focus()
    await expectAlike('a', 'rgb(7, 7, 7)')
    // Only what asks for such a state, and can be told.
    expect(pair.sentText()).not.toContain('rgb(7, 7, 7)')
    expect(pair.sentText()).not.toContain('border-left-width')
    get('a').focus()
    await expectAlike('a', 'rgb(1, 2, 3)')
    const link = get<HTMLLinkElement>('link')
    link.sheet?.insertRule('#a:focus { color: rgb(8, 8, 8) !important }', 0)
    await expectAlike('a', 'rgb(8, 8, 8)')
  })

  test('of a list of selectors only those that ask for a state stand behind the sheet', async () => {
    await open(
      `<link rel=stylesheet href="${SHEET}"><p id=k tabindex=0 class="list later">a</p><p id=l tabindex=0 class="list,odd">b</p><p id=m tabindex=0 class=none>c</p><p id=n tabindex=0 class=knotty>d</p>`,
    )
    get('l').focus()
    await expectAlike('l', 'rgb(4, 5, 6)')
    await expectAlike('k', 'rgb(9, 9, 9)')
    get('m').focus()
    await expectAlike('m', 'rgb(4, 5, 6)')
    get('n').focus()
    await expectAlike('n', 'rgb(5, 6, 7)')
    await expectAlike('k', 'rgb(9, 9, 9)')
  })

  test('a sheet that comes later, and one that goes', async () => {
    await open('<p id=a tabindex=0>a</p>')
    get('a').focus()
    await pair.quiet()
    const link = pair.document.createElement('link')
    link.rel = 'stylesheet'
    link.href = SHEET
    pair.document.head.append(link)
    await expectAlike('a', 'rgb(1, 2, 3)')
    link.disabled = true
    await expectAlike('a', 'rgb(0, 0, 0)')
    link.disabled = false
    await expectAlike('a', 'rgb(1, 2, 3)')
    link.media = 'print'
    await expectAlike('a', 'rgb(0, 0, 0)')
    link.remove()
    await expectAlike('a', 'rgb(0, 0, 0)')
  })

  test('a sheet that is there before the stage has its link', async () => {
    await open('<p id=a tabindex=0>a</p>')
    get('a').focus()
    await pair.quiet()
    pair.hold(true)
    const link = pair.document.createElement('link')
    link.rel = 'stylesheet'
    link.href = SHEET
    const loaded = new Promise((resolve) => link.addEventListener('load', resolve))
    pair.document.head.append(link)
    await loaded
    pair.hold(false)
    await expectAlike('a', 'rgb(1, 2, 3)')
  })
})
