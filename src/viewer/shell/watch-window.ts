import type { Clock } from '../../base/clock.ts'

/** What happens to the window around the view. */
export function watchWindow(
  root: Element,
  clock: Clock,
  hooks: {
    readonly takeFocus: () => void
    /** The line may be back. */
    readonly nudge: () => void
    readonly activity: () => void
  },
): void {
  // The frame must not keep the keyboard if it got it by a click that no overlay caught, or by script of a hacked stage.
  window.addEventListener('blur', () => {
    clock.after(0, () => {
      if (document.activeElement instanceof HTMLIFrameElement) hooks.takeFocus()
    })
  })
  window.addEventListener('online', hooks.nudge)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') hooks.nudge()
  })
  for (const type of ['pointerdown', 'keydown']) root.addEventListener(type, hooks.activity)
}

/** HF-1: the same view by the other protocol; nowhere else. */
export function followTo(url: string): void {
  const to = URL.canParse(url) ? new URL(url) : null
  if (
    to?.hostname === location.hostname &&
    to.pathname === location.pathname &&
    /^https?:$/.test(to.protocol)
  )
    location.replace(to.href + location.search)
}
