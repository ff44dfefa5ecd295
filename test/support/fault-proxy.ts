import type { AddressInfo } from 'node:net'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** A TCP relay on loopback that can be made to misbehave. */
export interface FaultProxy {
  readonly port: number
  /** Ends every connection by a reset and refuses new ones. */
  cut(): void
  /** Lets nothing through any more, in either direction, without closing anything. */
  blackHole(): void
  /** Undoes {@link cut} and {@link blackHole}; bytes held back go on. */
  restore(): void
  /** Answers attempts at a WebSocket with 403, as some companies' proxies do, and ends those that are open. */
  refuseUpgrades(): void
  /** Delays each piece of data by this much. */
  setDelay(delayMs: number): void
  /** Lets each connection pass so many bytes a second each way, in pieces of `sliceBytes`; 0 = as they come. */
  setRate(bytesPerSecond: number, sliceBytes?: number): void
  /** Resets each connection when so many bytes have passed; 0 = never. */
  setResetAfter(bytes: number): void
  /** Connections that are open now. */
  count(): number
  stop(): Promise<void>
}

const TRICKLES_PER_SECOND = 50

export async function startFaultProxy(targetPort: number): Promise<FaultProxy> {
  let mode: 'open' | 'cut' | 'hole' = 'open'
  let delayMs = 0
  let rate = { bytesPerSecond: 0, sliceBytes: 0 }
  let resetAfterBytes = 0
  let refusesUpgrades = false
  const pairs = new Set<readonly [Socket, Socket]>()

  function relay(from: Socket, to: Socket): void {
    let passedBytes = 0
    // As TCP does: what came later never passes what came before, however the delay changes meanwhile.
    let turn = Promise.resolve()
    function inTurn(afterMs: number, work: () => void | Promise<void>): void {
      const isDue = new Promise((resolve) => (afterMs > 0 ? setTimeout(resolve, afterMs) : resolve(null)))
      turn = turn.then(() => isDue).then(work)
    }
    const pass = (bytes: Buffer): void => {
      if (to.writable) to.write(bytes)
      passedBytes += bytes.length
      if (resetAfterBytes > 0 && passedBytes > resetAfterBytes) from.resetAndDestroy()
    }
    async function trickle(bytes: Buffer): Promise<void> {
      for (let at = 0; at < bytes.length && !from.destroyed; ) {
        const { bytesPerSecond, sliceBytes } = rate
        const size = sliceBytes || Math.max(1, bytesPerSecond / TRICKLES_PER_SECOND)
        pass(bytes.subarray(at, at + size))
        at += size
        const pauseMs = bytesPerSecond > 0 ? (size / bytesPerSecond) * 1_000 : 0
        await new Promise((resolve) => setTimeout(resolve, pauseMs))
      }
      if (mode !== 'hole') from.resume()
    }
    from.on('data', (bytes: Buffer) => {
      const isSlow = rate.bytesPerSecond > 0 || rate.sliceBytes > 0
      if (isSlow) from.pause()
      inTurn(delayMs, () => (isSlow ? trickle(bytes) : pass(bytes)))
    })
    from.on('end', () => inTurn(delayMs, () => void to.end()))
  }

  function accept(client: Socket): void {
    if (mode === 'cut') return void client.resetAndDestroy()
    const server = connect(targetPort, '127.0.0.1')
    const pair = [client, server] as const
    pairs.add(pair)
    const close = (): void => {
      pairs.delete(pair)
      client.destroy()
      server.destroy()
    }
    for (const socket of pair) socket.setNoDelay(true).on('error', close).on('close', close)
    if (refusesUpgrades)
      client.prependListener('data', (bytes) => {
        if (!/\r\nupgrade: websocket/i.test(bytes.toString('latin1'))) return
        server.destroy()
        client.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      })
    relay(client, server)
    relay(server, client)
    if (mode === 'hole') for (const socket of pair) socket.pause()
  }

  const listener: Server = createServer(accept)
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject)
    listener.listen(0, '127.0.0.1', resolve)
  })
  return {
    port: (listener.address() as AddressInfo).port,
    cut() {
      mode = 'cut'
      for (const pair of pairs) for (const socket of pair) socket.resetAndDestroy()
    },
    blackHole() {
      mode = 'hole'
      for (const pair of pairs) for (const socket of pair) socket.pause()
    },
    restore() {
      mode = 'open'
      for (const pair of pairs) for (const socket of pair) socket.resume()
    },
    refuseUpgrades() {
      refusesUpgrades = true
      for (const pair of pairs) for (const socket of pair) socket.resetAndDestroy()
    },
    setDelay(value) {
      delayMs = value
    },
    setRate(bytesPerSecond, sliceBytes = 0) {
      rate = { bytesPerSecond, sliceBytes }
    },
    setResetAfter(bytes) {
      resetAfterBytes = bytes
    },
    count: () => pairs.size,
    stop() {
      for (const pair of pairs) for (const socket of pair) socket.destroy()
      return new Promise((resolve) => listener.close(() => resolve()))
    },
  }
}

/** All connections of one browser to the servers, through a proxy each. */
export type Line = Pick<FaultProxy, 'cut' | 'blackHole' | 'restore' | 'refuseUpgrades' | 'setDelay'> & {
  /** Chromium's argument that sends it through the proxies, without any address changing. */
  readonly argument: string
  stop(): Promise<void>
}

export async function startLine(serverUrls: readonly string[]): Promise<Line> {
  const hosts = serverUrls.map((url) => new URL(url))
  const proxies = await Promise.all(hosts.map(({ port }) => startFaultProxy(Number(port))))
  const rules = hosts.map(({ host }, i) => `MAP ${host} 127.0.0.1:${proxies[i]?.port}`)
  const all = (act: (proxy: FaultProxy) => void) => () => proxies.forEach(act)
  return {
    argument: `--host-resolver-rules=${rules.join(',')}`,
    cut: all((proxy) => proxy.cut()),
    blackHole: all((proxy) => proxy.blackHole()),
    restore: all((proxy) => proxy.restore()),
    refuseUpgrades: all((proxy) => proxy.refuseUpgrades()),
    setDelay(delayMs) {
      for (const proxy of proxies) proxy.setDelay(delayMs)
    },
    async stop() {
      await Promise.all(proxies.map((proxy) => proxy.stop()))
    },
  }
}
