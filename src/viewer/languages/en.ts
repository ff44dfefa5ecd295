import { handOver } from '../../base/words/hand-over/en.ts'
import type { ControlOutcome, Refusal } from '../../protocol/actions.ts'
import type { GuestOutcome } from '../../protocol/guests-api.ts'
import type { HandOverState } from '../../protocol/handing-over.ts'
import type { EndReason } from '../../protocol/life-cycle.ts'
import type { FailureKind } from '../stage-messages.ts'

/** Every sentence of the viewer (VW-10). Plain, kind, and never about the page's content. */
export const words = {
  shell: {
    title: 'Session with a visitor',
    connecting: 'Connecting',
    connectingDetail: 'Opening the connection to the session.',
    asking: 'Waiting for the visitor’s consent',
    askingDetail: 'The visitor is asked whether you may see the page.',
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
    /** In the window's title, before the key is known. */
    session: 'Session',
  },

  /** Why a resource is missing, as far as a browser tells. */
  failures: {
    blocked: 'not loaded: the viewer takes nothing from this address',
    image: 'image did not load: not there, or for the visitor’s log-in only',
    media:
      'video or sound did not load: not there, for the visitor’s log-in only, or in a format unknown here',
    sheet: 'style sheet did not load: not there, or for the visitor’s log-in only',
    font: 'font did not load: its server allows it to its own pages only (CORS), or it is not there',
  } satisfies Record<FailureKind, string>,
  failuresLabel: (count: number) => (count === 1 ? '1 resource not shown' : `${count} resources not shown`),

  quality: {
    silent: (seconds: number) => `Silent for ${seconds} s`,
    measuring: 'Measuring',
    trip: (ms: number) => `${ms} ms`,
    detail: (trip: string, seconds: number, times: string, script: string) =>
      `Connection: ${trip}; last sign of life ${seconds} s ago; page sent anew ${times}; script ${script}`,
    noTrip: 'round trip not measured yet',
    someTrip: (ms: number) => `round trip ${ms} ms`,
    times: (count: number) => (count === 1 ? 'once' : `${count} times`),
  },

  endingSoon: {
    minutes: (count: number) => `${count} minutes`,
    seconds: (count: number) => `${count} seconds`,
    idle: (when: string) => `Nobody has been active for a while: the session ends in ${when}.`,
    'max-duration': (when: string) => `The session has reached its longest duration and ends in ${when}.`,
    'wait-expired': (when: string) => `The session has waited long enough and ends in ${when}.`,
  },

  left: { headline: 'You have left the session', detail: 'It goes on for the others.' },
  notLetIn: 'Not let in',
  ended: 'Session ended',
  endedByMe: 'You ended the session for everyone.',
  endReason: {
    'visitor-cancelled': 'The visitor decided not to share the page.',
    'visitor-ended': 'The visitor ended the session.',
    'visitor-lost': 'The visitor left the site or lost the connection.',
    'setup-failed': 'The session could not be set up on the visitor’s side.',
    'wait-expired': 'Nobody joined in time.',
    'agent-ended': 'An agent ended the session.',
    'admin-ended': 'An administrator ended the session.',
    'agents-left': 'All agents have left.',
    idle: 'Nobody was active for a while.',
    'max-duration': 'The session reached its longest duration.',
    'agent-lost': 'The agents’ connections were lost.',
    'server-lost': 'The server that held the session is gone.',
    'script-error': 'Something went wrong on the visitor’s side.',
    replaced: 'The visitor started a new session.',
    'group-suspended': 'This group is suspended.',
  } satisfies Record<EndReason, string>,

  /** MK-18 */
  hidden: {
    'masks-pending': 'The visitor’s browser is putting the masks for you in place.',
    'hook-pending': 'The site has not yet said what is to be hidden from you.',
    'hook-failed': 'The site could not say what is to be hidden, so everything is.',
    'hook-page': 'The site hides this page.',
    'selector-invalid':
      'A masking rule of the group is invalid, so everything is hidden. Please tell an administrator.',
    'settings-unavailable': 'The masking rules could not be loaded, so everything is hidden.',
    paused: 'The visitor has paused sharing.',
    other: 'Something went wrong with masking, so everything is hidden.',
  },

  /** What a close of the socket that is not to be retried means to a person. */
  close: {
    ended: { headline: 'Session ended', detail: 'This session is over.' },
    replaced: {
      headline: 'Open in another window',
      detail: 'You opened this session in another tab or window.',
    },
    revoked: { headline: 'Access withdrawn', detail: 'You may no longer see this session.' },
    full: { headline: 'Session is full', detail: 'As many agents as allowed are in this session already.' },
    masks: {
      headline: 'The page cannot be shown',
      detail: 'The visitor’s browser did not confirm what is to be hidden from you. You can join again.',
    },
    version: { headline: 'Please reload', detail: 'The viewer was updated. Reload this page to go on.' },
    other: {
      headline: 'Disconnected',
      detail: 'The connection was closed. You can join again from the console.',
    },
    guest: {
      headline: 'Disconnected',
      detail: 'Please ask the person who invited you to let you in again.',
    },
  },

  guests: {
    guests: 'Guests',
    guestsDetail: 'Send the link to your guest. Enter the code that the guest tells you.',
    guestLink: 'Guest link',
    copy: 'Copy',
    copied: 'Copied.',
    code: 'Code of the guest',
    admit: 'Let in',
    eject: (name: string) => `Remove ${name}`,
    none: 'No guest is here.',
    refused: {
      declined: (name: string) => `The visitor did not let ${name} in.`,
      'no-answer': (name: string) => `The visitor was asked about ${name} and did not answer.`,
    },
    outcome: {
      admitted: 'Let in. The page opens for the guest in a moment.',
      unknown: 'This code does not count, or not any more.',
      full: 'As many guests as allowed are in this session already.',
      limited: 'Too many codes. Please wait a moment.',
      unavailable: 'That cannot be looked at right now. Try again in a moment.',
    } satisfies Record<GuestOutcome, string>,
  },
  handOver: {
    ...handOver,
    title: 'Hand over session',
    states: {
      ...handOver.states,
      accepted: (to: string) => `${to} has taken the session. You stay until you leave.`,
      withdrawn: () => 'The offer is taken back.',
      refused: () => 'It could not be offered. Please choose again.',
      unavailable: () => 'That cannot be done right now. Try again in a moment.',
    } satisfies Record<HandOverState, (to: string) => string>,
  },
  tools: {
    tools: 'Tools',
    follow: 'Follow the visitor’s scrolling',
    find: 'Search the page',
    findLabel: 'Words on the page',
    next: 'Next',
    previous: 'Previous',
    notFound: 'Not found on this page.',
    own: 'You scroll on your own. The dashed frame is what the visitor sees.',
    look: 'Look only',
    laser: 'Laser pointer',
    highlight: 'Highlight an element',
    pen: 'Pen',
    ink: 'Fading ink',
    box: 'Rectangle',
    arrow: 'Arrow',
    clear: 'Clear my drawings',
    readOut: 'Read out to the visitor what I point at',
    ask: 'Ask the visitor for control',
    asking: 'Waiting for the visitor’s answer',
    stop: 'Give control back',
    back: 'Visitor’s page: back',
    forward: 'Visitor’s page: forward',
    reload: 'Visitor’s page: reload',
    address: 'Visitor’s page: go to an address',
    addressLabel: 'Address on this site',
    go: 'Go',
    apply: 'Apply',
    cancel: 'Cancel',
    pick: 'Choose',
    asked: 'The visitor is asked.',
    on: 'You have control. Click and type on the page; F6 leaves it.',
    off: 'Control has ended.',
    overlay:
      'The visitor’s page. With a tool chosen, arrow keys move a cross, Enter marks, Escape puts the tool away.',
    overlayControl: 'The visitor’s page, under your control: keys go to the page. F6 leaves it.',
  },
  controlledBy: (name: string) => `${name} has control.`,
  outcome: {
    accepted: 'You have control. Click and type on the page; F6 leaves it.',
    declined: 'The visitor declined.',
    'no-answer': 'The visitor did not answer.',
    busy: 'Somebody else has control, or the visitor is being asked.',
    blocked: 'The visitor has declined three times. You can ask again in some minutes.',
    unavailable: 'Control is not possible right now.',
  } satisfies Record<ControlOutcome, string>,
  refusal: {
    hidden: 'That is hidden from you. Ask the visitor to do it.',
    forbidden: 'That may not be controlled. Ask the visitor to do it.',
    'visitor-first': 'The visitor is busy there. Try again in a moment.',
    gone: 'The page has changed there. Try again.',
    declined: 'The visitor did not want to send the form.',
    address: 'Control does not lead to that address: only to this site, in the same tab.',
    unseen: 'Something on the page covers the visitor’s Stop button. Try again in a moment.',
  } satisfies Record<Refusal, string>,
}
export type Words = typeof words

/** What the frame in a page of the company's says while there is no view in it. */
export const embed = {
  idle: 'No session is open here.',
  opening: 'Opening the session…',
  waiting: 'Waiting for the visitor to start the session…',
  failed: 'The session could not be opened. Please try again.',
  errors: {
    'not-logged-in': 'You are not logged in. Please open this session again from the page around.',
    'no-session': 'No session with this key is running in your group.',
    'wait-expired': 'The visitor has not started the session.',
    'not-permitted': 'This page may not show sessions of that group.',
    'rate-limited': 'Too many attempts. Please wait a moment.',
    'no-server': 'The server that holds this session cannot be reached right now.',
  },
}
export type EmbedWords = typeof embed

/** The page on which guests begin (GU-2). */
export const guest = {
  title: 'Join as a guest',
  intro: 'You were invited to look at a web page together. Please say who you are.',
  name: 'Your name',
  ask: 'Go on',
  asking: 'One moment…',
  code: 'Your code',
  tell: 'Tell this code to the person who invited you. The page opens when you have been let in.',
  left: (time: string) => `Valid for another ${time}`,
  more: 'More time',
  expired: 'The code has expired.',
  entering: 'Opening the page…',
  refused: 'This link does not lead to a session, or not any more. Please ask for a new one.',
  limited: 'Too many attempts. Please wait a moment and try again.',
  failed: 'That did not work. Please try again.',
  consent: 'The person whose page it is may be asked, too.',
}
export type GuestWords = typeof guest
