import type { TagConfig } from './tag-config.ts'

/** What the page set in `window.SidelongConfig` before the loader ran (EM-11); not checked yet. */
export type PageConfig = Readonly<Record<string, unknown>>

/** What the visitor script does for `window.Sidelong`: methods by name, as in `start` or `ui.showButton`. */
export type Implementation = Readonly<Record<string, (...args: never[]) => unknown>>

/**
 * How loader and visitor script meet: the loader leaves this on the script element that it adds, under {@link LINK};
 * nothing of it is reachable from a global.
 */
export type Link = {
  readonly tag: TagConfig
  readonly config: PageConfig
  /** Calls the page's handlers of an event, each guarded; the number of them. */
  emit(event: string, payload: unknown): number
  /** Takes over `window.Sidelong`; the calls made so far follow in their order. */
  attach(implementation: Implementation): void
  /** The continuation is decided: `Sidelong.ready` resolves. */
  setReady(): void
}

export const LINK = '__sidelong'
