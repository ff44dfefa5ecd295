import { type Canary, createRandom, makeCanary, type Random } from './canaries.ts'
import { MASKS, type Mask, wrap } from './masks.ts'
import { PLACEMENTS, type Placement } from './placements.ts'
import type { Planted } from './search.ts'

export const MOMENTS = ['load', 'script', 'late', 'detached', 'mutated'] as const
export type Moment = (typeof MOMENTS)[number]
export const CONTAINERS = ['page', 'open', 'closed', 'srcdoc', 'frame', 'written'] as const
export type Container = (typeof CONTAINERS)[number]

/** One canary in one place, as the page gets it. */
export type Job = {
  readonly id: string
  readonly placement: Placement
  readonly moment: Moment
  readonly container: Container
  readonly mask: Mask
  readonly canary: Canary
  /** Stands where the canary comes later (moment `mutated`); it must not get out, either. */
  readonly before: Canary
  readonly n: number
  readonly html: string
  readonly run: string | null
}

/** `@c@` in scripts of placements: the canary inside a template string. */
const PLACEHOLDER = ['$', '{c}'].join('')

type Choice = { moment: Moment; container: Container; mask: Mask }

export function makeJob(placement: Placement, choice: Choice, n: number, values: [Canary, Canary]): Job {
  const isOpen = choice.mask === 'none' && placement.open !== undefined
  const source = isOpen ? placement.open : placement
  const [canary, before] = values
  const shown = choice.moment === 'mutated' ? before : canary
  const inner = (source?.html ?? '').replaceAll('{c}', () => shown.text).replaceAll('{n}', String(n))
  const { moment, container, mask } = choice
  return {
    id: `${placement.id} | ${moment} | ${container} | ${mask}`,
    placement,
    ...choice,
    canary,
    before,
    n,
    html: wrap(mask, inner, n),
    run: source?.run?.replaceAll('@c@', () => PLACEHOLDER) ?? null,
  }
}

export function plantedBy(jobs: readonly Job[]): Planted[] {
  return jobs.flatMap(({ id, canary, before, moment }) => [
    { id, canary },
    ...(moment === 'mutated' ? [{ id: `${id} (before)`, canary: before }] : []),
  ])
}

function values(placement: Placement, random: Random): [Canary, Canary] {
  const kind = placement.alphabet ?? 'text'
  return [makeCanary(kind, random), makeCanary(kind, random)]
}

/** Is a canary in this place hidden by this mask at all? */
function isHidden(placement: Placement, mask: Mask): boolean {
  // With a slot of another name, or of none that is there, it is not shown under the mask of this one.
  if (mask === 'slot' && placement.id === 'C slot') return false
  if (placement.grant !== 'class') return true
  // Class names of a masked element itself are sent: they place its box. Those of what is under it are not.
  return (
    mask !== 'slot' && mask !== 'own-attribute' && mask !== 'own-glance-attribute' && mask !== 'own-selector'
  )
}

/** Every placement under `perPlacement` combinations of moment, container and mask, chosen by the seed. */
export function maskedJobs(seed: number, perPlacement: number): Job[] {
  const random = createRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const jobs: Job[] = []
  let n = 0
  for (const [index, placement] of PLACEMENTS.entries()) {
    const masks = MASKS.filter((mask) => isHidden(placement, mask))
    const turn = Math.floor(random() * 1_000)
    for (let i = 0; i < perPlacement; i++) {
      const choice: Choice = {
        // Each in turn, so that few combinations cover all moments and masks.
        moment: MOMENTS[(index + i + turn) % MOMENTS.length] as Moment,
        mask: masks[(index * perPlacement + i + turn) % masks.length] as Mask,
        container: i === 0 ? 'page' : pick(CONTAINERS),
      }
      jobs.push(makeJob(placement, choice, ++n, values(placement, random)))
    }
    if (!placement.open) continue
    for (const moment of MOMENTS) {
      const choice: Choice = { moment, container: pick(CONTAINERS), mask: 'self' }
      jobs.push(makeJob(placement, choice, ++n, values(placement, random)))
    }
  }
  return jobs
}

/** Without any mask of their own: for the positive control, and for modes that mask by themselves. */
export function plainJobs(
  seed: number,
  options: { moments: readonly Moment[]; containers: readonly Container[]; mask: 'none' | 'self' },
  isWanted: (placement: Placement) => boolean = () => true,
): Job[] {
  const random = createRandom(seed)
  let n = 100_000
  return PLACEMENTS.filter(isWanted).flatMap((placement) =>
    options.moments.flatMap((moment) =>
      options.containers.map((container) =>
        makeJob(placement, { moment, container, mask: options.mask }, ++n, values(placement, random)),
      ),
    ),
  )
}
