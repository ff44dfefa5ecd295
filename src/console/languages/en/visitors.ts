import { handOver } from '../../../base/words/hand-over/en.ts'
import type { Transfer } from '../../../protocol/transfers-api.ts'

/** Words of the page that shows who is there. */
export const presenceTexts = {
  title: 'Visitors',
  lead: 'Who is on your pages right now, as their pages say. Nothing of this is kept.',
  notPermitted: 'Your role does not show you the visitors of a group.',
  search: 'Search by visitor id and data',
  sessionIn: 'Session in',
  count: (count: number) => (count === 1 ? '1 visitor is there' : `${count} visitors are there`),
  partial: (shown: number, count: number) => `The first ${shown} of ${count}. Search to find others.`,
  stale: 'This list may be out of date. Trying again…',
  emptyTitle: 'Nobody is there right now',
  emptyLead:
    'Visitors appear here by themselves when presence is switched on in the settings and their page carries data-presence and a visitor id.',
  noneFit: 'Nobody who is there fits.',
  untitled: 'Page without title',
  focus: 'on the page',
  visible: 'page is open',
  hidden: 'in the background',
  pages: (count: number) => `${count} pages open`,
  active: (ago: string) => `active ${ago} ago`,
  activeNow: 'active just now',
  invite: 'Invite',
  inviteLabel: (visitor: string) => `Invite ${visitor} to a session`,
  stopWaiting: 'Close',
  states: {
    sending: 'Sending the invitation…',
    delivered: 'The invitation has arrived.',
    shown: 'The visitor is being asked.',
    accepted: 'The visitor has accepted. The session is starting…',
    started: 'The session has started. It opens now…',
    declined: 'The visitor has declined.',
    failed: (why: string) => `The session could not start. ${why}`,
    gone: 'The visitor has left the page.',
  },
}

/** Words of handing a session over to somebody else (VW-6). */
export const transferTexts = {
  ...handOver,
  label: 'Sessions that are handed over',
  start: 'Hand over',
  startLabel: (key: string) => `Hand over session ${key}`,
  title: (key: string) => `Hand over session ${key}`,
  offered: (from: string, key: string) => `${from} offers you session ${key}.`,
  accept: 'Join',
  acceptLabel: (key: string) => `Join session ${key}`,
  decline: 'Decline',
  states: {
    ...handOver.states,
    accepted: (to) => `${to} has taken it.`,
    withdrawn: () => '',
  } as Readonly<Record<Transfer['state'], (to: string) => string>>,
  ownLine: (key: string, state: string) => `Session ${key}: ${state}`,
  /** For an offer to a role that the person need not take. */
  hide: 'Hide',
}

/** Words of the masking playground. */
export const maskingTexts = {
  title: 'Masking playground',
  /** In the header. */
  short: 'Masking',
  lead: 'Find selectors for what agents must not see, on a page of your site.',
  address: 'Address of a page with the tag',
  example: 'https://shop.example/checkout',
  wrong: 'Please enter the whole address, beginning with https://',
  open: 'Open the page in a new tab',
  steps: [
    'The page opens with a bar that says what is hidden now, under the production or staging settings and for each role.',
    'Press “Pick elements” and click what must be hidden. Choose the selector that means it, and nothing else: the number says how many elements it covers, the blue areas which.',
    'Add it to the list. A selector that hides nearly the whole page is pointed out, and so are those of your settings that match nothing there.',
    'Press “Copy”, come back, and paste the lines into “Hidden elements” of the staging settings.',
  ],
  safe: 'The page and this console do not speak with each other: what you find travels by your clipboard alone.',
  settings: 'To the settings',
}
