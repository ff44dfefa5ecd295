import { type Infer, integer, nullable, object } from '../base/schema.ts'

/** Of any figure that is told, stored or summed; what would be more stays at this. */
export const MAX_FIGURE = 1_000_000_000
const figure = integer(0, MAX_FIGURE)

/** What the visitor's script measured of itself since it last told (RE-5): numbers alone. */
export const scriptFigures = object({
  /** Pieces of work that a timer began. */
  runs: figure,
  /** Those of more than 8 ms (PL-4). */
  longRuns: figure,
  totalMs: figure,
  longestMs: figure,
  /** Frames of more than 50 ms in which our script ran for 5 ms or more; `null`: this browser does not tell. */
  slowFrames: nullable(figure),
})
export type ScriptFigures = Infer<typeof scriptFigures>

/** What a session cost (RE-5): counted by its session server, and what the visitor's script said; no addresses. */
export const sessionFigures = object({
  /** Page loads. */
  pages: figure,
  /** How often a page came back after its line was lost. */
  reconnects: figure,
  /** From the visitor, as they came. */
  kilobytes: figure,
  /** From the visitor's first word to the first whole page that an agent could see; `null`: there was none. */
  firstViewMs: nullable(figure),
  /** `null`: it said nothing. */
  script: nullable(scriptFigures),
})
export type SessionFigures = Infer<typeof sessionFigures>
