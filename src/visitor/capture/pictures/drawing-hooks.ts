import type { Realm, Wrapping } from '../wrapping.ts'

type Drawing = { readonly canvas?: HTMLCanvasElement | OffscreenCanvas }

/** All that changes pixels; what only prepares (paths, styles, buffers) is left alone. */
const DRAWS: Readonly<Record<string, string>> = {
  CanvasRenderingContext2D:
    'fillRect clearRect strokeRect fill stroke fillText strokeText drawImage putImageData reset',
  WebGLRenderingContext: 'clear drawArrays drawElements',
  WebGL2RenderingContext:
    'clear drawArrays drawElements drawArraysInstanced drawElementsInstanced drawRangeElements blitFramebuffer clearBufferfv clearBufferiv clearBufferuiv clearBufferfi',
  ImageBitmapRenderingContext: 'transferFromImageBitmap',
}

/** Tells which canvas was drawn on. */
export function hookDrawing(
  wrapping: Wrapping,
  realm: Realm,
  /** `isFleeting`: what was drawn is gone once it is shown. */
  tell: (canvas: HTMLCanvasElement, isFleeting: boolean) => void,
): void {
  /** A context draws many things in a row: all but the first cost one comparison until the task is over. */
  let last: Drawing | null = null
  const note = (context: Drawing): void => {
    if (context === last) return
    last = context
    queueMicrotask(() => {
      last = null
    })
    // Of an OffscreenCanvas nobody asked for pictures.
    tell(context.canvas as HTMLCanvasElement, 'drawArrays' in context)
  }
  for (const [name, methods] of Object.entries(DRAWS)) {
    const type = (realm as unknown as Record<string, { prototype?: object } | undefined>)[name]
    wrapping.afterMethod<Drawing>(type?.prototype, methods, note)
  }
}
