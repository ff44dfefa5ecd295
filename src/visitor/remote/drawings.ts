import type { Clock } from '../../base/clock.ts'
import { createMarks, type Marks } from '../../browser/marks.ts'
import { createLayer, type Layer } from '../ui/layer.ts'

/** What agents point at and draw: above the page, never in the way of a click, no part of the mirror (UI-10). */
export interface Drawings extends Marks<Element> {
  /** Our layer, for as long as somebody needs it. */
  hold(): { readonly layer: Layer; release(): void }
}

const STYLE = `
:host{all:initial!important;position:fixed!important;inset:0!important;display:block!important;pointer-events:none!important;z-index:2147483647!important;
width:auto!important;height:auto!important;background:none!important;border:0!important;font:14px/1.4 system-ui,sans-serif!important;color:#1c2530!important;color-scheme:light!important}
*{box-sizing:border-box;pointer-events:none}
.mark{position:fixed;left:0;top:0;overflow:visible}
.laser i{position:absolute;width:16px;height:16px;margin:-8px;border-radius:8px;background:var(--c);border:2px solid #fff;box-shadow:0 0 0 4px color-mix(in srgb,var(--c) 30%,#0000)}
.mark b{position:absolute;left:12px;top:12px;padding:1px 8px;border-radius:9px;background:var(--c);color:#fff;font-weight:600;font-size:12px;white-space:nowrap;max-width:180px;overflow:hidden;text-overflow:ellipsis}
.highlight{border:3px solid var(--c);border-radius:6px;outline:2px solid #fffc}
.mark.highlight b{left:-3px;top:-25px}
.ripple i{position:absolute;width:44px;height:44px;margin:-22px;border-radius:22px;border:3px solid var(--c);outline:1px solid #fffc}
path{fill:none;stroke:var(--c);stroke-width:4;stroke-linecap:round;stroke-linejoin:round}
.gone{opacity:0;transition:opacity 1.2s}
@media (prefers-reduced-motion:no-preference){.ripple i{animation:r .7s ease-out both}@keyframes r{from{scale:.2}to{opacity:0}}}
`

export function createDrawings(window: Window & typeof globalThis, clock: Clock): Drawings {
  let layer: Layer | null = null
  let count = 0
  let holders = 0

  /** Our layer is there as long as it shows something. */
  function update(): Layer {
    layer ??= createLayer(window, STYLE)
    layer.setShown(count + holders > 0)
    return layer
  }

  const marks = createMarks<Element>({
    window,
    clock,
    boxOf: (anchor) => (anchor.isConnected ? anchor.getBoundingClientRect() : 'gone'),
    changed(now) {
      count = now
      update()
    },
    put: (element) => update().root.append(element),
  })

  return {
    ...marks,
    hold() {
      holders++
      return {
        layer: update(),
        release() {
          holders--
          update()
        },
      }
    },
    stop() {
      marks.stop()
      layer?.stop()
    },
  }
}
