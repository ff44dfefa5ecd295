import { onTrusted } from './elements.ts'

const STEP_PX = 24
const MARGIN_PX = 4

/**
 * Lets a person move an element, by pointer or with the arrow keys; a click on it stays a click. With `snaps` it goes to
 * the nearest corner when it is let go, or to the one that the arrow points at.
 */
export function makeMovable(window: Window, element: HTMLElement, snaps = false): void {
  let from: PointerEvent | null = null
  let hasMoved = false

  function move(dx: number, dy: number): void {
    // Not the rectangle, which an animation may have shifted.
    const { offsetLeft: left, offsetTop: top, offsetWidth: width, offsetHeight: height } = element
    const clamp = (value: number, size: number) => Math.max(MARGIN_PX, Math.min(value, size - MARGIN_PX))
    element.style.left = `${clamp(left + dx, window.innerWidth - width)}px`
    element.style.top = `${clamp(top + dy, window.innerHeight - height)}px`
    element.style.right = element.style.bottom = 'auto'
  }

  function snap(): void {
    if (!snaps) return
    const { offsetLeft, offsetTop, offsetWidth, offsetHeight, classList, style } = element
    const isRight = offsetLeft + offsetWidth / 2 > window.innerWidth / 2
    const isBelow = offsetTop + offsetHeight / 2 > window.innerHeight / 2
    for (const side of ['left', 'top', 'right', 'bottom'] as const) style[side] = ''
    for (const [name, isSo] of Object.entries({ r: isRight, l: !isRight, b: isBelow, t: !isBelow }))
      classList.toggle(name, isSo)
  }

  onTrusted<PointerEvent>(element, 'pointerdown', (event) => {
    const button = (event.target as Element).closest('button')
    if (button && button !== element) return
    from = event
    hasMoved = false
  })
  onTrusted<PointerEvent>(element, 'pointermove', (event) => {
    if (!from) return
    const dx = event.clientX - from.clientX
    const dy = event.clientY - from.clientY
    if (!hasMoved && Math.hypot(dx, dy) < 6) return
    hasMoved = true
    element.setPointerCapture(event.pointerId)
    move(dx, dy)
    from = event
  })
  for (const type of ['pointerup', 'pointercancel']) {
    onTrusted(element, type, () => {
      if (from && hasMoved) snap()
      from = null
    })
  }
  // The end of a drag is no click.
  element.addEventListener(
    'click',
    (event) => {
      if (hasMoved) event.stopImmediatePropagation()
      hasMoved = false
    },
    true,
  )
  onTrusted<KeyboardEvent>(element, 'keydown', (event) => {
    const dx = { ArrowLeft: -STEP_PX, ArrowRight: STEP_PX }[event.key] ?? 0
    const dy = { ArrowUp: -STEP_PX, ArrowDown: STEP_PX }[event.key] ?? 0
    if (!dx && !dy) return
    event.preventDefault()
    // As far as it goes.
    const steps = snaps ? 1_000 : 1
    move(dx * steps, dy * steps)
    snap()
  })
}
