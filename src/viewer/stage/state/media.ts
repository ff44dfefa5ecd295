import * as native from '../natives.ts'

/** What video and audio elements play: without sound, as nobody asked to hear it. */
export interface MediaState {
  /** `atMs`: when that was told. */
  show(media: HTMLMediaElement, state: string, atMs: number): void
}

export function createMediaState(now: () => number): MediaState {
  /** Of those whose content is not there yet: what to do then. */
  const waiting = new WeakMap<HTMLMediaElement, () => void>()

  function apply(media: HTMLMediaElement, state: string, atMs: number): void {
    const [playing = 0, seconds = 0, rate = 1] = state.split(' ').map(Number)
    const sinceSeconds = playing === 1 ? ((now() - atMs) / 1_000) * rate : 0
    try {
      native.setPlaybackRate(media, rate)
      native.setCurrentTime(media, seconds + sinceSeconds)
    } catch {
      // A rate that this browser does not play, or no time at all.
    }
    if (playing === 1) play(media)
    else native.pause(media)
  }

  function play(media: HTMLMediaElement): void {
    native.setMuted(media, true)
    // Refused where nothing can be played: its poster stays.
    native.play(media).catch(() => {})
  }

  return {
    show(media, state, atMs) {
      if (native.readyState(media) > 0) return apply(media, state, atMs)
      if (!waiting.has(media))
        native.addEventListener(media, 'loadedmetadata', () => {
          waiting.get(media)?.()
          waiting.delete(media)
        })
      waiting.set(media, () => apply(media, state, atMs))
      // Also what its page told to load when it is played, and not before.
      play(media)
    },
  }
}
