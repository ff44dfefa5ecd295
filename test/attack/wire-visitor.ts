// A raw client in the visitor's place at a real session server, which serves the real viewer to an agent who has joined.
import { join } from 'node:path'
import { rootDir } from '../../scripts/paths.ts'
import { MODE, OP } from '../../src/protocol/codec/ops.ts'
import { encodePayload } from '../../src/protocol/codec/payload.ts'
import { createSectionWriter } from '../../src/protocol/codec/section-writer.ts'
import type { TestClient } from '../../src/session-server/testing/client.ts'
import { checkpoint, Harness } from '../../src/session-server/testing/harness.ts'
import { readViewerFiles } from '../../src/session-server/viewer-files.ts'
import { element, type Writer } from './stage-host.ts'

export interface WireVisitor {
  readonly harness: Harness
  /** Of the agent, and what opens it. */
  readonly viewUrl: string
  readonly cookie: { readonly name: string; readonly value: string }
  /** Sends a page as the visitor's script would. Resolves with the class of its root, before it is shown. */
  send(write: (writer: Writer) => void): Promise<string>
  stop(): Promise<void>
}

export async function startWireVisitor(): Promise<WireVisitor> {
  const viewerFiles = readViewerFiles(join(rootDir, 'dist/viewer'))
  const harness = await Harness.start({ publicUrl: 'http://localhost:0', viewerFiles })
  await harness.openSession()
  const { pid, cookie } = await harness.join()
  const [name = '', value = ''] = cookie.split('=')
  let visitor: TestClient | null = null
  let generation = 0

  async function connect(): Promise<TestClient> {
    const client = await harness.visitor()
    await client.next('welcome')
    return client
  }

  return {
    harness,
    viewUrl: `${harness.url}/view/${pid}`,
    cookie: { name, value },
    async send(write) {
      visitor ??= await connect()
      generation++
      const writer: Writer = createSectionWriter<string>()
      writer.op(OP.document, MODE.standards)
      element(writer, 'html', { class: `page-${generation}` }, { descend: true })
      element(writer, 'head')
      element(writer, 'body', {}, { descend: true })
      write(writer)
      const payload = encodePayload([{ document: 1, bytes: writer.take() ?? new Uint8Array(0) }])
      for (const bytes of checkpoint(generation, payload)) visitor.ws.send(bytes)
      // Its rates are counted by the clock of the test.
      await harness.pass(1_000)
      return `page-${generation}`
    },
    stop: () => harness.stop(),
  }
}
