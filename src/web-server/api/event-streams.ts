import { PassThrough } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { SidelongError } from '../../protocol/errors.ts'
import { WEB_LIMITS } from '../limits.ts'
import type { Caller } from './caller.ts'

/** An answer that goes on: server-sent events. */
export interface EventStream {
  /** `data` must be JSON. */
  send(type: string, data: object): void
  /** Called once, when it is over for whatever reason. */
  onEnd(callback: () => void): void
  /** Begins the answer. */
  answer(): FastifyReply
}

export interface EventStreams extends Stoppable {
  /**
   * One for this caller, who is asked every 30 s whether they still may (`mayStill` throws): what they lose ends it. Throws
   * `rate-limited` for too many of them.
   */
  open(caller: Caller, reply: FastifyReply, mayStill: () => Promise<unknown>): EventStream
}

/** The event streams of this web server. */
export function createEventStreams(clock: Clock): EventStreams {
  const open = new Set<PassThrough>()
  const byCaller = new Map<string, number>()

  function take(name: string): Stoppable {
    const own = byCaller.get(name) ?? 0
    if (own >= WEB_LIMITS.eventStreamsPerCaller || open.size >= WEB_LIMITS.eventStreams)
      throw new SidelongError('rate-limited', { retryAfterSeconds: 10 })
    byCaller.set(name, own + 1)
    return {
      stop() {
        const left = (byCaller.get(name) ?? 1) - 1
        if (left > 0) byCaller.set(name, left)
        else byCaller.delete(name)
      },
    }
  }

  return {
    open(caller, reply, mayStill) {
      const place = take(caller.userId ?? caller.actor)
      const body = new PassThrough()
      const ends: (() => void)[] = [place.stop]
      open.add(body)

      function write(text: string): void {
        if (body.writableEnded || body.destroyed) return
        // Who does not keep up comes again, and gets everything as it is then.
        const waiting = body.readableLength + body.writableLength
        if (waiting > WEB_LIMITS.eventStreamMaxBacklogBytes) body.destroy()
        else body.write(text)
      }
      const send = (type: string, data: object) => write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`)

      const timers = [
        // Proxies close what says nothing.
        clock.every(WEB_LIMITS.eventStreamBeatMs, () => write(':\n\n')),
        clock.every(WEB_LIMITS.eventStreamCheckMs, () => {
          mayStill().catch((error: unknown) => {
            if (!(error instanceof SidelongError) || error.code === 'rate-limited') return
            send('error', { code: error.code })
            body.end()
          })
        }),
      ]
      body.once('close', () => {
        open.delete(body)
        for (const timer of timers) timer.stop()
        for (const end of ends) end()
      })
      // Also before the answer has begun.
      reply.raw.once('close', () => body.destroy())
      return {
        send,
        onEnd: (callback) => void ends.push(callback),
        answer: () =>
          reply
            .headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
            .type('text/event-stream; charset=utf-8')
            .send(body),
      }
    },
    stop() {
      for (const body of open) body.end()
    },
  }
}
