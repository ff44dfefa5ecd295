import { LIMITS } from '../../src/protocol/limits.ts'
import type { MaskRules } from '../../src/visitor/privacy/rules.ts'

/** `window.benchRules`: what is masked in the measured page. */
export type BenchRules = Partial<MaskRules>

/** A recorder as the benchmark drives it; `window.bench` in the measured page. */
export type Recorder = {
  /** Raised whenever the recorder does something. */
  pulse(): number
  /** Has it something waiting for its time? */
  isPending(): boolean
  start(): void
  /** When the first capture was complete and ready to send, in the page's time; `null` until then. */
  completeAt(): number | null
  takeBytes(): Promise<WireBytes>
  /** Why it gave up, if it did. */
  fault(): string | null
}

/** Bytes on the wire since the last time. */
export type WireBytes = {
  /** Each message compressed by itself, as it leaves while the visitor waits for nothing. */
  readonly live: number
  /** All messages compressed together, for a peer that does not compress messages; ours are the same both ways. */
  readonly together: number
}

/** What the page offers to the benchmark's process. */
export type BenchPage = {
  /** Starts the recorder and waits for its first capture; milliseconds. */
  capture(): Promise<number>
  /** Waits until the recorder has nothing more to do. */
  settle(): Promise<void>
  takeBytes(): Promise<WireBytes>
  outerHtmlBytes(): Promise<number>
  markBegin(): void
  markEnd(): void
}

/** Rarely: what the polls cost counts as the recorder’s. */
const POLL_MS = 50
const QUIET_POLLS = 4
const TIMEOUT_MS = 120_000

/** Makes `recorder` the page's `window.bench`. */
export function offer(recorder: Recorder): void {
  Object.assign(window, { bench: createBenchPage(recorder) })
}

function createBenchPage(recorder: Recorder): BenchPage {
  async function until(isDone: () => boolean): Promise<void> {
    const deadline = performance.now() + TIMEOUT_MS
    while (!isDone()) {
      if (performance.now() > deadline) throw new Error('the recorder does not come to rest')
      const fault = recorder.fault()
      if (fault !== null) throw new Error(`the recorder failed: ${fault}`)
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  }

  async function settle(): Promise<void> {
    let last = -1
    let quietPolls = 0
    await until(() => {
      const now = recorder.pulse()
      quietPolls = now === last && !recorder.isPending() ? quietPolls + 1 : 0
      last = now
      return quietPolls >= QUIET_POLLS
    })
  }

  return {
    async capture() {
      // A task of its own, whose function is of this script: the trace tells it from the page's.
      const startedAt = await new Promise<number>((resolve) =>
        setTimeout(() => {
          resolve(performance.now())
          recorder.start()
        }),
      )
      await until(() => recorder.completeAt() !== null)
      return (recorder.completeAt() ?? startedAt) - startedAt
    },
    settle,
    takeBytes: () => recorder.takeBytes(),
    outerHtmlBytes: () => compressedBytes(new TextEncoder().encode(wholeHtml()), 'gzip'),
    markBegin: () => void performance.mark('bench:begin'),
    markEnd: () => void performance.mark('bench:end'),
  }
}

/** The page as HTML, with its shadow trees. */
function wholeHtml(): string {
  const shadowRoots = [...document.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ?? [])
  return shadowRoots.length > 0
    ? document.documentElement.getHTML({ shadowRoots })
    : document.documentElement.outerHTML
}

/** What the uplink makes of a message of this size: small ones stay as they are. */
export async function messageBytes(message: Uint8Array<ArrayBuffer>): Promise<number> {
  if (message.length < LIMITS.compressFromBytes) return message.length
  return Math.min(message.length, await compressedBytes(message, 'deflate-raw'))
}

export async function compressedBytes(
  bytes: Uint8Array<ArrayBuffer>,
  format: 'gzip' | 'deflate-raw',
): Promise<number> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream(format))
  return (await new Response(stream).arrayBuffer()).byteLength
}
