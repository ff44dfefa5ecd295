/** What the planter needs of a job. */
export type PlainJob = {
  readonly n: number
  readonly html: string
  readonly run: string | null
  readonly c: string
  readonly before: string
  readonly container: string
  readonly moment: string
}

export type Planter = {
  /** Runs the scripts of jobs that came with the page's source. */
  wake(jobs: readonly PlainJob[]): void
  plant(jobs: readonly PlainJob[]): Promise<void>
  /** Puts the canaries in place of what stands there (moment `mutated`). */
  mutate(jobs: readonly PlainJob[]): void
  /** What placements put off until the page is shown. */
  later(): void
  /** Messages between windows seen so far. */
  readonly messages: string[]
  readonly problems: string[]
}

/**
 * Puts canaries into the page, as its own scripts would. Runs in the browser, in each frame, before the page's
 * scripts; it may refer to nothing outside itself.
 */
export function installPlanter(): void {
  const scope = globalThis as unknown as Record<string, unknown>
  const put: (() => void)[] = []
  const messages: string[] = []
  const problems: string[] = []

  addEventListener('message', (event) => {
    try {
      messages.push(JSON.stringify(event.data))
    } catch {
      messages.push(String(event.data))
    }
  })

  if (!customElements.get('x-field')) {
    customElements.define(
      'x-field',
      class extends HTMLElement {
        static formAssociated = true
      },
    )
  }

  function documentOf(container: string): Document {
    if (!/^(srcdoc|frame|written)$/.test(container)) return document
    const frame = document.querySelector<HTMLIFrameElement>(`iframe[data-kind="${container}"]`)
    return frame?.contentDocument ?? document
  }

  /** Where new boxes go, by container. */
  function placeIn(container: string, doc: Document): Element | ShadowRoot {
    const area = doc.querySelector('#area') ?? doc.body
    if (container !== 'open' && container !== 'closed') return area
    const host = doc.createElement('div')
    area.append(host)
    return host.attachShadow({ mode: container })
  }

  function build(job: PlainJob, doc: Document): Element {
    const holder = doc.createElement('div') as unknown as Element & { setHTMLUnsafe(html: string): void }
    holder.setHTMLUnsafe(job.html)
    holder.setAttribute('data-n', String(job.n))
    return holder
  }

  /** The element of the placement: found by going down through what masks it. */
  function elementOf(holder: Element): Element | null {
    const box = holder.querySelector('.box')
    if (!box) return null
    let at = box.firstElementChild
    while (at && (at.classList.contains('m-flag') || at.localName === 'template')) at = at.nextElementSibling
    return at
  }

  function run(job: PlainJob, holder: Element): void {
    const el = elementOf(holder)
    if (!job.run || !el) return
    try {
      const doc = el.ownerDocument
      const work = new Function('el', 'c', 'doc', 'later', job.run)
      work(el, job.c, doc, (fn: () => void) => put.push(fn))
    } catch (error) {
      problems.push(`${job.n}: ${String(error)}`)
    }
  }

  function substitute(root: Node, from: string, to: string): void {
    const stack: Node[] = [root]
    for (let node = stack.pop(); node; node = stack.pop()) {
      if (node.nodeType === 3 || node.nodeType === 8) {
        const data = node as CharacterData
        if (data.data.includes(from)) data.data = data.data.replaceAll(from, to)
      } else if (node.nodeType === 1) {
        const element = node as Element
        for (const attribute of [...element.attributes]) {
          if (attribute.value.includes(from)) attribute.value = attribute.value.replaceAll(from, to)
        }
        if (element.shadowRoot) stack.push(element.shadowRoot)
      }
      stack.push(...node.childNodes)
    }
  }

  const holders = new Map<number, Element>()
  const planter: Planter = {
    messages,
    problems,
    wake(jobs) {
      for (const job of jobs) {
        const holder = documentOf(job.container).querySelector(`[data-n="${job.n}"]`)
        if (!holder) problems.push(`${job.n}: is not in the page`)
        else run(job, holder)
      }
    },
    async plant(jobs) {
      const detached: [PlainJob, Element][] = []
      for (const job of jobs) {
        const doc = documentOf(job.container)
        const holder = build(job, doc)
        holders.set(job.n, holder)
        if (job.moment === 'detached') {
          run(job, holder)
          detached.push([job, holder])
          continue
        }
        placeIn(job.container, doc).append(holder)
        if (job.moment !== 'mutated') run(job, holder)
      }
      await new Promise((resolve) => setTimeout(resolve, 0))
      for (const [job, holder] of detached) placeIn(job.container, documentOf(job.container)).append(holder)
    },
    mutate(jobs) {
      for (const job of jobs) {
        const holder = holders.get(job.n)
        if (!holder) {
          problems.push(`${job.n}: was not planted`)
          continue
        }
        substitute(holder, job.before, job.c)
        run(job, holder)
      }
    },
    later() {
      for (const fn of put.splice(0)) {
        try {
          fn()
        } catch (error) {
          problems.push(`later: ${String(error)}`)
        }
      }
    },
  }
  scope.leaks = planter
}
