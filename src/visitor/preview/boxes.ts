/** In CSS pixels of the viewport. */
export type Box = {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Where an element is to be seen now, cut by what scrolls or hides around it and its frames; `null` if it is not. */
export function visibleBox(element: Element): Box | null {
  if (!element.isConnected || element.checkVisibility?.() === false) return null
  let box: Box | null = element.getBoundingClientRect()
  for (let at = element.parentElement ?? hostOf(element); at && box; at = at.parentElement ?? hostOf(at)) {
    const view = at.ownerDocument.defaultView
    if (!view) return null
    if (at === at.ownerDocument.documentElement) {
      box = common(box, { left: 0, top: 0, right: view.innerWidth, bottom: view.innerHeight })
      const frame = view.frameElement
      if (!frame || !box) return box
      const { left, top } = frame.getBoundingClientRect()
      const x = left + frame.clientLeft
      const y = top + frame.clientTop
      box = { left: box.left + x, top: box.top + y, right: box.right + x, bottom: box.bottom + y }
      at = frame
    } else if (view.getComputedStyle(at).overflow !== 'visible') {
      box = common(box, at.getBoundingClientRect())
    }
  }
  return box
}

function hostOf(element: Element): Element | null {
  const root = element.getRootNode()
  return root.nodeType === 11 ? ((root as ShadowRoot).host ?? null) : null
}

function common(a: Box, b: Box): Box | null {
  const box = {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  }
  return box.right > box.left && box.bottom > box.top ? box : null
}
