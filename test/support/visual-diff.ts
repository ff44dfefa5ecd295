import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'

export type VisualDiff = {
  /** The share of pixels that differ, 0 to 1. */
  readonly ratio: number
  readonly count: number
  readonly compared: number
  readonly diff: Buffer
}

/** Compares two pictures: their common area, if the sizes differ by a scroll bar. */
export function visualDiff(a: Buffer, b: Buffer): VisualDiff {
  const left = PNG.sync.read(a)
  const right = PNG.sync.read(b)
  const width = Math.min(left.width, right.width)
  const height = Math.min(left.height, right.height)
  const diff = new PNG({ width, height })
  const count = pixelmatch(crop(left, width, height), crop(right, width, height), diff.data, width, height, {
    threshold: 0.15,
  })
  const compared = width * height
  return { ratio: count / compared, count, compared, diff: PNG.sync.write(diff) }
}

function crop(image: PNG, width: number, height: number): Buffer {
  if (image.width === width && image.height === height) return image.data
  const out = new PNG({ width, height })
  PNG.bitblt(image, out, 0, 0, width, height, 0, 0)
  return out.data
}
