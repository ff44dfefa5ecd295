import { FLAG } from '../../protocol/envelope.ts'
import { LIMITS } from '../../protocol/limits.ts'
import type { VisitorSettings } from '../../protocol/visitor-settings.ts'
import { mayRunIn } from '../boot/group-check.ts'
import type { MaskedCapture, MaskedCaptureParts } from '../boot/masked-capture.ts'
import type { WebApi } from '../boot/web-api.ts'
import { modeOf } from '../capture/tree/document-mode.ts'
import type { TagConfig } from '../loader/tag.ts'
import { type GuestUp, guestDown, joinMessage } from './messages.ts'

export type GuestParts = {
  readonly window: Window
  readonly tag: TagConfig
  readonly api: Pick<WebApi, 'settings'>
  readonly createCapture: (parts: Omit<MaskedCaptureParts, 'deps'>) => MaskedCapture
}

/**
 * The frame's side. A page around us asks us to join its session: it gets something only if our own settings say that
 * its origin, ours and those of all pages around are trusted, and what it gets has passed our own masks and its.
 */
export function createGuest(parts: GuestParts): { join(event: MessageEvent): Promise<void> } {
  const { window, tag, api } = parts
  let stop = () => {}
  let last = 0

  window.addEventListener('pagehide', () => stop())
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) window.parent.postMessage({ sidelong: 1 }, '*')
  })

  function isTrusted(origin: string, { trustedOrigins }: VisitorSettings): boolean {
    const { ancestorOrigins = [] } = window.location as Partial<Location>
    return [origin, window.origin, ...ancestorOrigins].every((one) => trustedOrigins.includes(one))
  }

  return {
    async join(event) {
      const port = event.ports[0]
      if (!port || !event.isTrusted || event.source !== window.parent) return
      stop()
      const own = ++last
      try {
        const { group, nonce } = joinMessage(event.data)
        if (!mayRunIn(tag, group)) return port.close()
        const settings = await api.settings(group, tag.site)
        if (own !== last || !isTrusted(event.origin, settings)) return port.close()
        stop = serve(parts, settings, group, port)
        const mode = modeOf(window.document)
        port.postMessage({ type: 'hello', nonce, mode } satisfies GuestUp)
      } catch {
        // Without rules nothing is shown (MK-18).
        port.close()
      }
    },
  }
}

/** Captures while the page around wants it; returns what ends that. */
function serve(
  { createCapture }: GuestParts,
  settings: VisitorSettings,
  groupId: number,
  port: MessagePort,
): () => void {
  let capture: MaskedCapture | null = null
  let round = 0
  let ahead = 0
  let hasBegun = false
  /** What comes now would be of documents that begin anew under numbers that were given already. */
  let isVoid = false
  let waiting: ((base: number) => void)[] = []
  const post = (message: GuestUp, transfer: Transferable[] = []) => port.postMessage(message, transfer)

  function end(): void {
    capture?.stop()
    capture = null
    waiting = []
  }

  const sink: MaskedCaptureParts['uplink'] = {
    begin(flags) {
      if (hasBegun && !isVoid) post({ type: 'again', round, isStricter: (flags & FLAG.supersede) > 0 })
      isVoid = hasBegun
      hasBegun = true
    },
    send({ buffer }) {
      if (isVoid) return
      ahead++
      post({ type: 'payload', round, bytes: buffer }, [buffer])
    },
    complete() {},
    ephemeral() {},
    isReady: () => ahead < LIMITS.maxPayloadsAhead,
    sent: () => null,
    discard() {},
    nextGeneration: () => 0,
  }

  port.onmessage = ({ data }) => {
    try {
      receive(data)
    } catch {
      end()
    }
  }

  function receive(data: unknown): void {
    const message = guestDown(data)
    switch (message.type) {
      case 'start':
        end()
        round = message.round
        ahead = 0
        hasBegun = isVoid = false
        capture = createCapture({
          groupId,
          settings,
          carried: message.rules,
          uplink: sink,
          number: message.base,
          allot(done) {
            waiting.push(done)
            post({ type: 'block' })
          },
          isPaused: () => false,
          onMasks() {},
          onFault: end,
        })
        void capture.ask(message.people)
        return capture.begin(false)
      case 'stop':
        return end()
      case 'more':
        ahead--
        return capture?.wake()
      case 'people':
        return void capture?.ask(message.people)
      case 'block':
        return waiting.shift()?.(message.base)
    }
  }

  return () => {
    end()
    post({ type: 'gone' })
    port.close()
  }
}
