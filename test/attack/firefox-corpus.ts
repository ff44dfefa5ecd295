// The attack corpus straight into the stage, in Firefox (SA-02): the same bundle, headers and host as in Chromium.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Stages } from '../../src/session-server/http/stages.ts'
import { type BidiEvent, type Firefox, launchFirefox } from '../support/firefox.ts'
import { builtStages, checkpointWith, hostHtml, sendStage } from './stage-host.ts'
import type { Vector } from './stage-vectors.ts'

export interface FirefoxStage {
  /** Shows what the vector writes, clicks on it, and says what it got done; nothing if all is well. */
  attack(vector: Vector): Promise<string[]>
  stop(): Promise<void>
}

/** `isOpen`: without policy, sandbox and lists, to see that the corpus is no blank. */
export async function createFirefoxStage(
  weak: { stageJs?: string; isOpen?: boolean } = {},
): Promise<FirefoxStage> {
  let origin = ''
  let stages: Stages | null = null
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? ''
    if (stages && path.startsWith('/stage'))
      return sendStage(response, path, stages, weak.isOpen ? () => null : undefined)
    response.setHeader('Content-Type', 'text/html')
    if (path !== '/host') return response.writeHead(404).end()
    if (!weak.isOpen)
      response.setHeader(
        'Content-Security-Policy',
        `frame-src ${origin}/stage ${origin}/stage/quirks ${origin}/stage/limited`,
      )
    response.end(hostHtml(!weak.isOpen))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://localhost:${(server.address() as AddressInfo).port}`
  stages = builtStages(origin, weak.stageJs)
  const firefox = await launchFirefox()
  let page = ''
  let generation = 0

  async function open(): Promise<void> {
    if (page) await firefox.send('browsingContext.close', { context: page }).catch(() => undefined)
    page = (await firefox.send<{ context: string }>('browsingContext.create', { type: 'tab' })).context
    await firefox.send('browsingContext.navigate', { context: page, url: `${origin}/host`, wait: 'complete' })
    await firefox.evaluate(page, `window.openStage('/stage').then(() => 1)`)
    generation = 0
  }

  async function show(vector: Vector): Promise<boolean> {
    generation++
    const bytes = checkpointWith(vector.write, generation).map((one) => Buffer.from(one).toString('base64'))
    // One call, and the answer when the stage has shown it.
    const code = `(async () => {
      for (const one of ${JSON.stringify(bytes)}) window.post(one)
      for (let i = 0; i < 150; i++) {
        if (window.messages.some((m) => m.type === 'shown' && m.generation === ${generation})) return true
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      return false
    })()`
    return (await firefox.evaluate(page, code)) === true
  }

  async function stageOf(): Promise<string | null> {
    type Tree = { contexts: { context: string; url: string; children: { context: string; url: string }[] }[] }
    const { contexts } = await firefox.send<Tree>('browsingContext.getTree', { root: page })
    const stage = contexts[0]?.children.find(({ url }) => url === `${origin}/stage`)
    return contexts[0]?.url === `${origin}/host` ? (stage?.context ?? null) : null
  }

  await open()
  return {
    async attack(vector) {
      firefox.forget()
      const found: string[] = []
      const isShown = await show(vector)
      await poke(firefox, page, [
        [60, 30],
        [400, 300],
      ]).catch((error: Error) => found.push(`input: ${error.message.slice(0, 80)}`))
      const stage = await stageOf()
      if (stage === null) found.push('the host or the stage is somewhere else')
      const hasRun = async (context: string | null) =>
        context !== null &&
        (await firefox.evaluate(context, `Reflect.has(window, 'pwned')`).catch(() => false)) === true
      if ((await hasRun(stage)) || (await hasRun(page))) found.push('it ran')
      found.push(...firefox.events.flatMap((event) => badEvent(event, page, origin, vector)))
      if (!isShown || stage === null) await open()
      return found
    },
    async stop() {
      await firefox.stop()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Clicks on these places, then presses Tab and Enter. */
export async function poke(
  firefox: Firefox,
  context: string,
  places: readonly (readonly [number, number])[],
): Promise<void> {
  const clicks = places.flatMap(([x, y]) => [
    { type: 'pointerMove', x, y, duration: 0 },
    { type: 'pointerDown', button: 0 },
    { type: 'pointerUp', button: 0 },
  ])
  const keys = ['\uE004', '\uE007'].flatMap((value) => [
    { type: 'keyDown', value },
    { type: 'keyUp', value },
  ])
  const actions = [
    { type: 'pointer', id: 'mouse', actions: clicks },
    { type: 'key', id: 'keys', actions: keys },
  ]
  await firefox.send('input.performActions', { context, actions })
}

/** What a vector got done, if the event says so. `page`: the only tab that is ours; `origin`: the only host. */
export function badEvent(
  { method, params }: BidiEvent,
  page: string,
  origin: string,
  vector: Vector,
): string[] {
  switch (method) {
    case 'network.beforeRequestSent': {
      const { method: verb, url } = params.request as { method: string; url: string }
      if (url.startsWith(`${origin}/`) || /^(data|blob|about):/.test(url)) return []
      const isAsset = verb === 'GET' && url.startsWith('https://')
      const line = `GET ${url}`
      return isAsset && (!url.includes('evil.test') || vector.allows?.test(line)) ? [] : [`${verb} ${url}`]
    }
    case 'browsingContext.userPromptOpened':
      return [`dialog: ${String(params.message)}`]
    case 'browsingContext.downloadWillBegin':
      return [`download: ${String(params.url)}`]
    case 'browsingContext.contextCreated':
      // A frame of a nested stage is one of ours; a window of its own is not.
      return params.parent === null && params.context !== page ? [`window: ${String(params.url)}`] : []
    default:
      return []
  }
}
