import { MAX_FIGURE, type ScriptFigures, type SessionFigures } from '../../protocol/figures.ts'

/** What one session costs (RE-5): our own counts, and what the visitor's script says of itself. */
export class Figures {
  #pages = 0
  #reconnects = 0
  #bytes = 0
  #cameAtMs: number | null = null
  #firstViewMs: number | null = null
  #script: ScriptFigures | null = null

  /** A socket of the visitor is there. */
  came(isSamePage: boolean, nowMs: number): void {
    if (isSamePage) this.#reconnects++
    else this.#pages++
    this.#cameAtMs ??= nowMs
  }

  received(byteCount: number): void {
    this.#bytes += byteCount
  }

  /** There is a whole page to be seen. */
  viewed(nowMs: number): void {
    if (this.#cameAtMs !== null) this.#firstViewMs ??= Math.round(nowMs - this.#cameAtMs)
  }

  told(more: ScriptFigures): void {
    const known = this.#script ?? { runs: 0, longRuns: 0, totalMs: 0, longestMs: 0, slowFrames: null }
    const slow = [known.slowFrames, more.slowFrames].filter((count) => count !== null)
    this.#script = {
      runs: sum(known.runs, more.runs),
      longRuns: sum(known.longRuns, more.longRuns),
      totalMs: sum(known.totalMs, more.totalMs),
      longestMs: Math.max(known.longestMs, more.longestMs),
      slowFrames: slow.length > 0 ? sum(...slow) : null,
    }
  }

  /** What came since the last time; `null`: nothing. The first view is told each time: who adds up keeps the first. */
  take(): SessionFigures | null {
    if (this.#pages + this.#reconnects + this.#bytes === 0) return null
    const taken = {
      pages: sum(this.#pages),
      reconnects: sum(this.#reconnects),
      kilobytes: sum(Math.ceil(this.#bytes / 1_000)),
      firstViewMs: this.#firstViewMs === null ? null : sum(this.#firstViewMs),
      script: this.#script,
    }
    this.#pages = this.#reconnects = this.#bytes = 0
    this.#script = null
    return taken
  }
}

function sum(...values: number[]): number {
  return Math.min(
    MAX_FIGURE,
    values.reduce((total, value) => total + value, 0),
  )
}
