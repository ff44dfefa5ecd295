import * as native from '../natives.ts'
import { dropCandidates } from './candidates.ts'

/** Raster images only: what could run, load or be styled (SVG) is none. */
const PICTURE = /^data:(image\/(?:webp|png));base64,([A-Za-z0-9+/]+={0,2})$/
const LABEL = 'picture not readable'

export interface Pictures {
  /** Shows a data address in a canvas or an image; empty: a label in the place of a canvas. Anything else is left out. */
  show(element: Element, picture: string): void
}

/** Pictures of the visitor's canvases, drawn into those of the stage, and of images that have no address elsewhere. */
export function createPictures(): Pictures {
  /** By canvas: the newest one. Decoding takes its time, and an older one may be done later. */
  const newest = new WeakMap<HTMLCanvasElement, object>()

  async function draw(canvas: HTMLCanvasElement, blob: Blob, own: object): Promise<void> {
    const bitmap = await createImageBitmap(blob)
    const pen = newest.get(canvas) === own ? native.pen(canvas) : null
    if (pen) {
      pen.clearRect(0, 0, canvas.width, canvas.height)
      pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
    }
    bitmap.close()
  }

  return {
    show(element, picture) {
      const blob = blobOf(picture)
      if (element instanceof HTMLImageElement && blob) setImage(element, blob)
      if (!(element instanceof HTMLCanvasElement)) return
      const own = {}
      newest.set(element, own)
      if (picture === '') label(element)
      else if (blob) draw(element, blob, own).catch(() => {})
    },
  }
}

function blobOf(picture: string): Blob | null {
  const [, type, base64] = PICTURE.exec(picture) ?? []
  if (!type || !base64 || base64.length % 4 !== 0) return null
  return new Blob([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], { type })
}

function setImage(image: HTMLImageElement, blob: Blob): void {
  const url = URL.createObjectURL(blob)
  const revoke = () => URL.revokeObjectURL(url)
  native.addEventListener(image, 'load', revoke)
  native.addEventListener(image, 'error', revoke)
  dropCandidates(image)
  native.setAttribute(image, 'src', url)
}

function label(canvas: HTMLCanvasElement): void {
  const pen = native.pen(canvas)
  if (!pen) return
  const { width, height } = canvas
  pen.fillStyle = '#e9ecf1'
  pen.fillRect(0, 0, width, height)
  pen.strokeStyle = '#b9c0cc'
  pen.strokeRect(0.5, 0.5, width - 1, height - 1)
  pen.fillStyle = '#3d4657'
  pen.font = '500 11px system-ui, sans-serif'
  pen.fillText(LABEL, 6, 14)
}
