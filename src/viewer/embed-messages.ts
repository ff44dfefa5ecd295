import {
  boolean,
  type Infer,
  integer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  type Parser,
  tagged,
  text,
} from '../base/parse.ts'
import { groupId, sessionKey } from '../protocol/ids.ts'
import { language } from '../protocol/languages.ts'
import { END_REASONS } from '../protocol/life-cycle.ts'
import { participants } from '../protocol/participants.ts'
import { privileges } from '../protocol/privileges.ts'
import { VIEWER_TOOLS, type ViewChoice, viewerTool } from '../protocol/view-choice.ts'
import { VIEWER_LIMITS } from './limits.ts'
import { STATE_IDS } from './shell/session-view.ts'

/*
 * An embedded viewer (AE-1, AE-2) is a frame of the web server's in the customer's page, and the shell in a frame of that
 * one. They speak over MessagePorts; each receiver parses. Nothing of the visitor's page crosses.
 */

/** How a view ended: for all, or for this agent alone; `declined`: the visitor did not let the agent in. */
const endReason = oneOf(...END_REASONS, 'left', 'declined', 'closed')
export type ViewEnd = Infer<typeof endReason>

/** What the shell says of itself. */
export const viewState = object({
  state: oneOf(...STATE_IDS),
  key: nullable(sessionKey),
  /** RFC 3339, UTC. */
  startedAt: nullable(text(32)),
  participants,
  privileges,
  endReason: nullable(endReason),
})
export type ViewState = Infer<typeof viewState>

/** The tools that are shown; `null`: all. */
export type ChosenTools = ViewChoice['tools']
const chosenTools: Parser<ChosenTools> = nullable(list(viewerTool, VIEWER_TOOLS.length))

/** With the port, from the frame around the shell. */
export const shellPort = object({ type: oneOf('sidelong-shell-port') })

/** From the frame to the shell. */
export const shellDown = tagged({
  leave: object({}),
  end: object({}),
  tools: object({ tools: chosenTools }),
})
export type ShellDown = Infer<typeof shellDown>

/** From the shell to the frame. `rejoin`: the session server does not know this agent any more. */
export const shellUp = tagged({ state: object({ view: viewState }), rejoin: object({}) })
export type ShellUp = Infer<typeof shellUp>

/** What the page of the frame says (web-server/join/embed-page.ts). */
export const embedConfig = object({
  parents: list(text(255), 10),
  groupId: nullable(groupId),
  key: nullable(text(256)),
  isWaiting: boolean,
  /** As the page around wants it; `null`: as the account or the browser says. */
  language: nullable(language),
})

/** The customer's page answers `hello` with the nonce and one port (AE-2). */
export const welcome = object(
  { sidelong: oneOf(1), type: oneOf('welcome'), nonce: text(64) },
  { exact: true },
)

/** A request of the customer's page; its payload is checked by type. */
export const request = object({ id: integer(0, Number.MAX_SAFE_INTEGER), type: text(32) })

const nothing = object({})
/** AE-3, as far as it is built; `payload` of each. */
export const COMMANDS = {
  join: object({
    key: text(256, { min: 1 }),
    wait: optional(boolean),
    groupId: optional(groupId),
  }),
  leave: nothing,
  end: nothing,
  getState: nothing,
  setTools: object({ tools: chosenTools }, { exact: true }),
  setToken: object({ token: text(VIEWER_LIMITS.maxTokenLength, { min: 1 }) }),
} as const
export type CommandName = keyof typeof COMMANDS

/** What the web server answers to the look-up for a hand-over. */
export const handOver = object({
  found: boolean,
  location: nullable(text(2_048)),
  token: nullable(text(8_192)),
  waitMaxMinutes: integer(1, 240),
})
