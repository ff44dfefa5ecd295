import type { Clock } from '../base/clock.ts'
import { SidelongAgentError } from './errors.ts'
import { createEventParser } from './event-parser.ts'
import { AGENT_LIMITS } from './limits.ts'
import type { ServerOptions } from './public.ts'
import { ask } from './server.ts'

type Hooks = {
  readonly event: (type: string, data: string) => void
  /** Told once until it goes on. */
  readonly error: (code: string) => void
}

/** What no further try mends. */
const FINAL = ['bad-params', 'not-found', 'not-permitted', 'origin-not-allowed']

/** Follows an event stream of the server's, with a fresh token after each loss, until the function it returns is called. */
export function followEvents(
  server: Omit<ServerOptions, 'groupId'>,
  path: string,
  clock: Clock,
  hooks: Hooks,
): () => void {
  const over = new AbortController()
  let failures = 0
  let told = ''
  /** Ends the pause between two tries. */
  let wake = (): void => {}

  function fail(error: unknown): void {
    const code = error instanceof SidelongAgentError ? error.code : 'network'
    if (code === told) return
    told = code
    hooks.error(code)
  }

  async function readOnce(): Promise<void> {
    const own = new AbortController()
    const stop = () => own.abort()
    over.signal.addEventListener('abort', stop)
    let silence = clock.after(AGENT_LIMITS.silentMs, stop)
    try {
      const { body } = await ask(server, path, { signal: own.signal })
      if (!body) return
      const parse = createEventParser((type, data) => {
        failures = 0
        told = ''
        // The right to it is gone; the next try is told the code once more.
        if (type !== 'error') hooks.event(type, data)
      })
      const reader = body.pipeThrough(new TextDecoderStream()).getReader()
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        silence.stop()
        silence = clock.after(AGENT_LIMITS.silentMs, stop)
        if (!over.signal.aborted) parse(read.value)
      }
    } finally {
      own.abort()
      silence.stop()
      over.signal.removeEventListener('abort', stop)
    }
  }

  async function run(): Promise<void> {
    while (!over.signal.aborted) {
      try {
        await readOnce()
      } catch (error) {
        if (over.signal.aborted) return
        fail(error)
        if (error instanceof SidelongAgentError && FINAL.includes(error.code)) return
      }
      const backOffMs = Math.min(AGENT_LIMITS.maxBackOffMs, AGENT_LIMITS.backOffMs * 2 ** failures++)
      await new Promise<void>((resolve) => {
        const timer = clock.after(backOffMs * (0.5 + Math.random() / 2), resolve)
        wake = () => {
          timer.stop()
          resolve()
        }
      })
    }
  }

  void run()
  return () => {
    over.abort()
    wake()
  }
}
