import type { AddScript } from './add-script.ts'
import type { TagConfig } from './tag.ts'

/** What the page set in `window.SidelongConfig` before the loader ran (EM-11); not checked yet. */
export type PageConfig = Readonly<Record<string, unknown>>

/** What the visitor script does for `window.Sidelong`: methods by name, as in `start` or `ui.showButton`. */
export type Implementation = (name: string, args: readonly unknown[]) => unknown

/** A handler of the page; the entry is in {@link Link.handlers} while it counts. */
export type Handler = { event: string; handler: (payload: never) => void; isOnce?: boolean | undefined }

/**
 * How loader and visitor script meet: the loader leaves this on the script element that it adds, as its property `sidelong`;
 * nothing of it is reachable from a global.
 */
export type Link = {
  readonly tag: TagConfig
  readonly config: PageConfig
  /** In the order in which they were added. */
  readonly handlers: Set<Handler>
  /** With which a page of another domain has sent the visitor here (NV-9). */
  readonly code: string | undefined
  /** What `Sidelong.control` has, beside what is asked for by name; the part `control` writes it. */
  readonly control: Record<string, unknown>
  /** Adds a script that lies beside the visitor script (docs/decisions/0009). */
  readonly add: AddScript
  /** Takes over `window.Sidelong`; the calls made so far follow in their order. */
  attach(implementation: Implementation): void
  /** The visitor script cannot do its work; the next call fetches it anew. An error code, and the CSP directive if that was it. */
  fail(code: string, directive?: string): void
}
