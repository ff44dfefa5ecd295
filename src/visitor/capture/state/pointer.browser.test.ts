import { afterEach, expect, it } from 'vitest'
import { createClock } from '../../../base/clock.ts'
import type { Stoppable } from '../../../base/stoppable.ts'
import { createMaskMemory } from '../../privacy/mask-memory.ts'
import { createPrivacy } from '../../privacy/privacy.ts'
import { OPEN_RULES } from '../../testing/mirror-harness.ts'
import { pinNatives } from '../natives.ts'
import { trackPointer } from './pointer.ts'

let pointer: Stoppable | null = null
afterEach(() => {
  pointer?.stop()
  document.body.replaceChildren()
})

/** Longer than the pause between two places that are told. */
const PAUSE_MS = 80
const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS))

/** A keypad beside plain words, in a tree of this kind; answers how often the pointer was told of. */
function open(mode: 'open' | 'none') {
  const host = document.createElement('div')
  document.body.append(host)
  const root = mode === 'none' ? host : host.attachShadow({ mode })
  root.innerHTML = '<p>words</p><div data-sidelong-mask><button>7</button></div>'
  let told = 0
  const sink = { ephemeral: () => void told++, isReady: () => true }
  const privacy = createPrivacy(window, OPEN_RULES, createMaskMemory(), pinNatives(window))
  pointer = trackPointer(
    window,
    sink as never,
    createClock(globalThis as never, () => Date.now()),
    privacy,
  )
  return {
    told: () => told,
    move(selector: string) {
      const target = root.querySelector(selector) as Element
      const { left, top } = target.getBoundingClientRect()
      const place = { clientX: left + 2, clientY: top + 2, bubbles: true, composed: true }
      target.dispatchEvent(new PointerEvent('pointermove', place))
    },
  }
}

for (const mode of ['none', 'open'] as const)
  it(`LEAKS F MK-22: the pointer is not told over a hidden keypad, at once or later; shadow tree: ${mode}`, async () => {
    const { move, told } = open(mode)
    move('button')
    await pause()
    expect(told()).toBe(0)
    move('p')
    expect(told()).toBe(1)
    // Within the pause: told later, when the event itself says less.
    move('button')
    await pause()
    expect(told()).toBe(1)
    move('p')
    expect(told()).toBe(2)
  })
