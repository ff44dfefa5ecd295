type Options = {
  readonly class?: string
  readonly text?: string
  readonly attributes?: Readonly<Record<string, string>>
  readonly onClick?: () => void
}

/** An element with children; text only ever as text. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  options: Options = {},
  children: readonly Node[] = [],
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  if (options.class) element.className = options.class
  if (options.text !== undefined) element.textContent = options.text
  for (const [name, value] of Object.entries(options.attributes ?? {})) element.setAttribute(name, value)
  const { onClick } = options
  if (onClick) element.addEventListener('click', onClick)
  element.append(...children)
  return element
}

export function button(
  options: Options & { readonly label?: string },
  children: readonly Node[] = [],
): HTMLButtonElement {
  const { label, attributes, ...rest } = options
  const naming: Record<string, string> = label ? { 'aria-label': label, title: label } : {}
  return h('button', { ...rest, attributes: { type: 'button', ...naming, ...attributes } }, children)
}

const SVG = 'http://www.w3.org/2000/svg'
const ICONS = {
  lock: 'M5 7V5a3 3 0 0 1 6 0v2m-7 0h8v6H4z',
  open: 'M5 7V5a3 3 0 0 1 5.8-1M4 7h8v6H4z',
  key: 'M10.5 8.5a3 3 0 1 0-2.8-2L3 11.2V13h2v-1.4h1.4V10h1.4l.9-.9a3 3 0 0 0 1.8-.6z',
  minus: 'M4 8h8',
  plus: 'M8 4v8M4 8h8',
  clock: 'M8 4.5V8l2 1.5M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z',
  warning: 'M8 3 2.5 13h11zM8 7v2.5M8 11.4v.1',
  leave: 'M7 3H3.5v10H7M6.5 8H13m0 0-2.5-2.5M13 8l-2.5 2.5',
  close: 'm4.5 4.5 7 7m0-7-7 7',
  look: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  follow: 'M8 2v12M8 14l-3-3M8 14l3-3M3 2h10',
  find: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.5 10.5 14 14',
  laser:
    'M8 8h.01M8 3V1.5M8 14.5V13M3 8H1.5M14.5 8H13M4.5 4.5 3.4 3.4M12.6 12.6l-1.1-1.1M4.5 11.5l-1.1 1.1M12.6 3.4l-1.1 1.1',
  highlight: 'M2 5V2h3M11 2h3v3M14 11v3h-3M5 14H2v-3M5.5 6h5v4h-5z',
  pen: 'm3 13 .8-3L11 2.8 13.2 5 6 12.2zM9.5 4.3l2.2 2.2',
  ink: 'M2 11c2-5 4-6 5-4s-1 4 1 4 2-3 3.5-3 1 2 2.5 2',
  box: 'M2.5 4h11v8h-11z',
  arrow: 'M3 13 13 3M6.5 3H13v6.5',
  readOut: 'M2 6v4h2.5L8 13V3L4.5 6zM10.5 6a3 3 0 0 1 0 4M12.5 4a6 6 0 0 1 0 8',
  clear: 'm3.5 9.5 5-5 4.5 4.5-3.5 3.5H6zM5.5 13H13',
  control:
    'M6 7V3.2a1 1 0 0 1 2 0V7m0-1.2a1 1 0 0 1 2 0V7.5m0-.7a1 1 0 0 1 2 0V10a4 4 0 0 1-4 4c-2 0-3-1-4.6-4a1 1 0 0 1 1.7-1L6 10V6',
  back: 'M9.5 3.5 5 8l4.5 4.5',
  forward: 'M6.5 3.5 11 8l-4.5 4.5',
  guest: 'M6.5 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM2 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M12.5 5v4M10.5 7h4',
  handOver:
    'M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM1.5 13c0-2.5 2-4 4.5-4 1 0 1.9.2 2.6.6M9.5 12.5h5m0 0-2-2m2 2-2 2',
  reload: 'M13 8a5 5 0 1 1-1.5-3.6L13 6M13 2.5V6H9.5',
  address: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM2 8h12M8 2c2 2 2 10 0 12M8 2C6 4 6 12 8 14',
  pointer: 'M2 1v14.2l3.9-3.4 2.3 5.4 2.6-1.1-2.3-5.3H14z',
} as const

/** A drawn icon; decoration, so hidden from screen readers. */
export function icon(name: keyof typeof ICONS, className = 'icon'): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 16 16')
  svg.setAttribute('aria-hidden', 'true')
  svg.setAttribute('class', className)
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', ICONS[name])
  svg.append(path)
  return svg
}

/** Sets text only when it differs, so that live regions speak once. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
