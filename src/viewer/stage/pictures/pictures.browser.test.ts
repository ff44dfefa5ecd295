import { afterEach, expect, it } from 'vitest'
import { createPictures } from './pictures.ts'

const pictures = createPictures()

function canvasOf(): HTMLCanvasElement {
  return document.body.appendChild(Object.assign(document.createElement('canvas'), { width: 40, height: 20 }))
}

function painted(color: string, type: string): string {
  const canvas = Object.assign(document.createElement('canvas'), { width: 80, height: 40 })
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D
  pen.fillStyle = color
  pen.fillRect(0, 0, 80, 40)
  return canvas.toDataURL(type)
}

const pixelOf = (canvas: HTMLCanvasElement) => [
  ...(canvas.getContext('2d')?.getImageData(20, 10, 1, 1).data ?? []),
]

afterEach(() => document.body.replaceChildren())

it('fills the canvas, whatever the size of the picture; the newest one stays', async () => {
  const canvas = canvasOf()
  pictures.show(canvas, painted('rgb(255, 0, 0)', 'image/png'))
  pictures.show(canvas, painted('rgb(0, 0, 255)', 'image/png'))
  await expect.poll(() => pixelOf(canvas)).toEqual([0, 0, 255, 255])
})

it('labels what nobody may read, also over what was there', async () => {
  const canvas = canvasOf()
  pictures.show(canvas, painted('rgb(255, 0, 0)', 'image/png'))
  pictures.show(canvas, '')
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(pixelOf(canvas)[0]).toBeLessThan(240)
  expect(pixelOf(canvas)[2]).toBeGreaterThan(60)
})

const SVG = `data:image/svg+xml;base64,${btoa('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')}`

it.each([
  ['an SVG', SVG],
  ['a page', `data:text/html;base64,${btoa('<p>x')}`],
  ['an address', 'https://evil.example/a.webp'],
  ['a line break', 'data:image/webp;base64,AA=\nB'],
  ['half a word', 'data:image/webp;base64,AAA'],
])('SA-01 %s in place of a picture shows nothing and loads nothing', (_what, value) => {
  const image = document.body.appendChild(document.createElement('img'))
  const canvas = canvasOf()
  const other = document.body.appendChild(document.createElement('iframe'))
  for (const element of [image, canvas, other]) pictures.show(element, value)
  expect([image.hasAttribute('src'), other.hasAttribute('src')]).toEqual([false, false])
  expect(pixelOf(canvas)).toEqual([0, 0, 0, 0])
})
