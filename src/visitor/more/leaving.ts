import type { Clock } from '../../base/clock.ts'
import { type Stoppable, stopAll } from '../../base/stoppable.ts'
import { guard } from '../loader/guard.ts'

export type LeavingParts = {
  readonly window: Window & typeof globalThis
  readonly clock: Clock
  readonly isTrusted: (url: URL) => boolean
  readonly mustAsk: (url: URL) => boolean
  readonly ask: (url: URL) => Promise<boolean>
  /** The address with a code. */
  readonly wayTo: (url: URL) => Promise<string>
}

const WAIT_MS = 1_000

/**
 * Takes the session along when a link, a form or `window.open` leads to a trusted domain (NV-11). The page's elements
 * are never changed: a code in the document would be sent to the agents with it.
 */
export function trackLeaving({ window, clock, isTrusted, mustAsk, ask, wayTo }: LeavingParts): Stoppable {
  const { document } = window
  const nativeOpen = window.open
  const parts: Stoppable[] = []

  /** The address to go to: with a code, or as it was if none came within a second. */
  async function decorate(url: URL): Promise<string> {
    if (mustAsk(url) && !(await ask(url))) return url.href
    let timer: Stoppable | undefined
    const late = new Promise<string>((resolve) => {
      timer = clock.after(WAIT_MS, () => resolve(url.href))
    })
    const found = await Promise.race([wayTo(url).catch(() => url.href), late])
    timer?.stop()
    return found
  }

  /** Goes where `element` would have led, with its target, relation and referrer policy. */
  function follow(element: HTMLElement, url: string, isNewTab: boolean): void {
    const anchor = document.createElement('a')
    for (const name of ['target', 'rel', 'referrerpolicy']) {
      const value = element.getAttribute(name)
      if (value !== null) anchor.setAttribute(name, value)
    }
    if (isNewTab) anchor.target = '_blank'
    anchor.href = url
    // Not in the document: nobody sees it.
    anchor.click()
  }

  function toUrl(address: unknown): URL | null {
    try {
      const url = new URL(String(address), document.baseURI)
      return /^https?:$/.test(url.protocol) && isTrusted(url) ? url : null
    } catch {
      return null
    }
  }

  function onClick(event: MouseEvent): void {
    if (event.defaultPrevented || event.button > 1) return
    const link = event.composedPath().find((one) => one instanceof window.HTMLAnchorElement && one.href) as
      | HTMLAnchorElement
      | undefined
    const url = link && !link.hasAttribute('download') ? toUrl(link.href) : null
    if (!link || !url) return
    event.preventDefault()
    const isNewTab = event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey
    void decorate(url).then((address) => follow(link, address, isNewTab))
  }

  function onSubmit(event: SubmitEvent): void {
    const form = event.target
    if (event.defaultPrevented || !(form instanceof window.HTMLFormElement)) return
    const submitter = event.submitter as HTMLButtonElement | null
    const own = (name: string) => submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name)
    if ((own('method') ?? 'get').toLowerCase() !== 'get') return
    const url = toUrl(own('action') || document.URL)
    if (!url) return
    event.preventDefault()
    const fields = new window.FormData(form)
    if (submitter?.name) fields.append(submitter.name, submitter.value)
    const pairs = [...fields].map(([name, value]) => [name, typeof value === 'string' ? value : value.name])
    url.search = String(new URLSearchParams(pairs as [string, string][]))
    const way = document.createElement('a')
    for (const name of ['target', 'rel']) if (own(name)) way.setAttribute(name, own(name) ?? '')
    void decorate(url).then((address) => follow(way, address, false))
  }

  /** Last of all listeners, so that the page's own have had their say. */
  function atTheEnd<E extends Event>(type: string, fn: (event: E) => void): void {
    const last = (event: Event) => guard(() => fn(event as E))
    const first = () => {
      window.removeEventListener(type, last)
      window.addEventListener(type, last)
    }
    window.addEventListener(type, first, true)
    parts.push({
      stop() {
        window.removeEventListener(type, first, true)
        window.removeEventListener(type, last)
      },
    })
  }

  function open(this: unknown, ...args: Parameters<typeof window.open>): Window | null {
    const [address, target, features = ''] = args
    const url = toUrl(address)
    if (!url) return Reflect.apply(nativeOpen, window, args)
    const isBlind = /noopener|noreferrer/.test(features)
    // Nothing to hand out: it opens when the code is there, or the answer.
    if (isBlind || mustAsk(url)) {
      void decorate(url).then((found) => Reflect.apply(nativeOpen, window, [found, target, features]))
      return null
    }
    const opened: Window | null = Reflect.apply(nativeOpen, window, ['', target, features])
    void decorate(url).then((found) => opened?.location.replace(found))
    return opened
  }

  atTheEnd('click', onClick)
  atTheEnd('auxclick', onClick)
  atTheEnd('submit', onSubmit)
  for (const own of ['name', 'length'] as const)
    Object.defineProperty(open, own, { value: nativeOpen[own], configurable: true })
  window.open = open
  parts.push({
    stop() {
      if (window.open === open) window.open = nativeOpen
    },
  })
  return { stop: () => stopAll(parts) }
}
