import type { Page } from 'playwright-core'
import { bundleScript } from './bundles.ts'
import type { Lab } from './lab.ts'
import type { Mirrored } from './latency-probe.ts'
import { addSocketRelay } from './socket-relay.ts'

export type Peer = 'bare' | 'rrweb'

export type Peers = {
  /** Opens the page at `path` and its copy, each in a fresh browser context. */
  open(peer: Peer, path: string): Promise<Mirrored>
  stop(): void
}

declare global {
  interface Window {
    startLive(): Promise<void>
  }
}

/** Mirrors by rrweb, or by nothing but a socket, through a relay on the lab's own server. */
export async function startPeers(lab: Lab): Promise<Peers> {
  for (const name of ['bare-source', 'bare-replica', 'rrweb-source', 'rrweb-replica']) {
    lab.pages.add(`/bench/live-${name}.js`, await bundleScript(`bench/inject/live-${name}.ts`))
  }
  lab.pages.add('/blank', '<!doctype html><title>Copy</title><body></body>')
  const relay = addSocketRelay(lab.pages.server)
  let channels = 0

  async function openSide(path: string, script: string, channel: number): Promise<Page> {
    const context = await lab.browser.newContext({ viewport: { width: 1_280, height: 800 } })
    const page = await context.newPage()
    await page.goto(`${lab.pages.origin}${path}?channel=${channel}`)
    await page.addScriptTag({ url: `${lab.pages.origin}/bench/live-${script}.js` })
    await page.evaluate(() => window.startLive())
    return page
  }

  return {
    async open(peer, path) {
      const channel = ++channels
      const replica = await openSide('/blank', `${peer}-replica`, channel)
      const source = await openSide(path, `${peer}-source`, channel)
      return {
        source,
        replica,
        async close() {
          await source.context().close()
          await replica.context().close()
        },
      }
    },
    stop: relay.stop,
  }
}
