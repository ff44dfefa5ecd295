import { splitSessionId } from '../../protocol/ids.ts'
import type { StartResponse } from '../../protocol/rest.ts'
import { createError, mayRetry, type SidelongError, toError } from '../api/error.ts'
import type { Emit } from '../api/events.ts'
import { mayRunIn } from './group-check.ts'
import type { SessionDeps } from './session-types.ts'
import type { CarriedState } from './state-codec.ts'

export type Continuation = {
  deps: SessionDeps
  emit: Emit
  /** Nothing runs on this page yet. */
  isIdle: () => boolean
  /** There is a session, and another tab is its shown one. */
  setDormant: () => void
  run: (grant: StartResponse, from: Pick<CarriedState, 'paused' | 'floor'>) => void
  /** The session that the cookie named is over. */
  onOver: () => void
}

const FIRST_DELAY_MS = 500
const MAX_DELAY_MS = 10_000

/**
 * Goes on with the session that another page or tab has left (NV-1). Without fetched rules nothing is shown, so it tries
 * until it has them (MK-18). Resolves when the first attempt is decided.
 */
export async function resumeSession({
  deps,
  emit,
  isIdle,
  setDormant,
  run,
  onOver,
}: Continuation): Promise<void> {
  const { window, clock, tag, api, store, version } = deps
  let failures = 0

  async function attempt(): Promise<void> {
    const carried = store.read()
    if (!carried || !isIdle()) return
    const { groupId } = splitSessionId(carried.sessionId)
    if (!mayRunIn(tag, groupId)) return void emit('blocked', { code: 'group-not-allowed' })
    // A new tab shows nothing before it had focus; the shown one stays it over its own page loads (NV-2).
    if (!window.document.hasFocus() && !store.isShown()) return setDormant()
    try {
      const { sessionId, credential } = carried
      const grant = await api.continue({ groupId, site: tag.site, sessionId, credential, script: version })
      const now = store.read()
      if (isIdle() && now?.sessionId === sessionId) run(grant, now)
    } catch (error) {
      onFailed(toError(error))
    }
  }

  function onFailed(error: SidelongError): void {
    if (mayRetry(error)) {
      if (failures === 0) emit('error', createError('settings-unavailable'))
      const delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** failures++) * (0.5 + deps.random() / 2)
      clock.after(delayMs, attempt)
      return
    }
    if (error.code === 'origin-not-allowed') return void emit('blocked', { code: error.code })
    store.clear()
    onOver()
    emit('error', error)
  }

  return attempt()
}
