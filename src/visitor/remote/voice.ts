import type { Stoppable } from '../../base/stoppable.ts'
import { guard } from '../loader/guard.ts'
import { VERDICT } from '../privacy/privacy.ts'
import type { Drawings } from './drawings.ts'
import { createJudge } from './judge.ts'
import type { Agent, RemoteParts } from './remote.ts'
import { spokenName } from './spoken-name.ts'

/** Says in a live region what an agent points at (UI-10): for visitors who hear the page. */
export interface Voice extends Stoppable {
  /** `isPassing`: only if the pointer rests there. */
  say(agent: Agent, element: Element | null, isPassing: boolean): void
}

type VoiceParts = RemoteParts & { readonly drawings: Drawings }
export type CreateVoice = (parts: VoiceParts) => Voice

const REST_MS = 600
/** A live region speaks when its text changes: between two times the same it is empty for a moment. */
const ANEW_MS = 100
/** Of a character, for who hears fast. What an agent points at meanwhile waits, and the last of it is said. */
const HEARD_MS = 30

export const createVoice: CreateVoice = (parts) => {
  const { clock, natives, drawings, window } = parts
  const judge = createJudge(parts)
  const held = drawings.hold()
  const region = window.document.createElement('p')
  region.setAttribute('role', 'status')
  region.setAttribute('style', 'position:fixed;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)')
  held.layer.root.append(region)
  let last: Element | null = null
  let timer: Stoppable | null = null
  let heardAtMs = 0

  function speak({ name }: Agent, element: Element): void {
    const privacy = judge()
    const isOpen = (one: Element): boolean => privacy?.judgeAfresh(one) === VERDICT.open
    const words = privacy?.closed === null ? spokenName(natives, element, isOpen) : ''
    region.textContent = ''
    if (!words) return
    timer = clock.after(ANEW_MS, () => {
      region.textContent = `${name}: ${words}`
      heardAtMs = clock.now() + region.textContent.length * HEARD_MS
    })
  }

  return {
    say(agent, element, isPassing) {
      if (isPassing && element === last) return
      last = element
      timer?.stop()
      const waitMs = Math.max(isPassing ? REST_MS : 0, heardAtMs - clock.now())
      if (element) timer = clock.after(waitMs, () => guard(() => speak(agent, element)))
    },
    stop() {
      timer?.stop()
      region.remove()
      held.release()
    },
  }
}
