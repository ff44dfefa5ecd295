// The real stage bundle under its real headers in a real browser, inside a small page that stands for the shell.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Browser, chromium, type Frame, type Page } from 'playwright-core'
import { CHROMIUM_ARGS, findChromium } from '../../scripts/chromium.ts'
import { rootDir } from '../../scripts/paths.ts'
import { ELEMENT, MODE, OP } from '../../src/protocol/codec/ops.ts'
import { encodePayload, type PayloadSection } from '../../src/protocol/codec/payload.ts'
import { createSectionWriter, type SectionWriter } from '../../src/protocol/codec/section-writer.ts'
import { ENVELOPE, encodeEnvelope, FLAG } from '../../src/protocol/envelope.ts'
import { createStages, type Stages } from '../../src/session-server/http/stages.ts'
import { readViewerFiles } from '../../src/session-server/viewer-files.ts'

export type Writer = SectionWriter<string>
export type Attributes = Readonly<Record<string, string>>

/** The page around the stage. */
export const hostHtml = (isSandboxed: boolean): string => `<!doctype html><body><script>
  window.messages = []
  window.foreign = []
  window.addEventListener('message', (event) => window.foreign.push(JSON.stringify(event.data)))
  window.openStage = (url) => new Promise((resolve) => {
    const frame = document.createElement('iframe')
    ${isSandboxed ? "frame.setAttribute('sandbox', 'allow-scripts')" : ''}
    frame.style.cssText = 'width: 800px; height: 600px; border: 0'
    frame.src = url
    frame.onload = () => {
      if (window.port) { window.reloads = (window.reloads ?? 0) + 1; return }
      const { port1, port2 } = new MessageChannel()
      window.port = port1
      port1.onmessage = (event) => {
        window.messages.push(event.data)
        if (event.data.type === 'ready') resolve()
      }
      frame.contentWindow.postMessage({ type: 'sidelong-port', role: 'top', document: 1, depth: 0 }, '*', [port2])
    }
    document.body.append(frame)
  })
  window.post = (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer
    window.port.postMessage({ type: 'envelope', bytes }, [bytes])
  }
</script></body>`

export type StageBench = {
  readonly origin: string
  /** Everything that reached the network since the last {@link StageBench.open}, but for our own pages. */
  readonly requests: string[]
  /** What each of them was for: `image`, `document`, … */
  readonly kinds: string[]
  readonly dialogs: string[]
  readonly consoleErrors: string[]
  readonly popups: string[]
  readonly downloads: string[]
  page(): Page
  /** A new page with a new stage. */
  open(url?: string): Promise<void>
  /** Sends a checkpoint with what `write` writes into document 1 (inside `body`), and waits until it is applied. */
  show(write: (writer: Writer) => void, mode?: number): Promise<void>
  /** Begins the next generation, before which everything must go. */
  supersede(): Promise<void>
  /** Sends a delta of the open generation. */
  delta(sections: readonly PayloadSection[]): Promise<void>
  post(bytes: Uint8Array): Promise<void>
  messages(): Promise<{ type: string; reason?: string; [key: string]: unknown }[]>
  waitFor(type: string, count?: number): Promise<void>
  stage(): Frame
  /** Empties the lists above. */
  forget(): void
  /** Of the checkpoint shown last. */
  generation(): number
  stop(): Promise<void>
}

/** Layers of defence to take away, to see whether the others hold without them (SA-03). */
export type Weaknesses = {
  /** Another build of the stage. */
  readonly stageJs?: string
  /** Its Content-Security-Policy, or none. */
  readonly policy?: (policy: string) => string | null
  /** Without the `sandbox` attribute of the frame. */
  readonly hasNoSandbox?: boolean
}

/** Serves and opens; what is not ours gets an empty answer. */
export async function createStageBench(weak: Weaknesses = {}): Promise<StageBench> {
  let origin = ''
  let stages: Stages | null = null
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? ''
    if (stages && path.startsWith('/stage')) sendStage(response, path, stages, weak.policy)
    else {
      response.setHeader('Content-Type', 'text/html')
      // As the shell has it: what the stage would navigate itself to does not load.
      response.setHeader(
        'Content-Security-Policy',
        `frame-src ${origin}/stage ${origin}/stage/quirks ${origin}/stage/limited`,
      )
      response.end(path === '/host' ? hostHtml(!weak.hasNoSandbox) : '')
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://localhost:${(server.address() as AddressInfo).port}`
  stages = builtStages(origin, weak.stageJs)

  const browser: Browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...CHROMIUM_ARGS],
    headless: true,
  })
  const requests: string[] = []
  const kinds: string[] = []
  const dialogs: string[] = []
  const consoleErrors: string[] = []
  const popups: string[] = []
  const downloads: string[] = []
  let page: Page | null = null
  let sequence = 0
  let generation = 0

  function current(): Page {
    if (!page) throw new Error('open() first')
    return page
  }

  function forget(): void {
    for (const list of [requests, kinds, dialogs, consoleErrors, popups, downloads]) list.length = 0
  }

  async function open(url = '/stage'): Promise<void> {
    await page?.context().close()
    forget()
    const context = await browser.newContext({ acceptDownloads: false })
    await context.route('**/*', (route) => {
      const request = route.request()
      if (request.url().startsWith(`${origin}/stage`) || request.url() === `${origin}/host`)
        return route.continue()
      requests.push(`${request.method()} ${request.url()}`)
      kinds.push(request.resourceType())
      return route.fulfill({ status: 200, contentType: 'text/plain', body: '' })
    })
    page = await context.newPage()
    context.on('page', (popup) => popups.push(popup.url()))
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message())
      void dialog.dismiss()
    })
    page.on('download', (download) => downloads.push(download.url()))
    page.on('console', (message) => {
      if (message.type() === 'error') consoleErrors.push(message.text())
    })
    page.on('pageerror', (error) => consoleErrors.push(`page error: ${error.message}`))
    await page.goto(`${origin}/host`)
    await page.evaluate((address) => Reflect.get(window, 'openStage')(address), url)
    sequence = 0
  }

  async function post(bytes: Uint8Array): Promise<void> {
    const base64 = Buffer.from(bytes).toString('base64')
    await current().evaluate((text) => Reflect.get(window, 'post')(text), base64)
  }

  function send(
    type: (typeof ENVELOPE)[keyof typeof ENVELOPE],
    payload: Uint8Array,
    flags = 0,
  ): Promise<void> {
    return post(encodeEnvelope({ type, flags, privilege: 0, generation, sequence: sequence++, payload }))
  }

  const messages = (): Promise<{ type: string }[]> =>
    current().evaluate(() => Reflect.get(window, 'messages'))

  async function waitFor(type: string, count = 1): Promise<void> {
    await current().waitForFunction(
      ([wanted, times]) =>
        Reflect.get(window, 'messages').filter((m: { type: string }) => m.type === wanted).length >=
        Number(times),
      [type, count] as const,
      { timeout: 15_000 },
    )
  }

  async function show(write: (writer: Writer) => void, mode: number = MODE.standards): Promise<void> {
    generation++
    const [start, part, end] = checkpointWith(write, generation, mode)
    sequence = 3
    await post(start)
    await post(part)
    const shown = (await messages()).filter((message) => message.type === 'shown').length
    await post(end)
    await waitFor('shown', shown + 1)
  }

  return {
    origin,
    requests,
    kinds,
    dialogs,
    consoleErrors,
    popups,
    downloads,
    page: current,
    open,
    forget,
    show,
    supersede() {
      generation++
      sequence = 0
      return send(ENVELOPE.checkpointStart, new Uint8Array(0), FLAG.supersede)
    },
    delta: (sections) => send(ENVELOPE.delta, encodePayload(sections)),
    post,
    messages,
    waitFor,
    stage() {
      const frame = current().mainFrame().childFrames()[0]
      if (!frame) throw new Error('no stage')
      return frame
    },
    generation: () => generation,
    async stop() {
      await browser.close()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The three envelopes of a checkpoint with what `write` writes into document 1, inside `body`. */
export function checkpointWith(
  write: (writer: Writer) => void,
  generation: number,
  mode: number = MODE.standards,
): readonly [Uint8Array, Uint8Array, Uint8Array] {
  const writer: Writer = createSectionWriter<string>()
  writer.op(OP.document, mode)
  element(writer, 'html', {}, { descend: true })
  element(writer, 'head')
  element(writer, 'body', {}, { descend: true })
  write(writer)
  const payload = encodePayload([{ document: 1, bytes: writer.take() ?? new Uint8Array(0) }])
  const envelope = (
    type: (typeof ENVELOPE)[keyof typeof ENVELOPE],
    sequence: number,
    bytes = new Uint8Array(0),
  ) => encodeEnvelope({ type, flags: 0, privilege: 0, generation, sequence, payload: bytes })
  return [
    envelope(ENVELOPE.checkpointStart, 0),
    envelope(ENVELOPE.checkpointPart, 1, payload),
    envelope(ENVELOPE.checkpointEnd, 2),
  ]
}

/** The built stage and its parts, as a session server at `origin` has them. */
export function builtStages(origin: string, stageJs?: string): Stages {
  const files = readViewerFiles(join(rootDir, 'dist/viewer'))
  return createStages(origin, stageJs ?? files.stageJs, files.stageParts)
}

export function sendStage(
  response: ServerResponse,
  path: string,
  stages: Stages,
  policyOf: (policy: string) => string | null = (policy) => policy,
): void {
  const found = stages.find(path) ?? stages.part(path)
  if (!found) return void response.writeHead(404).end()
  for (const [name, value] of Object.entries(found.headers)) {
    const given = name === 'Content-Security-Policy' ? policyOf(value) : value
    if (given !== null) response.setHeader(name, given)
  }
  response.end(found.body)
}

/** Writes an element with its attributes, exactly as given. */
export function element(
  writer: Writer,
  tag: string,
  attributes: Attributes | readonly (readonly [string, string])[] = {},
  options: { descend?: boolean; namespace?: 'svg' | 'mathml'; masked?: readonly [number, number] } = {},
): void {
  const entries: readonly (readonly [string, string])[] = Array.isArray(attributes)
    ? attributes
    : Object.entries(attributes)
  const namespace =
    options.namespace === 'svg' ? ELEMENT.svg : options.namespace === 'mathml' ? ELEMENT.mathml : 0
  writer.op(
    OP.element,
    (options.descend ? ELEMENT.descend : 0) | namespace | (options.masked ? ELEMENT.masked : 0),
  )
  if (options.masked) for (const size of options.masked) writer.uint(size)
  writer.str(tag)
  writer.uint(entries.length)
  for (const [name, value] of entries) {
    writer.str(name)
    writer.value(value)
  }
}

export function text(writer: Writer, data: string): void {
  writer.op(OP.text)
  writer.text(data)
}

export { ENVELOPE, FLAG }
