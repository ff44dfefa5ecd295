// The attack corpus through the real session server into the real viewer, in Firefox (SA-01).
import { launchFirefox } from '../support/firefox.ts'
import { badEvent, type FirefoxStage, poke } from './firefox-corpus.ts'
import { startWireVisitor } from './wire-visitor.ts'

const SHOWN_MS = 10_000
const STEP_MS = 20

type Context = {
  readonly context: string
  readonly url: string
  readonly children: readonly Context[] | null
}

export async function createFirefoxWire(): Promise<FirefoxStage> {
  const wire = await startWireVisitor()
  const { url: origin } = wire.harness
  const firefox = await launchFirefox()
  const { context: page } = await firefox.send<Context>('browsingContext.create', { type: 'tab' })
  const { name, value } = wire.cookie
  const cookie = { name, value: { type: 'string', value }, domain: 'localhost', path: '/', secure: true }
  await firefox.send('storage.setCookie', { cookie: { ...cookie, httpOnly: true, sameSite: 'strict' } })
  await firefox.send('browsingContext.navigate', { context: page, url: wire.viewUrl, wait: 'complete' })

  /** The viewer's stage, if the viewer is where it was. */
  async function stageOf(): Promise<string | null> {
    const { contexts } = await firefox.send<{ contexts: Context[] }>('browsingContext.getTree', {
      root: page,
    })
    const [top] = contexts
    const stage = top?.children?.find(({ url }) => url === `${origin}/stage`)
    return top?.url === wire.viewUrl ? (stage?.context ?? null) : null
  }

  /** The stage that shows what has this class; `null` if none does in time. */
  async function untilShown(shown: string): Promise<string | null> {
    for (const until = performance.now() + SHOWN_MS; performance.now() < until; ) {
      const stage = await stageOf()
      const is = `document.querySelector('html')?.className === ${JSON.stringify(shown)}`
      if (stage && (await firefox.evaluate(stage, is).catch(() => false)) === true) return stage
      await new Promise((resolve) => setTimeout(resolve, STEP_MS))
    }
    return null
  }

  return {
    async attack(vector) {
      firefox.forget()
      const found: string[] = []
      const stage = await untilShown(await wire.send(vector.write))
      if (stage === null) found.push('it is not shown')
      await poke(firefox, page, [
        [300, 200],
        [640, 420],
      ]).catch((error: Error) => found.push(`input: ${error.message.slice(0, 80)}`))
      for (const context of [page, ...(stage ? [stage] : [])])
        if ((await firefox.evaluate(context, `Reflect.has(window, 'pwned')`).catch(() => false)) === true)
          found.push('it ran')
      if ((await stageOf()) === null) found.push('the viewer or its stage is somewhere else')
      return [...found, ...firefox.events.flatMap((event) => badEvent(event, page, origin, vector))]
    },
    async stop() {
      await firefox.stop()
      await wire.stop()
    },
  }
}
