import { LIMITS } from '../../../protocol/limits.ts'

const QUALITIES = [0.85, 0.6, 0.3]

export type Source = HTMLCanvasElement | HTMLImageElement

/** In its own pixels, not those of the page. */
export function sizeOf(source: Source): { width: number; height: number } {
  return 'naturalWidth' in source
    ? { width: source.naturalWidth, height: source.naturalHeight }
    : { width: source.width, height: source.height }
}

/** What is in it at this moment, in a size that may be sent. Rejects if there is nothing in it. */
export function snapshot(source: Source): Promise<ImageBitmap> {
  const { width, height } = sizeOf(source)
  const scale = Math.min(1, Math.sqrt(LIMITS.maxPicturePixels / (width * height)))
  return createImageBitmap(source, {
    resizeWidth: Math.max(1, Math.round(width * scale)),
    resizeHeight: Math.max(1, Math.round(height * scale)),
  })
}

/**
 * The pixels as a data address, encoded off the main thread; `null` when they are too many. Rejects for a canvas that
 * the page has tainted with pictures of other origins: the browser lets nobody read that.
 */
export async function pictureOf(bitmap: ImageBitmap): Promise<string | null> {
  const copy = new OffscreenCanvas(bitmap.width, bitmap.height)
  copy.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap)
  for (const quality of QUALITIES) {
    const blob = await copy.convertToBlob({ type: 'image/webp', quality })
    // A browser that has no WebP gives PNG.
    if (blob.size <= LIMITS.maxPictureBytes) return dataUrl(blob)
  }
  return null
}

function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result as string)
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(blob)
  })
}
