import { unreachable } from '../../base/assert.ts'
import type { CloseName } from '../../protocol/close-codes.ts'
import type { EndReason } from '../../protocol/life-cycle.ts'
import type { FailureKind } from '../stage-messages.ts'

/* Every sentence of the viewer, in one place for translation (VW-10). Plain, kind, and never about the page's content. */

export const WORDS = {
  title: 'Session with a visitor',
  connecting: 'Connecting',
  connectingDetail: 'Opening the connection to the session.',
  waiting: 'Waiting for the page',
  waitingDetail: 'The visitor’s page will appear here in a moment.',
  live: 'Live',
  hidden: 'The page is hidden',
  paused: 'Paused by the visitor',
  pausedDetail: 'The visitor has paused sharing. The page is hidden until the visitor goes on.',
  loading: 'Visitor is loading a page',
  background: 'Visitor is in another tab',
  away: 'Visitor is on another page and will be back',
  lost: 'Visitor left the covered pages, or the connection is interrupted',
  lostDetail: 'The page goes on as soon as the visitor is back.',
  reconnecting: 'Reconnecting',
  reconnectingDetail: 'Your connection to the session was interrupted. It comes back by itself.',
  stageStopped: 'The page view stopped responding',
  stageStoppedDetail: 'What the page shows may be too heavy for this browser. The session itself is fine.',
  showAgain: 'Show again',
  leave: 'Leave',
  leaveLabel: 'Leave the session; it goes on for the others',
  end: 'End session',
  endShort: 'End',
  endQuestion: 'End the session for everyone?',
  endConfirm: 'End for everyone',
  keepOn: 'Go on',
  backToConsole: 'Back to the console',
  joinAgain: 'Join again',
  fit: 'Fit',
  fitLabel: 'Fit the page to the window',
  actual: '1:1',
  actualLabel: '1:1, the page at its actual size',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  zoomLevel: 'Zoom level',
  sessionKey: 'Session key',
  elapsed: 'Time since the session started',
  participants: 'People in this session',
  secure: 'The page was opened over a secure connection',
  insecure: 'The page was not opened over a secure connection',
  notPrivate: 'Not private',
  notPrivateDetail:
    'This page and your view of it travel over plain HTTP: others in the networks between can see both.',
  noOrigin: 'Address not known yet',
  statedByVisitor: 'Address and title as stated by the visitor’s browser',
  stage: 'The visitor’s page',
  overlay: 'The visitor’s page, view only. Use the arrow keys to scroll when it is larger than the window.',
  failuresTitle: 'Not shown',
  close: 'Close',
  quality: 'Connection',
  you: 'you',
} as const

/** Why a resource is missing, as far as a browser tells. */
export const FAILURES: Readonly<Record<FailureKind, string>> = {
  blocked: 'not loaded: the viewer takes nothing from this address',
  image: 'image did not load: not there, or for the visitor’s log-in only',
  media: 'video or sound did not load: not there, for the visitor’s log-in only, or in a format unknown here',
  sheet: 'style sheet did not load: not there, or for the visitor’s log-in only',
  font: 'font did not load: its server allows it to its own pages only (CORS), or it is not there',
}

export function failuresLabel(count: number): string {
  return count === 1 ? '1 resource not shown' : `${count} resources not shown`
}

export function qualityLabel(roundTripMs: number | null, silentMs: number, isLate: boolean): string {
  if (isLate) return `Silent for ${Math.floor(silentMs / 1_000)} s`
  return roundTripMs === null ? 'Measuring' : `${roundTripMs} ms`
}

/** VW-8, in full. */
export function qualityDetail(roundTripMs: number | null, silentMs: number, resyncs: number): string {
  const trip = roundTripMs === null ? 'round trip not measured yet' : `round trip ${roundTripMs} ms`
  const times = resyncs === 1 ? 'once' : `${resyncs} times`
  return `${WORDS.quality}: ${trip}; last sign of life ${Math.floor(silentMs / 1_000)} s ago; page sent anew ${times}`
}

export function endingSoonLabel(reason: 'idle' | 'max-duration' | 'wait-expired', seconds: number): string {
  const when = seconds >= 90 ? `${Math.round(seconds / 60)} minutes` : `${seconds} seconds`
  switch (reason) {
    case 'idle':
      return `Nobody has been active for a while: the session ends in ${when}.`
    case 'max-duration':
      return `The session has reached its longest duration and ends in ${when}.`
    case 'wait-expired':
      return `The session has waited long enough and ends in ${when}.`
    default:
      return unreachable(reason)
  }
}

export type EndWords = { readonly headline: string; readonly detail: string }

export const LEFT: EndWords = { headline: 'You have left the session', detail: 'It goes on for the others.' }
export const ENDED_BY_ME: EndWords = {
  headline: 'Session ended',
  detail: 'You ended the session for everyone.',
}

export function endWords(reason: EndReason): EndWords {
  const headline = 'Session ended'
  switch (reason) {
    case 'visitor-cancelled':
      return { headline, detail: 'The visitor decided not to share the page.' }
    case 'visitor-ended':
      return { headline, detail: 'The visitor ended the session.' }
    case 'visitor-lost':
      return { headline, detail: 'The visitor left the site or lost the connection.' }
    case 'setup-failed':
      return { headline, detail: 'The session could not be set up on the visitor’s side.' }
    case 'wait-expired':
      return { headline, detail: 'Nobody joined in time.' }
    case 'agent-ended':
      return { headline, detail: 'An agent ended the session.' }
    case 'admin-ended':
      return { headline, detail: 'An administrator ended the session.' }
    case 'agents-left':
      return { headline, detail: 'All agents have left.' }
    case 'idle':
      return { headline, detail: 'Nobody was active for a while.' }
    case 'max-duration':
      return { headline, detail: 'The session reached its longest duration.' }
    case 'agent-lost':
      return { headline, detail: 'The agents’ connections were lost.' }
    case 'server-lost':
      return { headline, detail: 'The server that held the session is gone.' }
    case 'script-error':
      return { headline, detail: 'Something went wrong on the visitor’s side.' }
    case 'replaced':
      return { headline, detail: 'The visitor started a new session.' }
    case 'group-suspended':
      return { headline, detail: 'This group is suspended.' }
    default:
      return unreachable(reason)
  }
}

const HIDDEN: Readonly<Record<string, string>> = {
  'masks-pending': 'The visitor’s browser is putting the masks for you in place.',
  'hook-pending': 'The site has not yet said what is to be hidden from you.',
  'hook-failed': 'The site could not say what is to be hidden, so everything is.',
  'hook-page': 'The site hides this page.',
  'selector-invalid':
    'A masking rule of the group is invalid, so everything is hidden. Please tell an administrator.',
  'settings-unavailable': 'The masking rules could not be loaded, so everything is hidden.',
  paused: 'The visitor has paused sharing.',
}

/** MK-18: why the whole page is hidden, for people. */
export function hiddenWords(reason: string | null): string {
  return HIDDEN[reason ?? ''] ?? 'Something went wrong with masking, so everything is hidden.'
}

/** What a close of the socket that is not to be retried means to a person. */
export function closeWords(name: CloseName | null): EndWords {
  switch (name) {
    case 'ended':
    case 'normal':
      return { headline: 'Session ended', detail: 'This session is over.' }
    case 'replaced':
      return {
        headline: 'Open in another window',
        detail: 'You opened this session in another tab or window.',
      }
    case 'revoked':
      return { headline: 'Access withdrawn', detail: 'You may no longer see this session.' }
    case 'full':
      return { headline: 'Session is full', detail: 'As many agents as allowed are in this session already.' }
    case 'masks':
      return {
        headline: 'The page cannot be shown',
        detail: 'The visitor’s browser did not confirm what is to be hidden from you. You can join again.',
      }
    case 'version':
      return { headline: 'Please reload', detail: 'The viewer was updated. Reload this page to go on.' }
    default:
      return {
        headline: 'Disconnected',
        detail: 'The connection was closed. You can join again from the console.',
      }
  }
}
