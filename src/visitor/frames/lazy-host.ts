import type { CreateNested } from '../capture/tree/nested.ts'
import type { FrameHost, FrameHostParts } from './host.ts'

/** What the part `frames` hands over. */
export type FramesPart = {
  readonly createFrameHost: typeof import('./host.ts').createFrameHost
  readonly createGuest: typeof import('./guest.ts').createGuest
  readonly createNested: CreateNested
}

/** Fetches the part when the page shows the first frame of another origin. */
export function createLazyHost(load: () => Promise<FramesPart | null>, parts: FrameHostParts): FrameHost {
  let host: FrameHost | undefined
  let early: Set<Element> | undefined
  let isStopped = false
  return {
    look(frame) {
      if (host) return host.look(frame)
      if (!early) {
        early = new Set()
        void load().then((part) => {
          if (isStopped) return
          host = part?.createFrameHost(parts)
          early?.forEach(parts.changed)
          early = undefined
        })
      }
      early.add(frame)
      return null
    },
    close: (number) => host?.close(number),
    clear: () => host?.clear(),
    wake: () => host?.wake(),
    ask: (people) => host?.ask(people),
    stop() {
      isStopped = true
      host?.stop()
    },
  }
}
