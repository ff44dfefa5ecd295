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
import { admitCode } from '../protocol/guests-api.ts'
import { MAX_NOTE_LENGTH } from '../protocol/handing-over.ts'
import { groupId, participantId } from '../protocol/ids.ts'
import { messageName } from '../protocol/page-message.ts'
import { CONTROL_PRIVILEGES } from '../protocol/privileges.ts'
import { VIEWER_TOOLS, type ViewChoice, viewerTool } from '../protocol/view-choice.ts'
import { VIEWER_LIMITS } from './limits.ts'

/* AE-3: what a page around an embedded viewer may order; `payload` of each. */

/** The tools that are shown; `null`: all. */
export type ChosenTools = ViewChoice['tools']
export const chosenTools: Parser<ChosenTools> = nullable(list(viewerTool, VIEWER_TOOLS.length))

const nothing = object({})
const pixels = integer(0, VIEWER_LIMITS.maxViewportPixels)
/** What becomes of it as JSON is what counts. */
const anything: Parser<unknown> = (value) => value

/** What the frame does itself. */
export const FRAME_COMMANDS = {
  join: object({
    key: text(256, { min: 1 }),
    wait: optional(boolean),
    groupId: optional(groupId),
  }),
  getState: nothing,
  setTools: object({ tools: chosenTools }, { exact: true }),
  setToken: object({ token: text(VIEWER_LIMITS.maxTokenLength, { min: 1 }) }),
} as const
export type FrameCommandName = keyof typeof FRAME_COMMANDS

/** What the shell does, as far as its agent may. */
export const SHELL_COMMANDS = {
  /** `url`: where the frame goes then, on one of the pages that may hold it. */
  leave: object({ url: optional(text(2_000)) }),
  end: nothing,
  /** Without `rights`: all that this agent may be given. */
  requestControl: object({ rights: optional(list(oneOf(...CONTROL_PRIVILEGES), CONTROL_PRIVILEGES.length)) }),
  releaseControl: nothing,
  /** A place in the visitor's viewport, in its CSS pixels. */
  highlight: object({ x: pixels, y: pixels }),
  sendMessage: object({ name: messageName, payload: anything }),
  setAccessibility: object({ on: boolean }),
  /** A member by id, of ours or of the company's own (`externalId`), or the first of a role by its name. */
  transfer: object({
    to: object(
      { user: optional(text(127, { min: 1 })), role: optional(text(63, { min: 1 })) },
      { exact: true },
    ),
    note: optional(text(MAX_NOTE_LENGTH)),
  }),
  admitGuest: object({ code: admitCode }),
  ejectGuest: object({ id: participantId }),
} as const
export const shellCommand = tagged(SHELL_COMMANDS)
export type ShellCommand = Infer<typeof shellCommand>

/** A command that is refused, with its code. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}
