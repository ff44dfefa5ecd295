import type { CreateAttempt } from '../boot/attempt.ts'
import type { CreatePictures } from '../capture/pictures/pictures.ts'
import type { CreateSelection } from '../capture/state/selection.ts'
import type { StartLooks } from '../capture/style/looks.ts'
import type { CreateCompat } from '../compat/compat.ts'
import type { CreateFigures } from '../figures/figures.ts'
import type { FramesPart } from '../frames/lazy-host.ts'
import type { Link } from '../loader/link.ts'
import type { Core, More } from '../more/core.ts'
import type { CreatePresence } from '../presence/presence.ts'
import type { CreatePreviewPart } from '../preview/show.ts'
import type { Modes } from '../privacy/mask-memory.ts'
import type { CreateApproval } from '../remote/approval.ts'
import type { CreateControl } from '../remote/control.ts'
import type { CreateDeeds } from '../remote/deeds.ts'
import type { CreateRemote } from '../remote/remote.ts'
import type { CreateVoice } from '../remote/voice.ts'
import type { CreateHttpSocket } from '../transport/http-socket.ts'

/** What each part hands over, by its name (docs/decisions/0009): the name of its file, and of its entry in src/visitor/entries. */
export type PartTypes = {
  readonly looks: StartLooks
  readonly pictures: CreatePictures
  readonly selection: CreateSelection
  readonly frames: FramesPart
  readonly start: CreateAttempt
  readonly preview: CreatePreviewPart
  readonly more: (core: Core) => More
  /** The visitor's socket without WebSockets. */
  readonly http: CreateHttpSocket
  readonly compat: CreateCompat
  /** Tells agents that the visitor is there (PR-2). */
  readonly presence: CreatePresence
  readonly domains: (core: Core) => More
  /** What our script costs the page, if group and page want that known (RE-5). */
  readonly figures: CreateFigures
  /** The privacy modes `inputs` and `all`. Until it is there, nothing is sent in these. */
  readonly modes: Modes
  /** Agents point and draw; brings what follows when it is needed. */
  readonly remote: CreateRemote
  /** The visitor decides who may see the page. */
  readonly approval: CreateApproval
  /** Agents act, with the visitor's consent. */
  readonly control: CreateControl
  readonly deeds: CreateDeeds
  /** Says what agents point at. */
  readonly voice: CreateVoice
}

/** Loads a part once; `null` if that fails: the feature is then absent, and asked for again it is tried again. */
export type LoadPart = <N extends keyof PartTypes>(name: N) => Promise<PartTypes[N] | null>

export function createParts(add: Link['add'], integrity: string): LoadPart {
  const loaded: Record<string, Promise<unknown>> = {}
  const load = (name: string, hash: string): Promise<unknown> => {
    loaded[name] ??= new Promise((resolve) => {
      add(`${name}.js`, hash, resolve, () => {
        delete loaded[name]
        resolve(null)
      })
    })
    return loaded[name]
  }
  return async (name) => {
    const hashes = (await load('parts', integrity)) as Record<string, string> | null
    return (hashes && load(name, hashes[name] ?? '')) as never
  }
}
