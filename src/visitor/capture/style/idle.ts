/** Runs `fn` when the page has nothing else to do. */
export function idle(fn: () => void): void {
  const { requestIdleCallback } = globalThis as Partial<typeof globalThis>
  if (requestIdleCallback) requestIdleCallback(fn)
  else setTimeout(fn)
}
