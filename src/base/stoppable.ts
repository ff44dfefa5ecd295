/** What starts can stop. `stop` may be called twice; the second call does nothing. */
export interface Stoppable {
  stop(): void
}

/** Collects things to stop and stops them in reverse order; one that throws does not keep the others from stopping. */
export function stopAll(parts: readonly Stoppable[]): void {
  for (let i = parts.length - 1; i >= 0; i--) {
    try {
      parts[i]?.stop()
    } catch {
      // The others still have to stop.
    }
  }
}
