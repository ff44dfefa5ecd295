export type FieldError = { readonly path: string; readonly message: string }

/** A body of which several places are refused; all are named at once, for a form to show. */
export class FieldErrors extends Error {
  override readonly name = 'FieldErrors'
  readonly errors: readonly FieldError[]
  constructor(errors: readonly FieldError[]) {
    super(errors.map(({ path, message }) => `${path}: ${message}`).join('; '))
    this.errors = errors
  }
}
