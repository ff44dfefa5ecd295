import { createClock } from '../../base/clock.ts'
import { sessionFound } from '../../protocol/agent-page-api.ts'
import { startGuest } from '../guest.ts'
import { followPresence } from '../presence.ts'
import type * as Public from '../public.ts'
import { call } from '../server.ts'
import { openFrame } from '../viewer.ts'
import { openWindow } from '../window-viewer.ts'

/* The npm module `@sidelong/agent` (AE-5); its types are public.ts. */

const clock = createClock(globalThis, () => performance.now())

export { SidelongAgentError } from '../errors.ts'
export const createViewer: typeof Public.createViewer = (element, options) =>
  openFrame(element, options, clock)
export const openViewer: typeof Public.openViewer = (options) => openWindow(options, clock)
export const lookup: typeof Public.lookup = async (key, { groupId, waitSeconds, ...server }) => {
  const body = { key, ...(waitSeconds !== undefined && { wait: waitSeconds }) }
  const path = `/v1/groups/${groupId}/sessions/lookup`
  const { found, joinUrl } = await call(server, path, body, sessionFound)
  return { found, joinUrl }
}
export const presence: typeof Public.presence = (groupId, server) => followPresence(groupId, server, clock)
export const guest: typeof Public.guest = (options) => startGuest(options, clock)
