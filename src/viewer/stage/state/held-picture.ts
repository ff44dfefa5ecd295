import { VIEWER_LIMITS } from '../../limits.ts'
import * as native from '../natives.ts'

/**
 * Keeps what was last painted on screen while the page is built anew: the browser paints nothing while the update of a
 * view transition goes on. When the new page is there the transition is skipped, so that nothing is animated. A browser
 * without view transitions shows the building.
 */
export interface HeldPicture {
  /** Resolves when the page may be taken apart. Held for `VIEWER_LIMITS.heldPictureMs` at most. */
  hold(): Promise<void>
  /** What is there is painted from now on. */
  release(): void
}

export function createHeldPicture(document: Document): HeldPicture {
  let end: (() => void) | null = null

  function release(): void {
    end?.()
    end = null
  }

  return {
    async hold() {
      release()
      if (!native.startViewTransition) return
      const captured = Promise.withResolvers<void>()
      const updated = Promise.withResolvers<void>()
      const transition = native.startViewTransition(document, () => {
        captured.resolve()
        return updated.promise
      })
      const { ready, finished, updateCallbackDone } = transition
      for (const promise of [ready, finished, updateCallbackDone]) promise.catch(() => {})
      const stop = (): void => {
        transition.skipTransition()
        updated.resolve()
      }
      end = stop
      // The old page is captured with the next frame, which a window that nobody sees may not have.
      setTimeout(captured.resolve, VIEWER_LIMITS.pictureCaptureMs)
      setTimeout(() => {
        if (end === stop) release()
      }, VIEWER_LIMITS.heldPictureMs)
      await captured.promise
    },
    release,
  }
}
