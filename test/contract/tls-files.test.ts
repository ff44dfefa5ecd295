import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { afterEach, expect, it } from 'vitest'
import { createThrowAwayTls, type ThrowAwayTls } from '../../src/cli/throw-away-tls.ts'
import type { Log } from '../../src/node/log.ts'
import { readTlsFiles, TLS_RELOAD_MS, useTls, watchTlsFiles } from '../../src/node/tls-files.ts'

const made: ThrowAwayTls[] = []
const folders: string[] = []
afterEach(() => {
  for (const one of made.splice(0)) one.remove()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

async function makeTls(): Promise<ThrowAwayTls> {
  const tls = await createThrowAwayTls()
  made.push(tls)
  return tls
}

it('a renewed certificate is used for new connections without a restart; broken files change nothing', async () => {
  const [first, second] = [await makeTls(), await makeTls()]
  const folder = mkdtempSync(join(tmpdir(), 'sidelong-tls-'))
  folders.push(folder)
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  const place = (from: ThrowAwayTls, which: readonly ('cert' | 'key')[]) => {
    for (const one of which) copyFileSync(from.files[one], files[one])
  }
  place(first, ['cert', 'key'])
  const current = readTlsFiles(files)
  const server = createServer(current)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  let look = (): void => undefined
  const words: string[] = []
  const note = (message: string) => void words.push(message)
  const watch = watchTlsFiles({
    files,
    current,
    use: (texts) => useTls(server, texts),
    clock: {
      now: () => 0,
      after: () => ({ stop() {} }),
      every(intervalMs, fn) {
        expect(intervalMs).toBe(TLS_RELOAD_MS)
        look = fn
        return { stop() {} }
      },
    },
    log: { debug: note, info: note, warn: note, error: note } satisfies Log,
  })
  try {
    const before = await shownCertificate(port)
    look()
    expect(words).toEqual([])

    // Half of the pair, as while it is being copied; then nonsense, said once.
    place(second, ['cert'])
    look()
    writeFileSync(files.key, 'nonsense')
    look()
    look()
    expect(await shownCertificate(port)).toBe(before)
    expect(new Set(words)).toEqual(new Set(['the renewed certificate cannot be used']))

    place(second, ['cert', 'key'])
    look()
    expect(words.at(-1)).toBe('certificate renewed')
    expect(await shownCertificate(port)).not.toBe(before)
  } finally {
    watch.stop()
    server.close()
  }
})

function shownCertificate(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      const { fingerprint256 } = socket.getPeerCertificate()
      socket.destroy()
      resolve(fingerprint256)
    })
    socket.once('error', reject)
  })
}
