import type { Visitor } from '../boot/visitor.ts'
import type { Core } from '../more/core.ts'
import { createError } from './error.ts'
import type { Emit } from './events.ts'

const MAX_MESSAGE = 200

/** What the visitor script itself does for `window.Sidelong`; what takes arguments from the page is in the part `more`. */
export function createImplementation(visitor: Visitor, emit: Emit): Core['own'] {
  /** At once: after the call no byte of the page leaves (UI-8). Reports as an event, since nobody waits (AP-1). */
  function pause(options?: unknown): void {
    const message = (options as { message?: unknown } | null | undefined)?.message
    if (message !== undefined && (typeof message !== 'string' || [...message].length > MAX_MESSAGE))
      return void emit('error', createError('bad-params', { field: 'message' }))
    visitor.pause(true, 'page', message)
  }

  return {
    ready: visitor.ready,
    state: visitor.state,
    session: visitor.session,
    end: visitor.end,
    inSession: visitor.inSession,
    getKey: () => visitor.session()?.key ?? null,
    pause,
    resume: () => visitor.pause(false, 'page'),
    isPaused: visitor.isPaused,
    presence: () => 'off',
    showButton: (isShown?: unknown) => void visitor.showButton(isShown !== false),
    toggleButton: () => void visitor.toggleButton(),
    openPanel: visitor.openPanel,
    refresh: visitor.refresh,
  }
}
