import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { ASSET_HOST } from '../../protocol/assets.ts'
import { LIMITS } from '../../protocol/limits.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import type { ResourceKind } from '../stage-messages.ts'

type Hosts = { readonly asked: string[]; readonly blocked: string[] }

/** Tells from which hosts the page's resources were asked, and of which they were blocked: hosts alone, each once. */
export function createAssetHosts(
  clock: Clock,
  tell: (hosts: Hosts) => void,
): { add(url: string, kind: ResourceKind): void; flush(): void } {
  const told = new Set<string>()
  let next: Hosts | null = null
  let timer: Stoppable | null = null

  return {
    add(url, kind) {
      const host = url.split('/', 1)[0] ?? ''
      if (kind !== 'asked' && kind !== 'blocked') return
      const name = `${kind} ${host}`
      if (told.has(name) || told.size >= LIMITS.maxAssetHostsTold || !ASSET_HOST.test(host)) return
      told.add(name)
      timer ??= clock.after(VIEWER_LIMITS.assetHostsDelayMs, flush)
      next ??= { asked: [], blocked: [] }
      next[kind].push(host)
    },
    flush,
  }

  function flush(): void {
    timer?.stop()
    timer = null
    if (next) tell(next)
    next = null
  }
}
