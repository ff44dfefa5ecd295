import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { createMarks, type Marker } from '../../browser/marks.ts'
import type { Action } from '../../protocol/actions.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import type { StageUp } from '../stage-messages.ts'

type Boxes = Extract<StageUp, { type: 'boxes' }>['list']

/** Shows over the stage what this agent and the others point at and draw; anchors are node numbers, which the stage follows. */
export interface Ink extends Stoppable {
  show(by: Marker, act: Action, box?: Boxes[number]): void
  boxes(list: Boxes): void
  keep(numbers: readonly (number | undefined)[]): void
  /** Another page or another count of nodes: nothing of the old means anything. */
  clear(): void
}

export function createInk(clock: Clock, layer: Element, track: (nodes: number[]) => void): Ink {
  let known = new Map<number, Boxes[number]>()
  let tracked = ''

  const marks = createMarks<number>({
    window,
    clock,
    boxOf: (node) => known.get(node) ?? null,
    changed: follow,
    put: (element) => layer.append(element),
  })

  function follow(): void {
    const nodes = marks.anchors().slice(0, VIEWER_LIMITS.maxTrackedNodes)
    const now = nodes.join(' ')
    if (now !== tracked) track(nodes)
    tracked = now
  }

  return {
    show(by, act, box) {
      // What has just been asked for need not be waited for.
      if (box) known.set(box.node, box)
      switch (act.type) {
        case 'laser':
          return marks.laser(by, act.at?.node ?? null, act.at)
        case 'highlight':
          return marks.highlight(by, act.node)
        case 'ripple':
          return marks.ripple(by, act.at.node, act.at)
        case 'stroke':
          return marks.stroke(by, act, act.node)
        case 'clear':
          return marks.clear(by)
        default:
          return
      }
    },
    boxes(list) {
      known = new Map(list.map((box) => [box.node, box]))
    },
    keep: marks.keep,
    clear() {
      marks.keep([])
      known.clear()
      tracked = ''
    },
    stop: marks.stop,
  }
}
