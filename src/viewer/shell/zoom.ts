import { VIEWER_LIMITS } from '../limits.ts'

export type Size = { readonly width: number; readonly height: number }
/** `fit`, or a factor. */
export type Zoom = 'fit' | number

const STEPS: readonly number[] = [
  0.1, 0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4,
]

/** The scale at which `page` is shown in `room`. Fitting never enlarges. */
export function scaleOf(zoom: Zoom, page: Size, room: Size): number {
  if (zoom !== 'fit') return Math.min(VIEWER_LIMITS.maxZoom, Math.max(VIEWER_LIMITS.minZoom, zoom))
  if (page.width <= 0 || page.height <= 0 || room.width <= 0 || room.height <= 0) return 1
  return Math.min(1, room.width / page.width, room.height / page.height)
}

/** The next step from the scale now shown. */
export function zoomStep(scale: number, direction: 1 | -1): number {
  const steps = direction === 1 ? STEPS : [...STEPS].reverse()
  const next = steps.find((step) => (direction === 1 ? step > scale + 0.005 : step < scale - 0.005))
  return next ?? (direction === 1 ? VIEWER_LIMITS.maxZoom : VIEWER_LIMITS.minZoom)
}
