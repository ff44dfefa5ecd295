import type { Clock } from '../../base/clock.ts'
import type { Stoppable } from '../../base/stoppable.ts'
import { VIEWER_LIMITS } from '../limits.ts'
import { button, h, icon, setText } from './elements.ts'
import { WORDS } from './words.ts'
import { type Size, scaleOf, type Zoom, zoomStep } from './zoom.ts'

/** The part of the shell that shows the stage: its size and scale, and what lies over it. */
export interface PageView {
  readonly element: HTMLElement
  readonly controls: HTMLElement
  /** Where the stage's frame goes; the overlay is above it. */
  readonly holder: HTMLElement
  /** Where pointer and keys of the agent end. */
  readonly overlay: HTMLElement
  /** Over the page, in its own pixels: what agents point at and draw. */
  readonly layer: HTMLElement
  /** The place of an event in the page's pixels. */
  place(event: MouseEvent): { x: number; y: number }
  /** A place of the page in the pixels of {@link element}. */
  toRoom(point: { x: number; y: number }): { x: number; y: number }
  size(): Size
  /** Asked first where the agent scrolls by wheel or key; true: it was taken. */
  onScroll(take: (dx: number, dy: number) => boolean): void
  /** What the overlay is, for those who hear it. */
  describe(label: string): void
  resize(page: Size): void
  pointer(x: number, y: number): void
  setZoom(zoom: Zoom): void
  /** Focus that went into the frame comes back. */
  takeFocus(): void
}

const FIRST_SIZE: Size = { width: 1_280, height: 720 }

export function createPageView(clock: Clock, onActivity: () => void): PageView {
  let page: Size = FIRST_SIZE
  let zoom: Zoom = 'fit'
  let scale = 1
  let fade: Stoppable | null = null
  let takeScroll: (dx: number, dy: number) => boolean = () => false
  let pointerAt = { x: -1, y: -1 }

  const pointerMark = h('div', { class: 'pointer', attributes: { 'aria-hidden': 'true' } }, [
    icon('pointer', 'pointer-icon'),
  ])
  pointerMark.hidden = true
  const overlay = h('div', {
    class: 'overlay',
    attributes: { tabindex: '0', role: 'group', 'aria-label': WORDS.overlay },
  })
  const layer = h('div', { class: 'marks', attributes: { 'aria-hidden': 'true' } })
  const holder = h('div', { class: 'page' }, [layer, overlay, pointerMark])
  const room = h('div', { class: 'room' }, [holder])

  const level = h('output', { class: 'zoom-level', attributes: { 'aria-label': WORDS.zoomLevel } })
  const fitButton = button({
    class: 'segment',
    text: WORDS.fit,
    label: WORDS.fitLabel,
    onClick: () => setZoom('fit'),
  })
  const actualButton = button({
    class: 'segment',
    text: WORDS.actual,
    label: WORDS.actualLabel,
    onClick: () => setZoom(1),
  })
  const controls = h('div', { class: 'zoom', attributes: { role: 'group' } }, [
    fitButton,
    actualButton,
    button({ class: 'segment square', label: WORDS.zoomOut, onClick: () => step(-1) }, [icon('minus')]),
    level,
    button({ class: 'segment square', label: WORDS.zoomIn, onClick: () => step(1) }, [icon('plus')]),
  ])

  function placePointer(): void {
    const { x, y } = pointerAt
    pointerMark.hidden = x < 0 || y < 0 || x > page.width || y > page.height
    pointerMark.style.transform = `translate(${Math.round(x * scale)}px, ${Math.round(y * scale)}px)`
  }

  function layout(): void {
    const available: Size = { width: room.clientWidth - 24, height: room.clientHeight - 24 }
    scale = scaleOf(zoom, page, available)
    room.classList.toggle('is-fit', zoom === 'fit')
    holder.style.width = `${Math.round(page.width * scale)}px`
    holder.style.height = `${Math.round(page.height * scale)}px`
    const frame = holder.querySelector('iframe')
    if (frame) {
      frame.style.width = `${page.width}px`
      frame.style.height = `${page.height}px`
      frame.style.transform = `scale(${scale})`
    }
    layer.style.transform = `scale(${scale})`
    setText(level, `${Math.round(scale * 100)} %`)
    placePointer()
    fitButton.setAttribute('aria-pressed', String(zoom === 'fit'))
    actualButton.setAttribute('aria-pressed', String(zoom === 1))
  }

  function setZoom(value: Zoom): void {
    zoom = value
    layout()
  }

  function step(direction: 1 | -1): void {
    setZoom(zoomStep(scale, direction))
  }

  /** Nothing that the agent does over the page reaches it: the overlay is where pointer and keys end. */
  function swallow(event: Event): void {
    onActivity()
    event.preventDefault()
  }

  function scroll(dx: number, dy: number): void {
    if (!takeScroll(dx / scale, dy / scale)) room.scrollBy(dx, dy)
  }

  function onWheel(event: WheelEvent): void {
    const unit = event.deltaMode === 0 ? 1 : 20
    if (!event.ctrlKey && takeScroll((event.deltaX * unit) / scale, (event.deltaY * unit) / scale))
      event.preventDefault()
  }

  function onKey(event: KeyboardEvent): void {
    onActivity()
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const distance = 80
    const moves: Record<string, readonly [number, number]> = {
      ArrowUp: [0, -distance],
      ArrowDown: [0, distance],
      ArrowLeft: [-distance, 0],
      ArrowRight: [distance, 0],
      PageUp: [0, -room.clientHeight],
      PageDown: [0, room.clientHeight],
    }
    const move = moves[event.key]
    if (move) scroll(...move)
    else if (event.key === '+') step(1)
    else if (event.key === '-') step(-1)
    else if (event.key === '0') setZoom('fit')
    else if (event.key === '1') setZoom(1)
    else return
    event.preventDefault()
  }

  for (const type of ['contextmenu', 'dragover', 'drop', 'auxclick']) overlay.addEventListener(type, swallow)
  overlay.addEventListener('pointermove', onActivity)
  overlay.addEventListener('pointerdown', onActivity)
  overlay.addEventListener('wheel', onWheel, { passive: false })
  overlay.addEventListener('keydown', onKey)
  new ResizeObserver(layout).observe(room)

  return {
    element: room,
    controls,
    holder,
    overlay,
    layer,
    place({ clientX, clientY }) {
      const { left, top } = holder.getBoundingClientRect()
      return { x: (clientX - left) / scale, y: (clientY - top) / scale }
    },
    toRoom({ x, y }) {
      const at = holder.getBoundingClientRect()
      const { left, top } = room.getBoundingClientRect()
      return { x: at.left - left + x * scale, y: at.top - top + y * scale }
    },
    size: () => page,
    onScroll(take) {
      takeScroll = take
    },
    describe: (label) => overlay.setAttribute('aria-label', label),
    resize(size) {
      if (size.width > 0 && size.height > 0) page = size
      layout()
    },
    pointer(x, y) {
      pointerAt = { x, y }
      placePointer()
      pointerMark.classList.remove('is-still')
      fade?.stop()
      fade = clock.after(VIEWER_LIMITS.pointerFadeMs, () => pointerMark.classList.add('is-still'))
    },
    setZoom,
    takeFocus: () => overlay.focus({ preventScroll: true }),
  }
}
