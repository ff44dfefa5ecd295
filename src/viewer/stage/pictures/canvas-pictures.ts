import { native } from '../natives.ts'

/** Raster images only: what could run, load or be styled (SVG) is none. */
const PICTURE = /^data:(image\/(?:webp|png));base64,([A-Za-z0-9+/]+={0,2})$/
const LABEL = 'picture not readable'

export interface CanvasPictures {
  /** Shows a data address in a canvas; empty: a label in its place. Anything else is left out. */
  show(canvas: HTMLCanvasElement, picture: string): void
}

/** Pictures of the visitor's canvases, drawn into those of the stage. */
export function createCanvasPictures(): CanvasPictures {
  /** By canvas: the newest one. Decoding takes its time, and an older one may be done later. */
  const newest = new WeakMap<HTMLCanvasElement, object>()

  async function draw(canvas: HTMLCanvasElement, type: string, base64: string, own: object): Promise<void> {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
    const bitmap = await createImageBitmap(new Blob([bytes], { type }))
    const pen = newest.get(canvas) === own ? native.pen(canvas) : null
    if (pen) {
      pen.clearRect(0, 0, canvas.width, canvas.height)
      pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
    }
    bitmap.close()
  }

  return {
    show(canvas, picture) {
      const own = {}
      newest.set(canvas, own)
      if (picture === '') return label(canvas)
      const [, type, base64] = PICTURE.exec(picture) ?? []
      if (type && base64) draw(canvas, type, base64, own).catch(() => {})
    },
  }
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
