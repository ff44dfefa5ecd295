import {
  boolean,
  type Infer,
  integer,
  list,
  nullable,
  object,
  oneOf,
  ParseError,
  type Parser,
  tagged,
  text,
} from '../base/parse.ts'
import { LIMITS } from '../protocol/limits.ts'
import { VIEWER_LIMITS } from './limits.ts'

/*
 * What shell, stage and nested stages say to each other over MessagePorts. Each receiver parses: a stage that was
 * taken over by what it shows must not harm the shell, nor a nested stage the one around it.
 */

const counter = integer(0, 0xffff_ffff)
const documentNumber = integer(1, 0xffff_ffff)

function buffer(maxBytes: number): Parser<ArrayBuffer> {
  return (value, path = '') => {
    if (!(value instanceof ArrayBuffer)) throw new ParseError(path, 'must be bytes')
    if (value.byteLength > maxBytes) throw new ParseError(path, `must not be larger than ${maxBytes} bytes`)
    return value
  }
}

const stageMode = oneOf('standards', 'quirks', 'limited')
export type StageMode = Infer<typeof stageMode>

const troubleReason = oneOf('decode', 'mode', 'frame-lost', 'drift', 'part')
/**
 * Why a stage cannot go on: its input broke the protocol, its document has the wrong mode, a nested one was lost, it is
 * not what the visitor's digest says, or a part of its code did not come.
 */
export type TroubleReason = Infer<typeof troubleReason>
const trouble = object({ reason: troubleReason, mode: stageMode })

/** `asked`: it was loaded, or tried; `blocked`: the viewer's rules do not allow it; others say what could not be loaded. */
const resourceKind = oneOf('asked', 'blocked', 'image', 'media', 'sheet', 'font')
export type ResourceKind = Infer<typeof resourceKind>
export type FailureKind = Exclude<ResourceKind, 'asked'>

/** What became of a resource: host and path only, of one that was asked for the host, of a font its family. */
const resource = object({ url: text(VIEWER_LIMITS.maxFailedUrlLength), kind: resourceKind })
export type Resource = Infer<typeof resource>

/** The first message to a stage's window, with the port. */
export const portMessage = object({
  type: oneOf('sidelong-port'),
  role: oneOf('top', 'nested'),
  document: documentNumber,
  depth: integer(0, VIEWER_LIMITS.maxNestedDepth),
})

const pixels = integer(-VIEWER_LIMITS.maxPointerPixels, VIEWER_LIMITS.maxPointerPixels)
const box = { node: counter, x: pixels, y: pixels, width: pixels, height: pixels }
/** A control for which a browser opens a picker. */
const field = object({
  kind: oneOf('select', 'list', 'date', 'month', 'week', 'time', 'datetime-local', 'color'),
  value: text(64),
  options: list(text(VIEWER_LIMITS.maxOptionLength), VIEWER_LIMITS.maxOptions),
  chosen: list(integer(0, VIEWER_LIMITS.maxOptions), VIEWER_LIMITS.maxOptions),
})
export type PickedField = Infer<typeof field>

/** From the shell to the stage: what is to be shown. */
export const envelopeDown = object({ type: oneOf('envelope'), bytes: buffer(LIMITS.maxPayloadBytes + 64) })

/** From the shell to the stage: what the agent's hand asks for. */
export const handDown = tagged({
  /** What lies at this place of the visitor's viewport? */
  hit: object({ token: counter, x: pixels, y: pixels }),
  /** Whose choice is it where the page is scrolled to (VW-3)? */
  follow: object({ isFollowing: boolean }),
  scroll: object({ dx: pixels, dy: pixels }),
  find: object({ words: text(200, { min: 1 }), isBack: boolean }),
  /** Tell where these nodes are, now and whenever they move. */
  track: object({ nodes: list(counter, VIEWER_LIMITS.maxTrackedNodes) }),
})
export type StageDown = Infer<typeof envelopeDown> | Infer<typeof handDown>

/** From the stage to the shell. */
export const stageUp = tagged({
  ready: object({ mode: stageMode }),
  /** Sign of life. `taken`: how many of the envelopes handed over are done with. */
  beat: object({ taken: counter }),
  /** This durable envelope is part of what is shown. */
  applied: object({ generation: counter, sequence: counter, taken: counter }),
  /** A checkpoint is complete: the page can be looked at. */
  shown: object({ generation: counter }),
  viewport: object({
    width: integer(0, VIEWER_LIMITS.maxViewportPixels),
    height: integer(0, VIEWER_LIMITS.maxViewportPixels),
  }),
  page: object({ address: text(VIEWER_LIMITS.maxAddressLength), title: text(VIEWER_LIMITS.maxTitleLength) }),
  pointer: object({ x: pixels, y: pixels }),
  /** Answer to `hit`: the innermost node with a number (0: none) and its box. */
  hit: object({ ...box, token: counter, generation: counter, field: nullable(field) }),
  /** With own scrolling: where the visitor's viewport lies, from what is shown. */
  view: object({ x: pixels, y: pixels }),
  found: object({ isFound: boolean }),
  boxes: object({ list: list(object(box), VIEWER_LIMITS.maxTrackedNodes) }),
  resource,
  trouble,
})
export type StageUp = Infer<typeof stageUp>

/** From a stage to a stage nested in it. */
export const nestedDown = object({
  type: oneOf('section'),
  document: documentNumber,
  bytes: buffer(LIMITS.maxInflatedBytes),
})
export type NestedDown = Infer<typeof nestedDown>

/** From a nested stage to the one around it. `hosts`: sections of this document go to me from now on. */
export const nestedUp = tagged({
  ready: object({}),
  hosts: object({ document: documentNumber }),
  gone: object({ document: documentNumber }),
  resource,
  trouble,
})
export type NestedUp = Infer<typeof nestedUp>
