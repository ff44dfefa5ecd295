import type { Frame, Page } from 'playwright-core'

/** Computed style and box of each element with `data-probe`, by its name; of its pseudo-elements, too. */
export type Look = Readonly<Record<string, Readonly<Record<string, string>>>>

/** What {@link lookOf} leaves out: addresses of fonts and pictures differ by origin, sizes of scroll bars by window. */
export function lookOf(frame: Page | Frame): Promise<Look> {
  return frame.evaluate(() => {
    const out: Record<string, Record<string, string>> = {}
    const roots: (Document | ShadowRoot)[] = [document]
    for (const root of roots) {
      for (const element of root.querySelectorAll<HTMLElement>('*')) {
        if (element.shadowRoot) roots.push(element.shadowRoot)
        const name = element.dataset.probe
        if (name === undefined) continue
        const looks: Record<string, string> = {}
        for (const pseudo of [null, '::before', '::after'] as const) {
          const style = getComputedStyle(element, pseudo)
          if (pseudo && style.content === 'none') continue
          for (const property of style) looks[`${pseudo ?? ''}${property}`] = style.getPropertyValue(property)
        }
        for (const property of (element.dataset.custom ?? '').split(' ').filter(Boolean))
          looks[property] = getComputedStyle(element).getPropertyValue(property)
        const { x, y, width, height } = element.getBoundingClientRect()
        looks.box = [x, y, width, height].map((value) => value.toFixed(1)).join(' ')
        out[name] = looks
      }
    }
    return out
  })
}

/** The differences, one readable line each. */
export function compareLooks(expected: Look, shown: Look): string[] {
  const out: string[] = []
  for (const name of new Set([...Object.keys(expected), ...Object.keys(shown)])) {
    const a = expected[name]
    const b = shown[name]
    if (!a || !b) {
      out.push(`${name}: ${a ? 'not shown' : 'shown only'}`)
      continue
    }
    for (const property of new Set([...Object.keys(a), ...Object.keys(b)]))
      if (a[property] !== b[property])
        out.push(`${name} ${property}: ${a[property]} at the visitor, ${b[property]} shown`)
  }
  return out
}
