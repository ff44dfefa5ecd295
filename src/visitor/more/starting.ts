import { createError, toError } from '../api/error.ts'
import type { Trigger } from '../api/events.ts'
import { readIdentity, readParams, type StartParams } from '../boot/start-params.ts'
import type { Core } from './core.ts'

/** Starts, and what the page says for them beforehand: arguments come from the page and are checked here. */
export function createStarting({ deps, link, visitor }: Core) {
  const { tag, emit } = deps
  let identity: StartParams = {}
  let defaults: StartParams = {}
  const { visitorId = tag.visitorId, name, email, phone, groupId } = link.config
  setDefaults(() => {
    identity = readParams({ visitorId: visitorId ?? undefined, name, email, phone, groupId })
  })

  /** Nobody waits for the answer of these calls, so they report as an event (AP-1). */
  function report(work: () => void): void {
    try {
      work()
    } catch (error) {
      emit('error', toError(error))
    }
  }

  function setDefaults(change: () => void): void {
    report(() => {
      change()
      visitor.setDefaults(identity, defaults)
    })
  }

  const start = async (trigger: Trigger, given: unknown) =>
    visitor.start(trigger, given === undefined ? null : readParams(given))

  function startPrimary(trigger: Trigger): void {
    visitor.start(trigger, null).catch(() => {})
  }

  /** What elements and keys name (EM-9). */
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
      case 'togglePreview':
        return void deps.preview().catch(() => {})
      case 'end':
        return void visitor.end().catch(() => {})
      default:
        return report(() => {
          throw createError('bad-params', { field: 'action' })
        })
    }
  }

  return {
    /** Before any start: what the page has said counts from here on. */
    prepare() {},
    start: (params?: unknown) => start('api', params),
    showTerms: (params?: unknown) => start('terms', params),
    act,
    setStartParams: (params?: unknown) =>
      setDefaults(() => {
        defaults = readParams(params)
      }),
    setIdentity: (given: unknown) =>
      setDefaults(() => {
        identity = { ...identity, ...readIdentity(given) }
      }),
    identity: () => identity,
  }
}
