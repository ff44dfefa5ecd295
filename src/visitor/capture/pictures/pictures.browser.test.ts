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
  const blobOf = async (color: string): Promise<string> => {
    const canvas = h.document.createElement('canvas')
    fill(canvas, color)
    return new Promise((resolve) => canvas.toBlob((blob) => resolve(URL.createObjectURL(blob as Blob))))
  }
  const image = h.document.getElementById('i') as HTMLImageElement
  const masked = h.document.getElementById('m') as HTMLImageElement
  image.src = await blobOf('rgb(192, 32, 32)')
  masked.src = image.src
  masked.srcset = `${image.src} 2x`
  await expect.poll(async () => colorOf(sentOf(h, 'i')).catch(() => [])).toEqual([192, 32, 32, 256])
  image.src = await blobOf('rgb(32, 192, 32)')
  await expect.poll(async () => colorOf(sentOf(h, 'i'))).toEqual([32, 192, 32, 256])
  image.srcset = `${await blobOf('rgb(32, 32, 192)')} 1x, other.png 90x`
  image.removeAttribute('src')
  await expect.poll(async () => colorOf(sentOf(h, 'i'))).toEqual([32, 32, 192, 256])
  expect([sentOf(h, 'm'), sentOf(h, 'n')]).toEqual([null, null])
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
