import type { ControlOutcome, Refusal } from '../../protocol/actions.ts'

/* What the tools say (VW-10). */

export const TOOL_WORDS = {
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
} as const

const OUTCOMES: Readonly<Record<ControlOutcome, string>> = {
  accepted: TOOL_WORDS.on,
  declined: 'The visitor declined.',
  'no-answer': 'The visitor did not answer.',
  busy: 'Somebody else has control, or the visitor is being asked.',
  blocked: 'The visitor has declined three times. You can ask again in some minutes.',
  unavailable: 'Control is not possible on this page.',
}

export function outcomeWords(outcome: ControlOutcome): string {
  return OUTCOMES[outcome]
}

const REFUSALS: Readonly<Record<Refusal, string>> = {
  hidden: 'That is hidden from you. Ask the visitor to do it.',
  forbidden: 'That may not be controlled. Ask the visitor to do it.',
  'visitor-first': 'The visitor is busy there. Try again in a moment.',
  gone: 'The page has changed there. Try again.',
  declined: 'The visitor did not want to send the form.',
  address: 'Control does not lead to that address: only to this site, in the same tab.',
  unseen: 'Something on the page covers the visitor’s Stop button. Try again in a moment.',
}

export function refusalWords(why: Refusal): string {
  return REFUSALS[why]
}

export function controlledBy(name: string): string {
  return `${name} has control.`
}
