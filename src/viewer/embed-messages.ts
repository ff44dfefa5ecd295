import { boolean, type Infer, integer, list, nullable, object, oneOf, tagged, text } from '../base/parse.ts'
import { hiddenReason } from '../protocol/hidden-reason.ts'
import { groupId, participantId, sessionKey } from '../protocol/ids.ts'
import { language } from '../protocol/languages.ts'
import { END_REASONS } from '../protocol/life-cycle.ts'
import { pageMessage } from '../protocol/page-message.ts'
import { participants } from '../protocol/participants.ts'
import { privileges } from '../protocol/privileges.ts'
import { chosenTools, shellCommand } from './embed-commands.ts'
import { VIEWER_LIMITS } from './limits.ts'
import { STATE_IDS } from './shell/session-view.ts'

/*
 * An embedded viewer (AE-1, AE-2) is a frame of the web server's in the customer's page, and the shell in a frame of that
 * one. They speak over MessagePorts; each receiver parses. Nothing of what the visitor's page shows crosses.
 */

/** How a view ended: for all, or for this agent alone; `declined`: the visitor did not let the agent in. */
const endReason = oneOf(...END_REASONS, 'left', 'declined', 'closed')
export type ViewEnd = Infer<typeof endReason>

/** What agents see in the bars of the viewer, and nothing of the page itself. Address and title are the visitor's statement. */
export const pageFacts = object({
  url: text(VIEWER_LIMITS.maxAddressLength + 255),
  title: text(VIEWER_LIMITS.maxTitleLength),
  browser: text(64),
  platform: text(64),
  scriptVersion: text(32),
})
export type PageFacts = Infer<typeof pageFacts>

/** `requested`: by this agent; `on`: `by` has it. */
export const controlFacts = object({
  status: oneOf('off', 'requested', 'on'),
  by: nullable(participantId),
  rights: privileges,
})
export type ControlFacts = Infer<typeof controlFacts>

/** How good the line is; `bad`: silent. */
export const qualityFacts = object({
  level: oneOf('none', 'good', 'fair', 'bad'),
  roundTripMs: nullable(integer(0, 3_600_000)),
  /** How often the whole page was sent anew. */
  resyncs: integer(0, 1_000_000),
})
export type QualityFacts = Infer<typeof qualityFacts>

/** What the shell says of itself. */
export const viewState = object({
  state: oneOf(...STATE_IDS),
  key: nullable(sessionKey),
  /** RFC 3339, UTC. */
  startedAt: nullable(text(32)),
  /** This agent among the participants. */
  participantId: nullable(participantId),
  participants,
  privileges,
  page: nullable(pageFacts),
  control: controlFacts,
  /** Whether the whole page is hidden, and why (MK-18). */
  masking: object({ page: boolean, reason: nullable(hiddenReason) }),
  quality: qualityFacts,
  endReason: nullable(endReason),
})
export type ViewState = Infer<typeof viewState>

export const FIRST_VIEW: ViewState = {
  state: 'connecting',
  key: null,
  startedAt: null,
  participantId: null,
  participants: [],
  privileges: [],
  page: null,
  control: { status: 'off', by: null, rights: [] },
  masking: { page: false, reason: null },
  quality: { level: 'none', roundTripMs: null, resyncs: 0 },
  endReason: null,
}

/** With the port, from the frame around the shell. */
export const shellPort = object({ type: oneOf('sidelong-shell-port') })

/** From the frame to the shell. */
export const shellDown = tagged({
  tools: object({ tools: chosenTools }),
  command: object({ id: integer(0, Number.MAX_SAFE_INTEGER), command: shellCommand }),
})
export type ShellDown = Infer<typeof shellDown>

/** From the shell to the frame. `answer`: to a command, `null` if it was done; `rejoin`: the session server does not know this agent any more. */
export const shellUp = tagged({
  state: object({ view: viewState }),
  answer: object({ id: integer(0, Number.MAX_SAFE_INTEGER), code: nullable(text(32)) }),
  message: pageMessage,
  rejoin: object({}),
})
export type ShellUp = Infer<typeof shellUp>

/** What the page of the frame says (web-server/join/embed-page.ts). */
export const embedConfig = object({
  parents: list(text(255), 10),
  groupId: nullable(groupId),
  key: nullable(text(256)),
  isWaiting: boolean,
  /** As the page around wants it; `null`: as the account or the browser says. */
  language: nullable(language),
  /** A login key was refused. */
  isRefused: boolean,
})

/** The customer's page answers `hello` with the nonce and one port (AE-2). */
export const welcome = object(
  { sidelong: oneOf(1), type: oneOf('welcome'), nonce: text(64) },
  { exact: true },
)

/** A request of the customer's page; its payload is checked by type. */
export const request = object({ id: integer(0, Number.MAX_SAFE_INTEGER), type: text(32) })

/** What the web server answers to the look-up for a hand-over. */
export const handOver = object({
  found: boolean,
  location: nullable(text(2_048)),
  token: nullable(text(8_192)),
  waitMaxMinutes: integer(1, 240),
})
