import { VIEWER_LIMITS } from '../../limits.ts'

/*
 * Code of the stage that few pages need, or none before they are seen: loaded when the first of it is asked for
 * (docs/decisions/0022). Nothing else of the page is applied until it has come, so that the order stays the visitor's.
 */

export type PartTypes = {
  /** For the comparison with the visitor's page. */
  digest: typeof import('./digest.ts')
  /** Documents inside of this one. */
  frames: typeof import('./frames.ts')
  /** What neither the tree nor the sheets say. */
  looks: typeof import('./looks.ts')
  /** What the agent's hand asks for. */
  hand: typeof import('./hand.ts')
}
export type PartName = keyof PartTypes
export type LoadPart = <N extends PartName>(name: N) => Promise<PartTypes[N]>

/** A part could not be loaded: the stage cannot show the page as it is. */
export class PartError extends Error {
  override readonly name = 'PartError'
}

export interface Parts {
  /** Calls `work` with a part: at once if it is there and nothing waits, otherwise in turn. */
  use<N extends PartName>(name: N, work: (part: PartTypes[N]) => void): void
  /** Something waits for its part. */
  isWaiting(): boolean
  /** When nothing does any more. Rejects, once for each fault, with a {@link PartError} or with what `work` threw. */
  settled(): Promise<void>
}

export function createParts(load: LoadPart): Parts {
  const loaded: { [N in PartName]?: PartTypes[N] } = {}
  let waiting = 0
  let last = Promise.resolve()

  function take<N extends PartName>(name: N): Promise<PartTypes[N]> {
    return new Promise((resolve, reject) => {
      const fail = () => reject(new PartError())
      setTimeout(fail, VIEWER_LIMITS.partLoadMs)
      load(name).then(resolve, fail)
    })
  }

  return {
    use<N extends PartName>(name: N, work: (part: PartTypes[N]) => void): void {
      const part: PartTypes[N] | undefined = loaded[name]
      if (part && waiting === 0) return work(part)
      waiting++
      last = last
        .then(() => take(name))
        .finally(() => waiting--)
        .then((taken) => {
          loaded[name] = taken
          work(taken)
        })
    },
    isWaiting: () => waiting > 0,
    settled() {
      const now = last
      last = now.catch(() => {})
      return now
    },
  }
}
