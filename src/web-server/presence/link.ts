import type { CloseName } from '../../protocol/close-codes.ts'
import type { GroupId, Site } from '../../protocol/ids.ts'
import type { PresenceInvitation } from '../../protocol/presence-api.ts'
import type { PresenceDown } from '../../protocol/presence-down.ts'
import { PRESENCE_LIMITS } from '../../protocol/presence-limits.ts'
import type { PresenceData, PresenceHello, PresenceUpdate } from '../../protocol/presence-up.ts'
import type { PresenceRow } from '../db/schema.ts'
import { toStorable } from '../db/storable.ts'
import type { Settings } from '../settings/registry.ts'
import type { Row } from './store.ts'

/** An open page that tells who is there. */
export type Link = {
  readonly groupId: GroupId
  readonly pageId: string
  readonly site: Site
  readonly origin: string
  visitorId: string
  url: string
  title: string
  readonly browser: string
  readonly platform: string
  readonly language: string
  hasFocus: boolean
  isVisible: boolean
  status: PresenceRow['status']
  terms: PresenceRow['terms']
  invitation: PresenceInvitation | null
  data: PresenceData
  readonly connectedAtMs: number
  activeAtMs: number
  heardAtMs: number
  /** Who waits for the page to say that a message has arrived; `null`: it will not. */
  readonly acks: Map<string, (code: string | null) => void>
  cut: Cut
  readonly send: (message: PresenceDown) => void
  readonly close: (name: CloseName) => void
}

/** What decides how much of a page is told; of the group, as it is now. */
export type Cut = Pick<Settings, 'presence.urlDetail' | 'masking.title' | 'masking.mode'>

export type Door = Pick<
  Link,
  'groupId' | 'site' | 'origin' | 'visitorId' | 'browser' | 'platform' | 'send' | 'close'
>

export function linkOf(hello: PresenceHello, door: Door, cut: Cut, nowMs: number): Link | null {
  if (!isSmall(hello.data)) return null
  return {
    ...door,
    pageId: hello.pageId,
    url: cutAddress(hello.url, door.origin, cut),
    title: cutTitle(hello.title, cut),
    language: toStorable(hello.language),
    hasFocus: hello.focus,
    isVisible: hello.visible,
    status: hello.status,
    terms: null,
    invitation: null,
    data: storableData(hello.data),
    connectedAtMs: nowMs,
    activeAtMs: nowMs,
    heardAtMs: nowMs,
    acks: new Map(),
    cut,
  }
}

/** The group tells more or less from now on; what is told already is cut, too. True if that changed something. */
export function recut(link: Link, cut: Cut): boolean {
  const { url, title } = link
  link.cut = cut
  link.url = cutAddress(url, link.origin, cut)
  link.title = cutTitle(title, cut)
  return link.url !== url || link.title !== title
}

/** Takes over what has changed; false for more data than a page may have. */
export function changeLink(link: Link, update: PresenceUpdate, nowMs: number): boolean {
  const data = update.data ? { ...link.data, ...storableData(update.data) } : link.data
  if (!isSmall(data)) return false
  // Used: it has got the focus, or has gone to another place while it had it.
  if (update.focus || (update.url !== undefined && link.hasFocus)) link.activeAtMs = nowMs
  link.data = data
  if (update.url !== undefined) link.url = cutAddress(update.url, link.origin, link.cut)
  if (update.title !== undefined) link.title = cutTitle(update.title, link.cut)
  link.hasFocus = update.focus ?? link.hasFocus
  link.isVisible = update.visible ?? link.isVisible
  link.status = update.status === undefined ? link.status : update.status
  link.terms = update.terms ?? link.terms
  return true
}

export function rowOf(link: Link, server: string): Row {
  return {
    group_id: link.groupId,
    page_id: link.pageId,
    visitor_id: link.visitorId,
    server,
    site: link.site,
    url: link.url,
    title: link.title,
    browser: link.browser,
    platform: link.platform,
    language: link.language,
    has_focus: link.hasFocus,
    is_visible: link.isVisible,
    status: link.status,
    terms: link.terms,
    invitation: link.invitation && JSON.stringify(link.invitation),
    data: JSON.stringify(link.data),
    connected_at: new Date(link.connectedAtMs),
    active_at: new Date(link.activeAtMs),
  }
}

/** Once more, whatever the page has cut (PR-3): an address of the origin that the browser states, no more of it than the group wants. */
function cutAddress(given: string, origin: string, cut: Cut): string {
  const url = URL.parse(given)
  const detail = cut['presence.urlDetail']
  if (url?.origin !== origin || detail === 'origin') return `${origin}/`
  const query = detail === 'full' ? `${url.search}${url.hash}` : ''
  return toStorable(`${origin}${url.pathname}${query}`).slice(0, PRESENCE_LIMITS.maxUrlLength)
}

/** A title that agents in a session would not see is not told here, either (MK-24, MK-8). */
function cutTitle(title: string, cut: Cut): string {
  return cut['masking.title'] === 'hide' || cut['masking.mode'] === 'all' ? '' : toStorable(title)
}

function isSmall(data: PresenceData): boolean {
  return (
    Object.keys(data).length <= PRESENCE_LIMITS.maxDataKeys &&
    Buffer.byteLength(JSON.stringify(data)) <= PRESENCE_LIMITS.maxDataBytes
  )
}

function storableData(data: PresenceData): PresenceData {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      toStorable(name),
      typeof value === 'string' ? toStorable(value) : value,
    ]),
  )
}
