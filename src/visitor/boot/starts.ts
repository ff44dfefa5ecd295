import type { GroupId } from '../../protocol/ids.ts'
import type { StartResponse } from '../../protocol/rest.ts'
import { createError, type SidelongError, toError } from '../api/error.ts'
import type { SessionInfo, Trigger } from '../api/events.ts'
import type { Question } from '../ui/question.ts'
import type { Ui } from '../ui/ui.ts'
import type { SessionOrigin } from './session-types.ts'
import type { StartParams } from './start-params.ts'
import type { VisitorDeps } from './visitor.ts'

/** A start under way. */
export type Start = {
  params: StartParams
  groupId: GroupId
  promise: Promise<SessionInfo>
  resolve: (info: SessionInfo) => void
  reject: (error: SidelongError) => void
  terms: Question | null
  isCancelled: boolean
  /** Says more of an error, from when the part is there. */
  explain?: (error: SidelongError) => SidelongError
}

export type Starts = {
  begin(trigger: Trigger, given: StartParams | null): Promise<SessionInfo>
  setDefaults(identity: StartParams, params: StartParams): void
  /** What the start under way was given; `null` if there is none. */
  current(): StartParams | null
  isAsking(): boolean
  /** Ends the start under way, well or badly. */
  settle(outcome: SessionInfo | SidelongError): void
  cancel(): void
}

export type StartsParts = {
  deps: VisitorDeps
  ui: Ui | undefined
  /** The session that runs. */
  running: () => SessionInfo | null
  run: (grant: StartResponse, from: SessionOrigin) => void
  changed: () => void
}

/** From the wish for a session to the session (SE-1): one at a time. */
export function createStarts({ deps, ui, running, run, changed }: StartsParts): Starts {
  const { tag, emit } = deps
  let start: Start | null = null
  let isAsking = false
  let identity: StartParams = {}
  let defaults: StartParams = {}

  function begin(trigger: Trigger, given: StartParams | null): Promise<SessionInfo> {
    try {
      if (start ?? running()) return joinRunning(given ?? defaults)
    } catch (error) {
      return Promise.reject(toError(error))
    }
    const own = { params: given ?? {}, terms: null, isCancelled: false } as Partial<Start> as Start
    own.promise = new Promise((resolve, reject) => Object.assign(own, { resolve, reject }))
    start = own
    attempt(own, trigger, given).catch((error: unknown) => {
      const failure = toError(error)
      if (start === own) settle(failure)
      const isAnswer = failure.code === 'terms-declined' || failure.code === 'cancelled'
      if (isByElement(trigger)) {
        emit('error', failure)
        if (!isAnswer) ui?.notice('failed')
      }
    })
    changed()
    return own.promise
  }

  /** SE-12: the running session, if that is what was asked for. */
  function joinRunning({ key, groupId }: StartParams): Promise<SessionInfo> {
    const info = running()
    const isSameGroup = groupId === undefined || groupId === (info?.groupId ?? start?.groupId)
    const isSameKey = key === undefined || key === (info?.key ?? start?.params.key)
    if (!isSameGroup || !isSameKey) throw createError('already-in-session')
    return start?.promise ?? Promise.resolve(info as SessionInfo)
  }

  async function attempt(own: Start, trigger: Trigger, given: StartParams | null): Promise<void> {
    const createAttempt = await deps.loadAttempt()
    check(own)
    // Only by now the page's own words have been read.
    own.params = { ...identity, ...(given ?? defaults) }
    if (isByElement(trigger)) own.params.groupId = tag.groupId
    own.groupId = (own.params.groupId ?? tag.groupId) as GroupId
    if (!createAttempt) throw createError('network')
    await createAttempt({
      deps,
      ui,
      createError,
      check,
      setAsking(isOn) {
        isAsking = isOn
        changed()
      },
      run,
    })(own, trigger)
  }

  function check(own: Start): void {
    if (own.isCancelled) throw createError('cancelled')
  }

  function settle(outcome: SessionInfo | SidelongError): void {
    const done = start
    start = null
    if (outcome instanceof Error) done?.reject(done.explain?.(outcome) ?? outcome)
    else done?.resolve(outcome)
    changed()
  }

  return {
    begin,
    setDefaults(who, params) {
      identity = who
      defaults = params
    },
    current: () => start?.params ?? null,
    isAsking: () => isAsking,
    settle,
    cancel() {
      if (!start) throw createError('not-in-session')
      start.isCancelled = true
      start.terms?.close()
      settle(createError('cancelled'))
    },
  }
}

/** Nobody waits for the promise of such a start. */
function isByElement(trigger: Trigger): boolean {
  return /^[be]/.test(trigger)
}
