/** What {@link readPage} measures of an element, as plain data. */
export type MeasuredElement = {
  readonly tag: string
  readonly namespace: 'html' | 'svg' | 'mathml'
  /** `li#third.item`: for people. */
  readonly label: string
  readonly isMasked: boolean
  /** Left, top, width, height of its bounding box in the viewport; `null` if it makes no box. */
  readonly box: readonly number[] | null
  /** Index into `styles`; -1 if it was left out on a huge page. */
  readonly style: number
  readonly pseudos: readonly (readonly [name: string, style: number])[]
  readonly animations: readonly MeasuredAnimation[]
  readonly children: readonly MeasuredElement[]
  readonly shadow: readonly MeasuredElement[]
  /** Index among the frames that were met, -1 for other elements. */
  readonly frame: number
}
export type MeasuredAnimation = {
  readonly name: string
  readonly state: string
  readonly pseudo: string
  readonly properties: readonly string[]
  /** Where it stood at second 0 of the clock that visitor and stage share, modulo its duration. */
  readonly phaseMs: number
  readonly durationMs: number
}
export type MeasuredPage = {
  /** The browser's CSS properties, in its order. */
  readonly names: readonly string[]
  readonly values: readonly string[]
  /** A row of indices into `values` for each different style. */
  readonly styles: readonly (readonly number[])[]
  readonly root: MeasuredElement
  /** Animations and transitions that will come to an end. */
  readonly finiteAnimations: number
}

export type ReadOptions = {
  readonly masks: readonly string[]
  readonly rootsKey: string
  readonly framesKey: string
  /** Attribute of elements that belong to the stage, and name of those that belong to the visitor's interface. */
  readonly ownMark: string
  readonly ownTag: string
  readonly maskMark: string
  readonly leaves: readonly string[]
  /** Of more elements than this, only every n-th has its style read. */
  readonly maxStyled: number
}

/**
 * Measures the document in which it runs. Self-contained: it is sent to the browser as text. It changes nothing, and works
 * in slices: a stage that does not move for seconds is replaced.
 */
export async function readPage(options: ReadOptions): Promise<MeasuredPage> {
  // Custom properties come last, in no order; they are taken together, sorted.
  const standard = [...getComputedStyle(document.documentElement)].filter((name) => !name.startsWith('--'))
  const names = [...standard, 'custom properties']
  const values: string[] = []
  const valueIds = new Map<string, number>()
  const styles: number[][] = []
  const styleIds = new Map<string, number>()
  const frames: Element[] = []
  const leaves = new Set(options.leaves)
  const mask = options.masks.join(',')
  const recorded = (globalThis as unknown as Record<string, WeakMap<Element, ShadowRoot> | undefined>)[
    options.rootsKey
  ]
  let count = 0
  let finiteAnimations = 0
  const step = Math.ceil(document.getElementsByTagName('*').length / options.maxStyled)

  function valueId(value: string): number {
    let id = valueIds.get(value)
    if (id === undefined) {
      id = values.push(value) - 1
      valueIds.set(value, id)
    }
    return id
  }

  function styleId(style: CSSStyleDeclaration): number {
    const row = standard.map((name) => valueId(style.getPropertyValue(name)))
    const custom: string[] = []
    for (let i = standard.length; i < style.length; i++) {
      const name = style.item(i)
      // Pictures that the stage has by a property.
      if (!/^--sidelong-\w{8}-/.test(name)) custom.push(`${name}: ${style.getPropertyValue(name)}`)
    }
    row.push(valueId(custom.sort().join('; ')))
    const key = row.join()
    let id = styleIds.get(key)
    if (id === undefined) {
      id = styles.push(row) - 1
      styleIds.set(key, id)
    }
    return id
  }

  function pseudosOf(element: Element): [string, number][] {
    const out: [string, number][] = []
    const add = (name: string, isThere: (style: CSSStyleDeclaration) => boolean): void => {
      const style = getComputedStyle(element, name)
      if (isThere(style)) out.push([name, styleId(style)])
    }
    const hasContent = (style: CSSStyleDeclaration) => !/^(none|normal)?$/.test(style.content)
    add('::before', hasContent)
    add('::after', hasContent)
    if (getComputedStyle(element).display === 'list-item') add('::marker', () => true)
    if (element.localName === 'input' || element.localName === 'textarea') add('::placeholder', () => true)
    if (element.matches(':modal, :popover-open')) add('::backdrop', () => true)
    return out
  }

  /** Animations by target: asked for once, as each question costs a pass over the document. */
  const animations = new Map<Element, MeasuredAnimation[]>()
  function collect(root: Document | ShadowRoot): void {
    for (const animation of root.getAnimations()) {
      const effect = animation.effect as KeyframeEffect | null
      if (!effect?.target || animation.playState === 'finished') continue
      const timing = effect.getComputedTiming()
      const willEnd = Number(timing.endTime) < Number.POSITIVE_INFINITY && animation.playState === 'running'
      if (willEnd) finiteAnimations++
      const durationMs = Number(timing.duration) * (String(timing.direction).startsWith('alt') ? 2 : 1)
      const clockMs = performance.timeOrigin + performance.now()
      const shift = animation.playState === 'running' ? clockMs * animation.playbackRate : 0
      const phase = durationMs > 0 ? (Number(animation.currentTime) - shift) % durationMs : 0
      const list = animations.get(effect.target) ?? []
      list.push({
        name: (animation as CSSAnimation).animationName ?? animation.constructor.name,
        state: animation.playState,
        pseudo: effect.pseudoElement ?? '',
        properties: [...new Set(effect.getKeyframes().flatMap((frame) => Object.keys(frame)))],
        phaseMs: phase,
        durationMs,
      })
      animations.set(effect.target, list)
    }
  }

  function isOwn(element: Element): boolean {
    return element.localName === options.ownTag || element.hasAttribute(options.ownMark)
  }

  function isMasked(element: Element): boolean {
    if (element.hasAttribute(options.maskMark)) return true
    if (mask === '') return false
    for (let slot = element.assignedSlot; slot; slot = slot.assignedSlot) if (slot.closest(mask)) return true
    return element.matches(mask)
  }

  /** Part of the label, as much of what differs hangs on it. */
  function focusOf(element: Element): string {
    if (element.matches(':focus')) return ':focus'
    return element !== document.documentElement && element.matches(':focus-within') ? ':focus-within' : ''
  }

  function boxOf(element: Element): number[] | null {
    if (element.getClientRects().length === 0) return null
    const { x, y, width, height } = element.getBoundingClientRect()
    return [x, y, width, height].map((value) => Math.round(value * 100) / 100)
  }

  let sliceMs = performance.now()
  async function pause(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve))
    sliceMs = performance.now()
  }

  async function read(element: Element): Promise<MeasuredElement> {
    if (performance.now() - sliceMs > 50) await pause()
    const uri = element.namespaceURI
    const tag = element.localName
    const className = (element.getAttribute('class') ?? '').trim().split(/\s+/)[0]
    const hidden = isMasked(element)
    const isStyled = count++ % step === 0 && !hidden
    const isFrame = tag === 'iframe' || tag === 'frame'
    const root = element.shadowRoot ?? recorded?.get(element) ?? null
    if (root) collect(root)
    const isLeaf = hidden || leaves.has(tag)
    return {
      tag,
      namespace: uri?.endsWith('/svg') ? 'svg' : uri?.endsWith('MathML') ? 'mathml' : 'html',
      label: `${tag}${element.id ? `#${element.id}` : ''}${className ? `.${className}` : ''}${focusOf(element)}`,
      isMasked: hidden,
      box: boxOf(element),
      style: isStyled ? styleId(getComputedStyle(element)) : -1,
      pseudos: isStyled ? pseudosOf(element) : [],
      animations: hidden ? [] : (animations.get(element) ?? []),
      frame: isFrame ? frames.push(element) - 1 : -1,
      shadow: root && !hidden ? await childrenOf(root) : [],
      children: isLeaf ? [] : await childrenOf(element),
    }
  }

  async function childrenOf(parent: Element | ShadowRoot): Promise<MeasuredElement[]> {
    const out: MeasuredElement[] = []
    for (const child of [...parent.children]) if (!isOwn(child)) out.push(await read(child))
    return out
  }

  collect(document)
  const root = await read(document.documentElement)
  ;(globalThis as unknown as Record<string, unknown>)[options.framesKey] = frames
  return { names, values, styles, root, finiteAnimations }
}
