import { readIdentity, readParams, type StartParams } from '../boot/start-params.ts'
import type { Visitor } from '../boot/visitor.ts'
import type { PageConfig } from '../loader/link.ts'
import type { Core } from '../more/core.ts'
import type { TagConfig } from '../loader/tag.ts'
import { createError, toError } from './error.ts'
import type { Emit, Trigger } from './events.ts'

const MAX_MESSAGE = 200

/** What the visitor script does for `window.Sidelong`; arguments come from the page and are checked here. */
export function createImplementation(
  visitor: Visitor,
  tag: TagConfig,
  config: PageConfig,
  emit: Emit,
): Core['own'] {
  let identity: StartParams = {}
  let defaults: StartParams = {}
  const { visitorId = tag.visitorId, name, email, phone, groupId } = config
  // Synchronous calls report as an event, since nobody waits for them (AP-1).
  setDefaults(() => {
    identity = readParams({ visitorId: visitorId ?? undefined, name, email, phone, groupId })
  })

  function setDefaults(change: () => void): void {
    report(() => {
      change()
      visitor.setDefaults(identity, defaults)
    })
  }

  function report(work: () => void): void {
    try {
      work()
    } catch (error) {
      emit('error', toError(error))
    }
  }

  const start = async (trigger: Trigger, given: unknown) =>
    visitor.start(trigger, given === undefined ? null : readParams(given))

  function startPrimary(trigger: Trigger): void {
    visitor.start(trigger, null).catch(() => {})
  }

  function act(action: string): void {
    switch (action) {
      case 'start':
      case 'startSession':
        return startPrimary('element')
      case '':
      case 'terms':
      case 'showTerms':
        return startPrimary('element-terms')
      case 'button':
      case 'toggleButton':
        return void visitor.toggleButton()
      case 'showButton':
        return void visitor.showButton(true)
      case 'togglePause':
        return visitor.pause(!visitor.isPaused(), 'page')
      case 'end':
        return void visitor.end().catch(() => {})
      default:
        return report(() => {
          throw createError('bad-params', { field: 'action' })
        })
    }
  }

  function pause(options?: unknown): void {
    report(() => {
      const message = (options as { message?: unknown } | undefined)?.message
      if (message !== undefined && (typeof message !== 'string' || [...message].length > MAX_MESSAGE))
        throw createError('bad-params', { field: 'message' })
      visitor.pause(true, 'page', message)
    })
  }

  return {
    ready: visitor.ready,
    state: visitor.state,
    session: visitor.session,
    start: (params?: unknown) => start('api', params),
    showTerms: (params?: unknown) => start('terms', params),
    end: visitor.end,
    inSession: visitor.inSession,
    getKey: () => visitor.session()?.key ?? null,
    pause,
    resume: () => visitor.pause(false, 'page'),
    isPaused: visitor.isPaused,
    setStartParams: (params?: unknown) =>
      setDefaults(() => {
        defaults = readParams(params)
      }),
    setIdentity: (given: unknown) =>
      setDefaults(() => {
        identity = { ...identity, ...readIdentity(given) }
      }),
    act,
    presence: () => 'off',
    showButton: (isShown?: unknown) => void visitor.showButton(isShown !== false),
    toggleButton: () => void visitor.toggleButton(),
    openPanel: visitor.openPanel,
  }
}
