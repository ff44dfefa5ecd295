import { createClock } from '../../src/base/clock.ts'
import { ENVELOPE, encodeEnvelope } from '../../src/protocol/envelope.ts'
import type { StageUp } from '../../src/viewer/stage-messages.ts'
import type { Capture } from '../../src/visitor/capture/sink.ts'
import { startCapture } from '../../src/visitor/capture/start.ts'
import { createSelection } from '../../src/visitor/capture/state/selection.ts'
import { startLooks } from '../../src/visitor/capture/style/looks.ts'
import { createMaskMemory } from '../../src/visitor/privacy/mask-memory.ts'
import { modes } from '../../src/visitor/privacy/modes.ts'
import type { MaskRules } from '../../src/visitor/privacy/rules.ts'
import { OPEN_RULES } from '../../src/visitor/testing/mirror-harness.ts'
import { partsAtHand } from '../../src/visitor/testing/parts-at-hand.ts'

type Realm = Window & typeof globalThis

/**
 * A visitor's page and the stage that mirrors it, each in a frame of the same size in one browser tab: the real capture,
 * the real codec, the real stage; no servers between them. Frames of the page are left to end-to-end tests.
 */
export type Pair = {
  readonly window: Realm
  readonly document: Document
  readonly stage: Document
  readonly stageWindow: Realm
  readonly capture: Capture
  /** What the stage told the shell, without signs of life. */
  readonly told: StageUp[]
  /** Flags of the checkpoints begun so far. */
  readonly begun: readonly number[]
  /** Bytes sent so far. */
  sentBytes(): number
  /** All that was sent, as text. */
  sentText(): string
  /** Waits until nothing more is sent and all of it is applied. */
  quiet(timeoutMs?: number): Promise<void>
  /** Nothing is sent while it is held, as if the line were full. */
  hold(isHeld: boolean): void
  stop(): void
}

const TIMEOUT_MS = 8_000
/** Events that come a task or a frame later (toggle, selectionchange, scroll) get their turn. */
const QUIET_MS = 80

async function openFrame(html: string, style: string): Promise<HTMLIFrameElement> {
  const frame = document.createElement('iframe')
  frame.allow = 'fullscreen'
  frame.style.cssText = `width: 800px; height: 600px; border: 0; ${style}`
  frame.srcdoc = html
  document.body.append(frame)
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
  return frame
}

export async function createPair(
  html: string,
  rules: Partial<MaskRules> = {},
  options: { doctype?: string; hasLooks?: boolean; pointer?: boolean } = {},
): Promise<Pair> {
  const doctype = options.doctype ?? '<!doctype html>'
  const page = await openFrame(doctype + html, '')
  const stageFrame = await openFrame(`${doctype}<html><head></head></html>`, '')
  const window = page.contentWindow as Realm
  const stageWindow = stageFrame.contentWindow as Realm
  const { port1, port2 } = new MessageChannel()
  await startStage(stageWindow, port2)

  const told: StageUp[] = []
  const begun: number[] = []
  const chunks: Uint8Array[] = []
  let generation = 0
  let sequence = 0
  let applied = ''
  let activeMs = performance.now()
  let isComplete = false
  let isHeld = false
  let fault: string | null = null

  function post(type: 1 | 2 | 3 | 4 | 5, payload: Uint8Array, flags = 0): void {
    activeMs = performance.now()
    const bytes = encodeEnvelope({
      type,
      flags,
      privilege: 0,
      generation,
      sequence: type === 5 ? 0 : sequence,
      payload,
    })
    port1.postMessage({ type: 'envelope', bytes: bytes.buffer }, [bytes.buffer])
  }

  port1.onmessage = ({ data }: MessageEvent<StageUp>) => {
    if (data.type === 'beat') return
    if (data.type === 'applied') applied = `${data.generation}.${data.sequence}`
    else told.push(data)
    if (data.type === 'trouble') fault = `the stage is in trouble: ${data.reason} ${data.mode}`
  }

  const capture = startCapture({
    hide: () => {},
    joined: null,
    number: 1,
    window,
    rules: { ...OPEN_RULES, ...rules },
    memory: createMaskMemory(),
    sink: {
      begin(flags) {
        begun.push(flags)
        generation++
        sequence = 0
        isComplete = false
        post(ENVELOPE.checkpointStart, new Uint8Array(), flags)
      },
      send(payload) {
        chunks.push(payload.slice())
        sequence++
        post(isComplete ? ENVELOPE.delta : ENVELOPE.checkpointPart, payload)
      },
      complete() {
        sequence++
        isComplete = true
        post(ENVELOPE.checkpointEnd, new Uint8Array())
      },
      ephemeral(payload) {
        post(ENVELOPE.ephemeral, payload)
      },
      isReady: () => !isHeld,
    },
    pointer: options.pointer ?? false,
    canvas: true,
    loadPart: partsAtHand({
      selection: createSelection,
      modes,
      ...(options.hasLooks && { looks: startLooks }),
    }),
    clock: createClock(globalThis as never, () => Date.now()),
    onFault(message) {
      fault = `capture failed: ${message}`
    },
  })
  capture.checkpoint(0)

  async function quiet(timeoutMs = TIMEOUT_MS): Promise<void> {
    const deadline = performance.now() + timeoutMs
    activeMs = performance.now()
    const isBusy = (): boolean =>
      !capture.isIdle || applied !== `${generation}.${sequence}` || performance.now() - activeMs < QUIET_MS
    while (isBusy() && fault === null) {
      if (performance.now() > deadline) throw new Error(`not quiet: ${applied} of ${generation}.${sequence}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    if (fault !== null) throw new Error(fault)
  }

  await quiet()
  return {
    window,
    document: window.document,
    stage: stageWindow.document,
    stageWindow,
    capture,
    told,
    begun,
    sentBytes: () => chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    sentText: () => chunks.map((chunk) => new TextDecoder().decode(chunk)).join(''),
    quiet,
    hold(held) {
      isHeld = held
      if (!isHeld) capture.wake()
    },
    stop() {
      capture.stop()
      port1.close()
      page.remove()
      stageFrame.remove()
    },
  }
}

/** The stage's modules run in its frame's own realm, as they do in the viewer. */
async function startStage(window: Realm, port: MessagePort): Promise<void> {
  const load = (url: URL): Promise<Record<string, (...args: unknown[]) => void>> =>
    window.eval(`import(${JSON.stringify(url.href)})`)
  const [{ makeInert }, { startTopStage }] = await Promise.all([
    load(new URL('../../src/viewer/stage/inert-events.ts', import.meta.url)),
    load(new URL('../../src/viewer/stage/stage.ts', import.meta.url)),
  ])
  makeInert?.(window, window.document)
  // Handed over by a message, so that what arrives on it is made of this realm's types.
  const arrived = new Promise<MessagePort | undefined>((resolve) => {
    window.addEventListener('message', (event) => resolve(event.ports[0]), { once: true })
  })
  window.postMessage('port', '*', [port])
  startTopStage?.(await arrived, (name: string) =>
    load(new URL(`../../src/viewer/stage/parts/${name}.ts`, import.meta.url)),
  )
}
