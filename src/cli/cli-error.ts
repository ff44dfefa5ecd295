/** Something the user can put right: shown as one line on standard error, exit code 1. */
export class CliError extends Error {
  override readonly name = 'CliError'
}
