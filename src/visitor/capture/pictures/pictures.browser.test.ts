import { afterEach, expect, it } from 'vitest'
import { createMirrorHarness, type MirrorHarness } from '../../testing/mirror-harness.ts'

let harness: MirrorHarness | null = null
afterEach(() => {
  harness?.stop()
  harness = null
})

async function open(html: string, isOn = true): Promise<MirrorHarness> {
  harness = await createMirrorHarness(html, {}, isOn)
  return harness
}

const byId = (h: MirrorHarness, id: string) => h.document.getElementById(id) as HTMLCanvasElement

function fill(canvas: HTMLCanvasElement, color: string): void {
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D
  pen.fillStyle = color
  pen.fillRect(0, 0, canvas.width, canvas.height)
}

/** What the other end has of the element with this id; `null` if nothing was sent. */
function sentOf(h: MirrorHarness, id: string): string | null {
  type Plain = { attributes: Map<string, string>; children: Plain[]; picture: string | null }
  const find = (node: Plain): Plain | undefined =>
    node.attributes.get('id') === id ? node : node.children.map(find).find((one) => one)
  const root = h.replicas.get(1)?.document.root as Plain | null | undefined
  return (root && find(root)?.picture) ?? null
}

async function blobOf(h: MirrorHarness, color: string): Promise<string> {
  const canvas = h.document.createElement('canvas')
  fill(canvas, color)
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(URL.createObjectURL(blob as Blob))))
}

const nameOf = (url: string) => url.slice(url.lastIndexOf('/') + 1)

async function colorOf(picture: string | null): Promise<number[]> {
  const image = new Image()
  image.src = picture ?? ''
  await image.decode()
  const canvas = new OffscreenCanvas(image.width, image.height)
  const pen = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D
  pen.drawImage(image, 0, 0)
  return [...pen.getImageData(image.width >> 1, image.height >> 1, 1, 1).data].map(
    (value) => Math.round(value / 32) * 32,
  )
}

it('MIRROR 2: what was drawn before and after, in a bounded size', async () => {
  const h = await open('<!doctype html><canvas id="c" width="3000" height="1000"></canvas>')
  fill(byId(h, 'c'), 'rgb(192, 32, 32)')
  await expect
    .poll(async () => colorOf(sentOf(h, 'c')).catch(() => []), { timeout: 8_000 })
    .toEqual([192, 32, 32, 256])
  const image = new Image()
  image.src = sentOf(h, 'c') ?? ''
  await image.decode()
  expect(image.width * image.height).toBeLessThanOrEqual(1_048_576 * 1.01)
})

it('MIRROR 2: WebGL that keeps no drawing buffer, its last picture too', async () => {
  const h = await open('<!doctype html><canvas id="c" width="80" height="80"></canvas>')
  const gl = byId(h, 'c').getContext('webgl') as WebGLRenderingContext
  const clear = (green: number) => {
    gl.clearColor(0, green, 0, 1)
    gl.clear(gl.COLOR_BUFFER_BIT)
  }
  clear(1)
  await expect
    .poll(async () => colorOf(sentOf(h, 'c')).catch(() => []), { timeout: 5_000 })
    .toEqual([0, 256, 0, 256])
  // In the time in which nothing may be read yet.
  clear(0.5)
  await expect.poll(async () => colorOf(sentOf(h, 'c')), { timeout: 5_000 }).toEqual([0, 128, 0, 256])
})

it('MIRROR 2: a drawing loop is sent at most twice a second', async () => {
  const h = await open('<!doctype html><canvas id="c" width="80" height="80"></canvas>')
  const seen = new Set<string>()
  const until = performance.now() + 1_600
  for (let i = 0; performance.now() < until; i++) {
    fill(byId(h, 'c'), `rgb(${i % 256}, 0, 0)`)
    await new Promise((resolve) => requestAnimationFrame(resolve))
    seen.add(sentOf(h, 'c') ?? '')
  }
  expect(seen.size).toBeGreaterThan(2)
  expect(seen.size).toBeLessThanOrEqual(6)
})

it('MIRROR 2: an image from a blob, set before it is there and changed later, in srcset too; never a masked one', async () => {
  const h = await open(
    '<!doctype html><img id="i"><img id="m" data-sidelong-mask><img id="n" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
  )
  const image = h.document.getElementById('i') as HTMLImageElement
  const masked = h.document.getElementById('m') as HTMLImageElement
  image.src = await blobOf(h, 'rgb(192, 32, 32)')
  masked.src = image.src
  masked.srcset = `${image.src} 2x`
  await expect.poll(async () => colorOf(sentOf(h, 'i')).catch(() => [])).toEqual([192, 32, 32, 256])
  image.src = await blobOf(h, 'rgb(32, 192, 32)')
  await expect.poll(async () => colorOf(sentOf(h, 'i'))).toEqual([32, 192, 32, 256])
  image.srcset = `${await blobOf(h, 'rgb(32, 32, 192)')} 1x, other.png 90x`
  image.removeAttribute('src')
  await expect.poll(async () => colorOf(sentOf(h, 'i'))).toEqual([32, 32, 192, 256])
  expect([sentOf(h, 'm'), sentOf(h, 'n')]).toEqual([null, null])
})

/** Which says much: 90 kB as a picture. */
async function noiseOf(h: MirrorHarness, size: number): Promise<string> {
  const canvas = h.document.createElement('canvas')
  canvas.width = canvas.height = size
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D
  const noise = pen.createImageData(size, size)
  for (let i = 0; i < noise.data.length; i++) noise.data[i] = i % 4 === 3 ? 255 : (i * i * 7_919) % 251
  pen.putImageData(noise, 0, 0)
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(URL.createObjectURL(blob as Blob))))
}

it('MIRROR 4: what was read of images and canvases is part of the next checkpoint, not more than that after it, again and again', async () => {
  const ids = ['i1', 'i2', 'i3', 'i4']
  const h = await open(
    `<!doctype html>${ids.map((id) => `<img id="${id}" width="90">`).join('')}<canvas id="c"></canvas>`,
  )
  for (const id of ids) (h.document.getElementById(id) as HTMLImageElement).src = await noiseOf(h, 300)
  fill(byId(h, 'c'), 'rgb(192, 32, 32)')
  await expect
    .poll(() => [...ids, 'c'].filter((id) => sentOf(h, id) === null), { timeout: 20_000 })
    .toEqual([])
  // More than what a session server takes for a reason to ask for a checkpoint.
  expect(h.tailBytes()).toBeGreaterThan(262_144)
  h.capture.checkpoint(0)
  await h.quiet()
  expect([...ids, 'c'].filter((id) => sentOf(h, id) === null)).toEqual([])
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(h.tailBytes()).toBeLessThan(1_000)
  // What is drawn later is read as ever, and what is masked by now is in no checkpoint.
  fill(byId(h, 'c'), 'rgb(32, 192, 32)')
  await expect.poll(async () => colorOf(sentOf(h, 'c')), { timeout: 8_000 }).toEqual([32, 192, 32, 256])
  h.document.getElementById('i1')?.setAttribute('data-sidelong-mask', '')
  await h.quiet()
  h.capture.checkpoint(0)
  await h.quiet()
  expect(sentOf(h, 'i1')).toBeNull()
  expect(sentOf(h, 'i2')).toMatch(/^data:/)
})

it('MIRROR 2: the candidate of a picture that is a blob', async () => {
  const h = await open(
    '<!doctype html><picture><source id="s"><img id="i" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></picture>',
  )
  h.document.getElementById('s')?.setAttribute('srcset', await blobOf(h, 'rgb(192, 32, 32)'))
  await expect.poll(async () => colorOf(sentOf(h, 'i')).catch(() => [])).toEqual([192, 32, 32, 256])
})

it('MIRROR 2: blobs in inline style, inline and constructed sheets and pseudo-elements, each once', async () => {
  const h = await open(
    `<!doctype html><style></style><p id="inline">a</p><p class="sheet">b</p><p class="sheet">b</p>
     <ul><li id="item">c</ul><p id="before">d</p><p id="frame">e</p><div id="host"></div>`,
  )
  const colors = [
    'rgb(192, 32, 32)',
    'rgb(32, 192, 32)',
    'rgb(32, 32, 192)',
    'rgb(192, 192, 32)',
    'rgb(32, 192, 192)',
    'rgb(192, 32, 192)',
  ]
  const urls = await Promise.all(colors.map((color) => blobOf(h, color)))
  const byName = (id: string) => h.document.getElementById(id) as HTMLElement
  byName('inline').style.background = `url(${urls[0]}) 5px 5px red`
  h.document.styleSheets[0]?.insertRule(`.sheet { background-image: url(${urls[1]}) }`)
  h.document.styleSheets[0]?.insertRule(`#item { list-style-image: url("${urls[2]}") }`)
  h.document.styleSheets[0]?.insertRule(`#before::before { content: url('${urls[3]}') }`)
  h.document.styleSheets[0]?.insertRule(`#frame { border: 5px solid; border-image: url(${urls[4]}) 3 }`)
  const root = byName('host').attachShadow({ mode: 'open' })
  root.append(h.document.createElement('b'))
  const sheet = new h.window.CSSStyleSheet()
  sheet.replaceSync(`b { display: block; mask: url(${urls[5]}); background: url(${urls[1]}) }`)
  root.adoptedStyleSheets = [sheet]
  const sent = async () => {
    const texts = [...(h.replicas.get(1)?.document.extras.values() ?? [])]
    const found: Record<string, number[]> = {}
    for (const text of texts) {
      const [, name = '', data = ''] = /^@property --sidelong-([\w-]+)\{.*url\("(.*)"\)\}$/.exec(text) ?? []
      found[name] = await colorOf(data)
    }
    return found
  }
  const wanted = Object.fromEntries(
    urls.map((url, i) => [nameOf(url), [...(colors[i]?.match(/\d+/g) ?? []).map(Number), 256]]),
  )
  await expect.poll(sent, { timeout: 20_000 }).toEqual(wanted)
  expect(byName('inline').getAttribute('style')).toContain('blob:')
  expect(h.sentText().split('image/webp').length).toBe(1 + urls.length)
  expect(h.sentText()).not.toContain('blob:')
  // A new checkpoint has what was read once, also of addresses that are void by now.
  for (const url of urls) URL.revokeObjectURL(url)
  h.capture.checkpoint(0)
  await h.quiet()
  expect(await sent()).toEqual(wanted)
})

it('MIRROR 2: fonts from blobs come with their bytes, in each checkpoint, and go with their rule', async () => {
  const h = await open('<!doctype html><style id="s"></style><style id="t"></style><p>a</p>')
  const font = (text: string) => URL.createObjectURL(new Blob([text], { type: 'text/html' }))
  const [first, second] = [font('one'), font('two')]
  const style = (id: string) => h.document.getElementById(id) as HTMLStyleElement
  style('s').textContent =
    `@font-face { font-family: A; src: url(${first}) format("woff2"), url("/b.woff2") } p { color: red }`
  style('t').textContent = `@layer x { @font-face { font-family: B; src: url('${second}') } }`
  const sent = () => [...(h.replicas.get(1)?.document.extras.values() ?? [])].sort()
  const rules = [
    expect.stringMatching(
      /^@font-face \{ font-family: A; src: url\("data:font\/any;base64,b25l"\) format\("woff2"\), url\("http.*\/b\.woff2"\)/,
    ),
    expect.stringMatching(/^@font-face \{ font-family: B; src: url\("data:font\/any;base64,dHdv"\)/),
  ]
  await expect.poll(sent, { timeout: 10_000 }).toEqual(rules)
  URL.revokeObjectURL(first)
  h.capture.checkpoint(0)
  await expect.poll(sent).toEqual(rules)
  expect(h.sentText()).not.toContain('blob:')
  style('s').textContent = `p { background: url(${await blobOf(h, 'rgb(192, 32, 32)')}) }`
  await expect
    .poll(() => sent().map((rule) => rule.slice(0, 30)), { timeout: 10_000 })
    .toEqual([expect.stringMatching(/^@font-face \{ font-family: B/), expect.stringMatching(/^@property/)])
})

it('LEAKS G: a blob in CSS that only hidden elements show, or none that is rendered, is never read', async () => {
  const h = await open(
    `<!doctype html><style></style><div data-sidelong-mask><p class="sheet">a</p></div><p class="sheet" data-sidelong-mask>b</p>
     <p class="sheet" hidden>c</p><p class="sheet other">d</p><div id="holder"><i class="below" data-sidelong-mask></i></div><p id="later" data-sidelong-mask>e</p>`,
  )
  const urls = await Promise.all(
    ['rgb(192, 32, 32)', 'rgb(32, 192, 32)', 'rgb(32, 32, 192)'].map((color) => blobOf(h, color)),
  )
  const reads: string[] = []
  const { createImageBitmap } = globalThis
  globalThis.createImageBitmap = ((source: HTMLImageElement, options: object) => {
    reads.push(source.src)
    return createImageBitmap(source, options as never)
  }) as never
  try {
    const sheet = h.document.styleSheets[0]
    sheet?.insertRule(`.sheet { background-image: url(${urls[0]}) }`)
    sheet?.insertRule('.other { background-image: none }', 1)
    // Handed down to what is hidden, and shown by nothing else.
    h.document.getElementById('holder')?.style.setProperty('--photo', `url(${urls[1]})`)
    sheet?.insertRule('.below { background: var(--photo) }')
    h.document.getElementById('later')?.style.setProperty('background-image', `url(${urls[2]})`)
    const open = h.document.createElement('p')
    const seen = await blobOf(h, 'rgb(192, 192, 192)')
    open.style.backgroundImage = `url(${seen})`
    h.document.body.append(open)
    await expect.poll(() => h.replicas.get(1)?.document.extras.size, { timeout: 20_000 }).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(reads).toEqual([seen])
    // Unhidden, it is shown as all else is.
    h.document.querySelector('[hidden]')?.removeAttribute('hidden')
    await expect.poll(() => h.replicas.get(1)?.document.extras.size, { timeout: 20_000 }).toBe(2)
    expect(reads).toEqual([seen, urls[0]])
  } finally {
    globalThis.createImageBitmap = createImageBitmap
  }
})

it('LEAKS G: a masked canvas, or one under a mask, is never read; one that cannot be read is told', async () => {
  const h = await open(
    '<!doctype html><canvas id="a" data-sidelong-mask></canvas><div data-sidelong-mask><canvas id="b"></canvas></div><canvas id="d"></canvas><canvas id="t"></canvas>',
  )
  let reads = 0
  let readsOfD = 0
  const { createImageBitmap } = globalThis
  globalThis.createImageBitmap = ((source: HTMLCanvasElement, options: object) => {
    if (source.id === 'd') readsOfD++
    else if (source.id !== 't') reads++
    return source.id === 't'
      ? Promise.reject(new DOMException('tainted', 'SecurityError'))
      : createImageBitmap(source as never, options)
  }) as never
  try {
    for (const id of ['a', 'b', 'd', 't']) fill(byId(h, id), 'rgb(192, 32, 32)')
    await expect.poll(() => sentOf(h, 't')).toBe('')
    await expect.poll(() => sentOf(h, 'd')).toMatch(/^data:image\/webp;base64,/)
    byId(h, 'd').setAttribute('data-sidelong-mask', '')
    fill(byId(h, 'd'), 'rgb(0, 255, 0)')
    await new Promise((resolve) => setTimeout(resolve, 800))
    expect(sentOf(h, 'd')).toBeNull()
    expect(readsOfD).toBe(1)
    expect(reads).toBe(0)
  } finally {
    globalThis.createImageBitmap = createImageBitmap
  }
})

it('EM-5: the natives are what they were after stop', async () => {
  const h = await open('<!doctype html><canvas id="c"></canvas>')
  const { prototype } = h.window.CanvasRenderingContext2D
  await expect.poll(() => String(prototype.fillRect)).not.toContain('native code')
  h.capture.stop()
  expect(String(prototype.fillRect)).toContain('native code')
})

it('MK-25: switched off, nothing is read and nothing wrapped', async () => {
  const h = await open('<!doctype html><canvas id="c"></canvas>', false)
  fill(byId(h, 'c'), 'rgb(192, 32, 32)')
  await h.quiet()
  expect(sentOf(h, 'c')).toBe('')
  expect(String(h.window.CanvasRenderingContext2D.prototype.fillRect)).toContain('native code')
})
