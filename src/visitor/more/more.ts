import { createError } from '../api/error.ts'
import { mayRunIn } from '../boot/group-check.ts'
import type { SidelongLike } from '../compat/compat.ts'
import type { FramesPart } from '../frames/lazy-host.ts'
import type { Core, More } from './core.ts'
import { createMessages } from './messages.ts'
import { createStarting } from './starting.ts'
import { createWindowMessages } from './window-messages.ts'

/** What pages need once in a while, by the names of the calls (docs/decisions/0018). */
export function createMore(core: Core): More {
  const { deps, visitor } = core
  const { window, tag, api } = deps
  let domains: More | undefined
  let presence: More | undefined
  let measure: (() => void) | undefined
  let guest: ReturnType<FramesPart['createGuest']> | undefined
  const starting = createStarting(core)
  const receiveWindowMessage = createWindowMessages(core, starting.setStartParams)

  /** In a frame it may come from the page around, which asks us to join its session (NV-13). */
  async function message(event: MessageEvent): Promise<void> {
    if (window.parent === window) return receiveWindowMessage(event)
    guest ??= (await deps.loadFrames())?.createGuest({ window, tag, api, createCapture: core.createCapture })
    await guest?.join(event)
  }

  /** Going to other domains is a part of its own: few sessions do. */
  async function domain(name: string, args: readonly unknown[]): Promise<unknown> {
    const createDomains = await core.loadPart('domains')
    if (!createDomains) throw createError('network')
    domains ??= createDomains(core)
    return domains(name, args)
  }

  /** PR-2: nobody whose page states no id, and who asks for no code, needs the part. */
  async function present(name: string, args: readonly unknown[]): Promise<unknown> {
    if (name === 'auto' && !starting.identity().visitorId) return
    const create = await core.loadPart('presence')
    if (!create) throw createError('network')
    presence ??= create(core, () => starting.identity().visitorId)
    return presence(name, args)
  }

  /** Whoever the visitor is from now on, presence says so, too (PR-2, PR-9). */
  function setIdentity(given: unknown): void {
    starting.setIdentity(given)
    if (presence || tag.presence === 'on') present('auto', []).catch(() => {})
  }

  async function style(groupId: unknown, locale?: string): Promise<void> {
    if (typeof groupId !== 'number') throw createError('bad-params', { field: 'groupId' })
    if (!mayRunIn(tag, groupId)) throw createError('group-not-allowed')
    visitor.ui?.setStyle((await api.settings(groupId, tag.site, locale)).ui)
  }

  /** `data-compat`: the older names, for pages whose tag is ours already. */
  async function compat(): Promise<void> {
    const page = window as { GLANCE?: unknown; Sidelong?: SidelongLike }
    const create = await core.loadPart('compat')
    if (create && page.Sidelong) page.GLANCE ??= create(page.Sidelong)
  }

  /** While a session runs. */
  async function watch(): Promise<void> {
    const watched = visitor.current()?.grant().settings.watch ?? ''
    if (watched.includes('domains')) await domain('watch', [])
    if (watched.includes('figures') && tag.metrics === 'on') {
      measure ??= (await core.loadPart('figures'))?.(core)
      measure?.()
    }
  }

  const calls: Record<string, (...args: never[]) => unknown> = {
    message,
    compat,
    watch,
    ...createMessages(core),
    // While no agent has asked for control.
    respond() {
      throw createError('bad-params', { field: 'requestId' })
    },
    revoke() {},
    ...starting,
    setIdentity,
    setVisitorId: async (visitorId: unknown) => setIdentity({ visitorId }),
    /** UI-2: which group's style the button wears, and in which language we speak. */
    setStyle: (groupId: unknown) => style(groupId),
    setLocale: (locale: unknown) => style(tag.groupId, String(locale)),
  }
  return (name, args) => {
    const call = Object.hasOwn(calls, name) && calls[name]
    if (call) return call(...(args as never[]))
    if (/^(auto|(dis)?connect|update)/.test(name)) return present(name, args)
    if (/^(arrive|cross|prompt)/.test(name)) return domain(name, args)
    throw createError('bad-params', { field: 'method' })
  }
}
