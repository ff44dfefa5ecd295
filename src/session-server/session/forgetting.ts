import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { SERVER_LIMITS } from '../limits.ts'

/**
 * What a session showed is garbage once it has ended; when it would be collected is up to the load. With a collector
 * (`node --expose-gc`) it is collected soon, and not more often than a busy server can afford: everybody waits for it
 * (90 ms with 2,000 sessions). That freed memory is overwritten as well is the C library's to do (`GLIBC_TUNABLES`, see
 * deploy/systemd).
 */
export function createForgetting(
  clock: Clock,
  collect: (() => void) | null,
): Stoppable & { readonly ended: () => void } {
  let timer: Stoppable | null = null
  let notBeforeMs = 0
  return {
    ended() {
      if (!collect || timer) return
      timer = clock.after(Math.max(SERVER_LIMITS.forgetMs, notBeforeMs - clock.now()), () => {
        timer = null
        const startedMs = clock.now()
        collect()
        const restMs = (clock.now() - startedMs) / SERVER_LIMITS.maxForgettingShare
        notBeforeMs = startedMs + Math.min(restMs, SERVER_LIMITS.maxForgetMs)
      })
    },
    stop: () => timer?.stop(),
  }
}
