import { texts } from '../texts.ts'

/** Why a company's log-in did not let somebody in; the code comes from an address and may be anything. */
export function ssoProblemText(problem: string): string {
  const known: Readonly<Record<string, string>> = texts.login.ssoProblem
  return Object.hasOwn(known, problem) ? (known[problem] ?? '') : texts.login.ssoProblem['sso-failed']
}
