import { type Clock, createClock } from '../../base/clock.ts'
import type { SocketLike } from '../../browser/reconnecting-socket.ts'
import { createError } from '../api/error.ts'
import { createEmit } from '../api/events.ts'
import { createImplementation } from '../api/implementation.ts'
import type { MaskHook } from '../boot/mask-hook.ts'
import { createMaskedCapture } from '../boot/masked-capture.ts'
import { createStateStore } from '../boot/state-store.ts'
import { createVisitor, type VisitorDeps } from '../boot/visitor.ts'
import { createWebApi } from '../boot/web-api.ts'
import { pinNatives } from '../capture/natives.ts'
import { startCapture } from '../capture/start.ts'
import { guard } from '../loader/guard.ts'
import type { Implementation, Link } from '../loader/link.ts'
import type { Core, More } from '../more/core.ts'
import { createParts } from '../parts/parts.ts'
import type { PreviewPart } from '../preview/show.ts'
import { createMaskMemory } from '../privacy/mask-memory.ts'
import { createPrivacy } from '../privacy/privacy.ts'
import type { CreateHttpSocket } from '../transport/http-socket.ts'
import type { CreateUi } from '../ui/ui.ts'

/** Without its interface, which shows who sees the page and ends that, nothing may run, unless the page brings its own (UI-14). */
function main(link: Link): void {
  if (link.tag.ui === 'none') start(link, null)
  else
    link.add('ui.js', __UI_INTEGRITY__, (createUi: CreateUi) => guard(() => start(link, createUi)), link.fail)
}

function start(link: Link, createUi: CreateUi | null): void {
  const { tag, config, handlers } = link
  const clock = guarded(createClock(window, () => Date.now()))
  const emit = createEmit(handlers)
  const memory = createMaskMemory()
  const loadPart = createParts(link.add, __PARTS_INTEGRITY__)
  // What is no function fails when it is asked, and hides the page.
  let hook = config.getMaskingDescriptor as MaskHook | null
  let preview: PreviewPart | undefined
  const loadPreview = async () => {
    const modes = await loadPart('modes')
    preview ??= (await loadPart('preview'))?.(deps, createPrivacy, pinNatives, memory, modes)
    return preview
  }
  let http: CreateHttpSocket | null = null
  let attempts = 0
  const deps: VisitorDeps = {
    window,
    clock,
    random: () => Math.random(),
    version: __VERSION__,
    tag,
    api: createWebApi(
      tag.server,
      (url, init) => fetch(url, init),
      () => [tag.locale, document.documentElement.lang, ...navigator.languages],
    ),
    store: createStateStore(window, tag.cookieDomain),
    startCapture: (options) => startCapture({ ...options, memory, loadPart }),
    pageId: [...crypto.getRandomValues(new Uint8Array(20))].map((byte) => (byte % 36).toString(36)).join(''),
    emit,
    loadAttempt: () => later('prepare', []).then(() => loadPart('start')),
    maskHook: () => hook,
    async preview(mode) {
      const part = await loadPreview()
      if (!part) throw createError('network')
      return part.show(mode)
    },
    createUi: createUi && ((actions) => createUi(window, clock, actions)),
    loadFrames: () => loadPart('frames'),
    // In turns: a WebSocket is better where it can be had.
    createSocket: (url) =>
      http && attempts++ % 2 === 0 ? http(url, clock, fetch) : (new WebSocket(url) as SocketLike),
    fallBack: () => void loadPart('http').then((part) => (http = part)),
    loadRemote: async (...session) =>
      (await loadPart('remote'))?.(deps, link, loadPart, memory, createPrivacy, pinNatives, session) ?? null,
    more: (name, ...args) => void later(name, args).catch(() => {}),
  }
  const own: Core['own'] = {}
  let more: Promise<More | null> | undefined
  /** Whatever has no room here (docs/decisions/0018). */
  async function later(name: string, args: readonly unknown[]): Promise<unknown> {
    more ??= loadPart('more').then((create) => create?.(core) ?? null)
    const found = await more
    if (found) return found(name, args)
    more = undefined
    throw createError('network')
  }
  const visitor = createVisitor(deps)
  const core: Core = {
    deps,
    link,
    visitor,
    loadPart,
    own,
    createCapture: (parts) => createMaskedCapture({ ...parts, deps }),
  }
  Object.assign(own, createImplementation(visitor, emit))
  Object.assign(own, {
    preview: deps.preview,
    setHook(fn: MaskHook | null) {
      hook = fn
      visitor.refresh().catch(() => {})
    },
    test(element: unknown) {
      void loadPreview()
      // What is not known to be shown counts as hidden.
      return preview?.test(element) ?? { masked: true, reason: 'fail-closed' }
    },
  })
  const run: Implementation = (name, args) =>
    own[name] ? own[name](...(args as never[])) : later(name, args)
  if (window.parent === window) {
    if (link.code) {
      const arrival = later('arrive', [link.code]).catch(() => {})
      own.ready = () => arrival.then(visitor.ready)
    }
    if (tag.button === 'on') void visitor.showButton(true)
    if (tag.presence === 'on') deps.more('auto')
    if (tag.compat === 'on') deps.more('compat')
    if (window.location.hash === '#sidelong-preview') deps.preview().catch(() => {})
  }
  link.attach(run)
}

/** What fails in a timer goes no further, either (EM-5). */
function guarded(clock: Clock): Clock {
  return {
    now: clock.now,
    after: (delayMs, fn) => clock.after(delayMs, () => guard(fn)),
    every: (intervalMs, fn) => clock.every(intervalMs, () => guard(fn)),
  }
}

guard(() => {
  const script = document.currentScript as (HTMLScriptElement & { sidelong?: Link }) | null
  script?.remove()
  if (script?.sidelong) main(script.sidelong)
})
