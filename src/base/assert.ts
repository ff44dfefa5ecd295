/** Thrown when our own code breaks one of its own rules; never for bad input. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError'
}

/** Throws {@link AssertionError} unless `condition` holds. `message` must not carry page content. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message)
}

/** The end of every exhaustive `switch`. */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable: ${typeof value}`)
}
